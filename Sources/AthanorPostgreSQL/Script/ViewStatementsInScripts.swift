public import Athanor

extension PostgreSQLScriptReader {
    /// What `CREATE`, `ALTER` and `DROP` of views say of them, and `SET`, under which names are looked up. What a block, a call
    /// or a query may do cannot be known.
    public func viewStatements(in statement: ScriptStatement) -> [ViewStatement] {
        var tokens = ViewStatementTokens(statement.slice)
        switch statement.command.prefix(while: { $0 != " " }) {
        case "CREATE": return created(&tokens, statement)
        case "DROP": return dropped(&tokens)
        case "ALTER": return altered(&tokens)
        case "SET", "RESET":
            return PostgreSQLDialect().heldSetting(
                by: .statement(LoweredStatement(Statement(statement.slice), command: statement.command))
            ) == nil ? [] : [.sets(Statement(statement.slice))]
        case "SELECT" where setsPath(statement): return [.sets(Statement(statement.slice))]
        case "DO", "CALL", "SELECT", "WITH", "EXECUTE":
            return Self.mentionsView(statement) ? [.unknown(statement)] : []
        default: return []
        }
    }

    /// Whether it is `SELECT set_config('search_path', '…', …)` and nothing else, as `pg_dump` writes it.
    private func setsPath(_ statement: ScriptStatement) -> Bool {
        var words = tokens(of: statement)[...]
        guard words.popFirst() == "select" else { return false }
        if words.starts(with: ["pg_catalog", "."]) { words = words.dropFirst(2) }
        guard words.count == 8, words.starts(with: ["set_config", "(", "'search_path'", ","]) else { return false }
        let rest = Array(words.dropFirst(4))
        return rest[0].hasPrefix("'") && rest[1] == "," && ["true", "false"].contains(rest[2]) && rest[3] == ")"
    }

    /// Whether a view, or SQL that may make one, shows in a text.
    private static func mentionsView(_ statement: ScriptStatement) -> Bool {
        ViewWork(in: [
            .statement(LoweredStatement(Statement(statement.slice), command: statement.command))
        ]) != .none
    }

    private func created(_ tokens: inout ViewStatementTokens, _ statement: ScriptStatement) -> [ViewStatement] {
        if statement.command == "CREATE SCHEMA" {
            return Self.mentionsView(statement)
                ? [.unknown(statement)] : []
        }
        tokens.accept("CREATE")
        tokens.accept("OR", "REPLACE")
        let isMaterialized = tokens.accept("MATERIALIZED", "VIEW")
        if !isMaterialized {
            if tokens.accept("RECURSIVE", "VIEW") { return [.unknown(statement)] }
            guard tokens.accept("VIEW") else { return [] }
        }
        let isForMissingOnly = tokens.accept("IF", "NOT", "EXISTS")
        guard let name = tokens.acceptQualifiedName() else { return [] }
        let columns = tokens.acceptNames()
        // Options stand in parentheses, and the first AS outside of them is the view's.
        guard let words = tokens.rest.firstIndex(where: { $0.depth == 0 && $0.keyword == "AS" }) else { return [] }
        let query = Self.withoutClause(tokens.rest[(words + 1)...], ofMaterialized: isMaterialized)
        guard let first = query.first, let last = query.last else { return [] }
        let slice = statement.slice.source[first.utf8Range.lowerBound..<last.utf8Range.upperBound]
        return [
            .creates(
                name,
                StatedDefinition(
                    isMaterialized: isMaterialized, columns: columns, query: slice, isForMissingOnly: isForMissingOnly))
        ]
    }

    /// A query without `WITH [NO] DATA` or `WITH … CHECK OPTION` after it.
    private static func withoutClause(
        _ tokens: ArraySlice<ViewStatementTokens.Token>, ofMaterialized isMaterialized: Bool
    ) -> ArraySlice<ViewStatementTokens.Token> {
        let clauses =
            isMaterialized
            ? [["WITH", "NO", "DATA"], ["WITH", "DATA"]]
            : [
                ["WITH", "LOCAL", "CHECK", "OPTION"], ["WITH", "CASCADED", "CHECK", "OPTION"],
                ["WITH", "CHECK", "OPTION"],
            ]
        for clause in clauses where tokens.suffix(clause.count).map({ $0.depth == 0 ? $0.keyword : nil }) == clause {
            return tokens.dropLast(clause.count)
        }
        return tokens
    }

    private func dropped(_ tokens: inout ViewStatementTokens) -> [ViewStatement] {
        tokens.accept("DROP")
        guard tokens.accept("MATERIALIZED", "VIEW") || tokens.accept("VIEW") else { return [] }
        tokens.accept("IF", "EXISTS")
        var names: [QualifiedName] = []
        repeat {
            guard let name = tokens.acceptQualifiedName() else { break }
            names.append(name)
        } while tokens.accept(symbol: ",")
        return [.drops(names)]
    }

    /// `ALTER TABLE` renames views too.
    private func altered(_ tokens: inout ViewStatementTokens) -> [ViewStatement] {
        tokens.accept("ALTER")
        guard tokens.accept("MATERIALIZED", "VIEW") || tokens.accept("VIEW") || tokens.accept("TABLE") else {
            return []
        }
        tokens.accept("IF", "EXISTS")
        tokens.accept("ONLY")
        guard let name = tokens.acceptQualifiedName() else { return [] }
        if tokens.accept("RENAME", "TO") {
            return tokens.acceptName().map {
                [.renames(name, to: QualifiedName(schema: name.schema, name: $0))]
            } ?? []
        }
        guard tokens.accept("SET", "SCHEMA"), let schema = tokens.acceptName() else { return [] }
        return [.renames(name, to: QualifiedName(schema: schema, name: name.name))]
    }
}

extension ViewStatementTokens {
    /// Passes a name with or without a schema if one comes next.
    mutating func acceptQualifiedName() -> QualifiedName? {
        guard let first = acceptName() else { return nil }
        guard accept(symbol: ".") else { return QualifiedName(schema: nil, name: first) }
        return acceptName().map { QualifiedName(schema: first, name: $0) }
    }

    /// Passes `(name, name …)` if it comes next.
    mutating func acceptNames() -> [String] {
        guard accept(symbol: "(") else { return [] }
        var names: [String] = []
        repeat {
            guard let name = acceptName() else { break }
            names.append(name)
        } while accept(symbol: ",")
        _ = accept(symbol: ")")
        return names
    }
}
