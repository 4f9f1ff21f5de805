internal import CPgQuery
internal import Foundation

/// A statement as PostgreSQL's own grammar reads it, through libpg_query.
///
/// The grammar is that of PostgreSQL 15, so its answer is only advice: SQL that it cannot read may be newer.
struct ParsedStatement {
    /// The maximum length in bytes. In a longer text, deep nesting could exhaust the stack of the C code. The commands
    /// in question are short.
    private static let longestText = 8_192

    /// The grammar's name for the kind of statement.
    let kind: String
    /// The content of the statement's node.
    let node: [String: Any]

    /// Parses a text; `nil` if the grammar cannot read it as one statement, if it is too long to be one of the commands
    /// in question, or if its parentheses and brackets nest too deeply.
    /// - Parameter longest: the maximum length of the text in bytes.
    init?(_ text: String, longest: Int = Self.longestText) {
        guard text.utf8.count <= longest, !Self.nestsDeeply(text) else { return nil }
        let result = pg_query_parse(text)
        defer { pg_query_free_parse_result(result) }
        guard result.error == nil, let tree = result.parse_tree else { return nil }
        let data = Data(bytes: tree, count: strlen(tree))
        guard let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let statements = root["stmts"] as? [[String: Any]], statements.count == 1,
            let statement = statements.first?["stmt"] as? [String: Any],
            let (kind, node) = statement.first, let node = node as? [String: Any]
        else { return nil }
        self.kind = kind
        self.node = node
    }

    private static func nestsDeeply(_ text: String) -> Bool {
        let deepest = 200
        let bytes = Array(text.utf8)
        guard bytes.count(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }) > deepest else { return false }
        var lexer = Lexer(bytes)
        var (depth, brackets) = (0, 0)
        while let token = try? lexer.next() {
            switch token.kind {
            case .opening: depth += 1
            case .closing: depth -= 1
            case .other where bytes[token.range.lowerBound] == UInt8(ascii: "["): brackets += 1
            default: break
            }
            if depth + brackets > deepest { return true }
        }
        return false
    }

    /// Whether PostgreSQL refuses the statement inside a transaction block, for the commands of ``TransactionRefusal``.
    var refusesTransaction: Bool {
        switch kind {
        case "ReindexStmt":
            let wholes = ["REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_SYSTEM", "REINDEX_OBJECT_DATABASE"]
            return wholes.contains(node["kind"] as? String ?? "") || option("concurrently", in: "params") == true
        case "ClusterStmt":
            return node["relation"] == nil
        case "CreateSubscriptionStmt":
            return option("create_slot", in: "options") ?? option("connect", in: "options") ?? true
        case "AlterSubscriptionStmt":
            switch node["kind"] as? String {
            case "ALTER_SUBSCRIPTION_REFRESH": return true
            case "ALTER_SUBSCRIPTION_SET_PUBLICATION", "ALTER_SUBSCRIPTION_ADD_PUBLICATION",
                "ALTER_SUBSCRIPTION_DROP_PUBLICATION":
                return option("refresh", in: "options") ?? true
            default: return false
            }
        case "AlterTableStmt":
            return nodes(node["cmds"], of: "AlterTableCmd").contains { command in
                let partition = (command["def"] as? [String: Any])?["PartitionCmd"] as? [String: Any]
                return command["subtype"] as? String == "AT_DetachPartition"
                    && partition?["concurrent"] as? Bool == true
            }
        default:
            return false
        }
    }

    /// The nodes of a kind in a list.
    func nodes(_ list: Any?, of kind: String) -> [[String: Any]] {
        (list as? [[String: Any]] ?? []).compactMap { $0[kind] as? [String: Any] }
    }

    /// A Boolean option; an option without a value is true; `nil` if it is missing.
    private func option(_ name: String, in list: String) -> Bool? {
        guard let element = nodes(node[list], of: "DefElem").last(where: { $0["defname"] as? String == name }) else {
            return nil
        }
        guard let argument = element["arg"] as? [String: Any] else { return true }
        if let number = argument["Integer"] as? [String: Any] { return (number["ival"] as? Int ?? 0) != 0 }
        let names = (argument["TypeName"] as? [String: Any])?["names"]
        let text = (argument["String"] as? [String: Any])?["sval"] ?? nodes(names, of: "String").last?["sval"]
        return !["false", "off"].contains((text as? String ?? "").lowercased())
    }
}
