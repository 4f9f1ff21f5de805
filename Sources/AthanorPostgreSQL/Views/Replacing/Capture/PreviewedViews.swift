internal import Athanor

/// Finds out whether statements may change the objects that a replacement's script was written from, by the names that
/// the statements mention.
struct PreviewedViews: Sendable {
    /// The views that are recreated, with their indexes and statistics. A statement that mentions one of these may
    /// change it.
    private var objects: Set<String> = []
    /// The table that is altered while the views are dropped.
    private var table: String?
    /// The schemas that names are looked up in.
    private var schemas: Set<String> = []
    /// All names in the texts of the views: renaming or dropping one of these objects changes a text.
    private var words: Set<String> = []
    /// Whether a text joins by the names of columns, so that a new column may change its meaning.
    private var joinsByName = false
    /// Whether a materialized view is not populated, so that a refresh changes more than rows.
    private var hasEmptyView = false
    /// Whether definitions of policies, rules or functions are restored.
    private var redefinesReaders = false

    /// Starts with a view that is looked up by name.
    /// - Throws: ``DatabaseFailure``.
    init(view: QualifiedName, on connection: any Connection) async throws {
        try await self.init(of: view, on: connection)
        objects = [view.name]
    }

    /// Starts with a table whose views are looked up.
    /// - Throws: ``DatabaseFailure``.
    init(table: QualifiedName, on connection: any Connection) async throws {
        try await self.init(of: table, on: connection)
        self.table = table.name
        words = [table.name]
    }

    private init(of name: QualifiedName, on connection: any Connection) async throws {
        let path = try await connection.query(
            own: """
                SELECT s.name
                FROM unnest(pg_catalog.string_to_array(\(SessionPath.text), ',')) AS p (written),
                     LATERAL (SELECT pg_catalog.btrim(p.written, ' "') AS name) AS s
                """)
        schemas = Set(try path.map { try $0["name", as: String.self] }).union([name.schema].compactMap(\.self))
        if schemas.contains("$user") {
            let user = try await connection.query(own: "SELECT current_user::text AS name").first?[
                "name", as: String.self]
            schemas.formUnion([user].compactMap(\.self))
        }
    }

    /// Adds a family of views.
    /// - Parameter replaced: the view whose text is not used again.
    /// - Throws: ``DatabaseFailure``.
    mutating func add(_ family: ViewFamily, without replaced: Int64? = nil, on connection: any Connection) async throws
    {
        for view in family.views {
            hasEmptyView = hasEmptyView || view.kind == .materialized && !view.isPopulated
            objects.formUnion([view.name] + view.indexes.map(\.name) + view.statistics.map(\.name))
            schemas.insert(view.schema)
            for text in (view.triggers + view.rules).map(\.definition) + view.columns.compactMap(\.defaultValue) {
                words.formUnion(MentionedNames(in: text).names)
            }
        }
        for (oid, text) in try await family.definitions(on: connection) where oid != replaced {
            let names = MentionedNames(in: text).names
            joinsByName = joinsByName || names.contains("using")
            words.formUnion(names)
        }
        redefinesReaders = try await !DependentRoutineOrPolicy.all(of: family.oids, on: connection).isEmpty
    }

    /// Returns statements, with a check of whether they are still right after other work.
    /// - Parameter work: what else the statements do.
    func preview(_ statements: [SQLStatement], with work: [SQLStatement] = []) -> CatalogPreview {
        let named = objects.union([table].compactMap(\.self))
        let changes = work.reduce(into: named) { $0.formUnion(MentionedNames(in: $1.text).names) }
        return CatalogPreview(statements, changes: changes) { step, changes in
            !changes.isDisjoint(with: named) || mayBeChanged(by: step)
        }
    }

    private func mayBeChanged(by step: LoweredStep) -> Bool {
        switch step.content {
        case .rows, .batches: false
        case .ownTransaction(let steps): steps.contains(where: mayBeChanged)
        case .statement(let lowered): mayBeChanged(by: lowered)
        case .resolvedWhenRun(let resolved):
            resolved.writtenStatements?.contains(where: mayBeChanged)
                ?? (redefinesReaders || mentionsObject(MentionedNames(in: resolved.origin?.text ?? resolved.content)))
        }
    }

    private func mayBeChanged(by lowered: LoweredStatement) -> Bool {
        if lowered.command == ScriptedFreshness.command { return false }
        let mentioned = MentionedNames(in: lowered.statement.text)
        let command = lowered.command.prefix { $0 != " " }
        switch command {
        case "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "ANALYZE", "VACUUM", "LOCK":
            // Only a function call could do more.
            return mentioned.names.contains("set_config")
        case "REFRESH":
            // Whether a view is populated decides how it is replaced.
            return mentionsObject(mentioned) && (hasEmptyView || mentioned.names.contains("no"))
        case "CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "REINDEX", "CLUSTER", "SECURITY":
            guard Self.isKnown(lowered.command), !redefinesReaders, !mentionsObject(mentioned) else { return true }
            if let table, mentioned.names.contains(table), !Self.commandsWithoutReaders.contains(lowered.command) {
                return true
            }
            if mentioned.names.contains("schema") && !mentioned.names.isDisjoint(with: schemas) { return true }
            switch command {
            case "DROP":
                return mentioned.names.contains("cascade")
                    || !mentioned.names.subtracting(Self.syntaxOfDrop).isDisjoint(with: words)
            case "ALTER":
                let changesMeaning =
                    joinsByName || !mentioned.names.isDisjoint(with: ["rename", "drop", "type", "schema"])
                return changesMeaning && !mentioned.names.isDisjoint(with: words)
            case "GRANT", "REVOKE": return mentioned.names.contains("all") && mentioned.names.contains("schema")
            default: return false
            }
        default: return true
        }
    }

    private func mentionsObject(_ mentioned: MentionedNames) -> Bool {
        mentioned.areUncertain || !mentioned.names.isDisjoint(with: objects)
    }

    /// Whether a command can only change what it mentions.
    private static func isKnown(_ command: String) -> Bool {
        let words = command.split(separator: " ").map(String.init)
        guard words.count > 1 else { return true }
        return !(unbounded[words[0]] ?? []).contains(words[1])
    }

    /// Commands that change more than they mention: extensions create objects, roles own them, default privileges apply
    /// to new ones.
    private static let unbounded: [String: Set<String>] = [
        "CREATE": ["EVENT", "EXTENSION"], "DROP": ["EVENT", "EXTENSION", "OWNED"],
        "ALTER": ["DATABASE", "DEFAULT", "EVENT", "EXTENSION", "GROUP", "ROLE", "SYSTEM", "USER"],
    ]

    /// Commands that name a table without becoming its reader.
    private static let commandsWithoutReaders: Set<String> = [
        "ALTER TABLE", "CREATE INDEX", "COMMENT", "GRANT", "REVOKE",
    ]

    /// Words of `DROP` that are not names.
    private static let syntaxOfDrop: Set<String> = [
        "column", "concurrently", "drop", "exists", "function", "if", "index", "on", "restrict", "table", "type",
        "view",
    ]
}

/// The names and keywords that a text mentions outside of strings and comments, as PostgreSQL stores names.
struct MentionedNames {
    private(set) var names: Set<String> = []
    /// Whether the text could not be read to its end, or contains names written with escapes.
    private(set) var areUncertain = false

    init(in text: String) {
        let bytes = Array(text.utf8)
        var lexer = Lexer(bytes)
        do {
            while let token = try lexer.next() {
                let text = String(decoding: bytes[token.range], as: UTF8.self)
                switch token.kind {
                case .word: names.insert(Self.folded(text))
                case .quotedIdentifier where text.hasPrefix("\""): names.insert(text.unquoted(by: "\""))
                case .quotedIdentifier: areUncertain = true
                default: break
                }
            }
        } catch {
            areUncertain = true
        }
    }

    /// Folds ASCII letters only.
    private static func folded(_ word: String) -> String {
        String(
            decoding: word.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self)
    }
}
