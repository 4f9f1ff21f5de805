internal import Athanor

/// Names that a text gives to a relation's columns by position: `FROM m AS x (a, b)`.
///
/// The server writes such a list itself if a column was renamed that a `JOIN … USING` merges. Parsed again over a
/// relation whose columns have other positions, the text would mean other columns, without an error.
enum ColumnAliases {
    /// A text that reads a relation, with the object that it belongs to.
    struct Reader {
        let description: String
        let text: String
    }

    /// Refuses a change of positions that would change what a text means.
    /// - Parameters:
    ///   - readers: the texts that are parsed again.
    ///   - relation: the relation whose columns may have other positions; also its description in messages.
    ///   - old: the names of its columns when the texts were written, in order.
    ///   - new: the names of its columns when the texts are parsed again.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError`` that names the first such text.
    static func refuse(
        in readers: [Reader], of relation: (name: QualifiedName, description: String), columns old: [String],
        becoming new: [String], _ action: String
    ) throws(OperationError) {
        // Compares bytes: names that Swift considers equal can differ to the server.
        func keeps(_ count: Int) -> Bool {
            new.prefix(count).elementsEqual(old.prefix(count)) { $0.isSameText(as: $1) }
        }
        guard !keeps(old.count) else { return }
        for reader in readers {
            let problem: String
            switch places(in: reader.text, of: relation.name) {
            case .none: continue
            case .first(let count) where keeps(count): continue
            case .first: problem = "names columns of \(relation.description) by their places, which change"
            case .unknown:
                problem =
                    "may name columns of \(relation.description) by their places, which change; its text cannot be parsed"
            }
            throw OperationError(
                "\(action): \(reader.description) \(problem)",
                advice:
                    "Keep the columns in the order of the old definition (\(old.joined(separator: ", "))) and add new ones at "
                    + "the end. Or drop \(reader.description) before and recreate it after, in this revision.")
        }
    }

    /// The positions of a relation's columns that a text gives names to.
    private enum Places {
        case none
        /// The first columns, up to this number.
        case first(Int)
        /// PostgreSQL 15's grammar cannot parse the text.
        case unknown
    }

    private static func places(in text: String, of relation: QualifiedName) -> Places {
        guard mentions(relation.name, in: text) else { return .none }
        guard let parsed = ParsedStatement(text, longest: 1_048_576) else { return .unknown }
        let count = count(in: parsed.node, of: relation)
        return count > 0 ? .first(count) : .none
    }

    private static func mentions(_ name: String, in text: String) -> Bool {
        let quoted = PostgreSQLDialect().quote(name)
        return text.contains(name) || text.contains(quoted)
    }

    private static func count(in value: Any, of relation: QualifiedName) -> Int {
        if let list = value as? [Any] { return list.map { count(in: $0, of: relation) }.max() ?? 0 }
        guard let node = value as? [String: Any] else { return 0 }
        let below = node.values.map { count(in: $0, of: relation) }.max() ?? 0
        let named = ((node["alias"] as? [String: Any])?["colnames"] as? [Any])?.count ?? 0
        guard named > 0 else { return below }
        if let name = node["relname"] as? String {
            let schema = node["schemaname"] as? String
            guard name == relation.name, schema == nil || relation.schema == nil || schema == relation.schema else {
                return below
            }
            return max(below, named)
        }
        // A join's list counts the columns of all joined relations. A subquery's list counts the columns that the
        // subquery selects by name.
        let isJoin = node["larg"] != nil && node["rarg"] != nil && node["jointype"] != nil
        return isJoin && reads(relation, in: node) ? .max : below
    }

    private static func reads(_ relation: QualifiedName, in value: Any) -> Bool {
        if let list = value as? [Any] { return list.contains { reads(relation, in: $0) } }
        guard let node = value as? [String: Any] else { return false }
        if node["relname"] as? String == relation.name { return true }
        return node.values.contains { reads(relation, in: $0) }
    }
}
