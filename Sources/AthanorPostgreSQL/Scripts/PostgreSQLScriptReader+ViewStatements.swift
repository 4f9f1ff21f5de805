package import Athanor

extension PostgreSQLScriptReader {
    /// The effects on views of `CREATE`, `ALTER` and `DROP`, and of `SET`, `RESET` and `set_config`, which change how
    /// names are looked up. The effects of a block, a call or a query cannot be known.
    package func viewStatements(in statement: ScriptStatement) -> [ViewStatement] {
        var tokens = ViewStatementTokens(statement.slice)
        switch statement.command.prefix(while: { $0 != " " }) {
        case "CREATE": return created(&tokens, statement)
        case "DROP": return dropped(&tokens)
        case "ALTER": return altered(&tokens)
        case "SET", "RESET":
            return PostgreSQLDialect().heldSetting(
                by: .statement(LoweredStatement(SQLStatement(statement.slice), command: statement.command))
            ) == nil ? [] : [.sets(SQLStatement(statement.slice), LookupPath(setBy: tokens))]
        case "SELECT" where setsPath(statement):
            return [.sets(SQLStatement(statement.slice), LookupPath(setBy: tokens))]
        case "DO", "CALL", "SELECT", "WITH", "EXECUTE":
            if Self.mentionsView(statement) { return [.unknown(statement), .altersAnything] }
            return statement.slice.text.uppercased().contains("ALTER") ? [.altersAnything] : []
        default: return []
        }
    }

    /// Whether a statement is exactly `SELECT set_config('search_path', '…', …)`, as `pg_dump` writes it.
    private func setsPath(_ statement: ScriptStatement) -> Bool {
        var words = tokens(of: statement)[...]
        guard words.popFirst() == "select" else { return false }
        if words.starts(with: ["pg_catalog", "."]) { words = words.dropFirst(2) }
        guard words.count == 8, words.starts(with: ["set_config", "(", "'search_path'", ","]) else { return false }
        let rest = Array(words.dropFirst(4))
        return rest[0].hasPrefix("'") && rest[1] == "," && ["true", "false"].contains(rest[2]) && rest[3] == ")"
    }

    /// Whether a text mentions a view, or SQL that may create one.
    private static func mentionsView(_ statement: ScriptStatement) -> Bool {
        ViewWork(in: [
            .statement(LoweredStatement(SQLStatement(statement.slice), command: statement.command))
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
            guard tokens.accept("VIEW") else { return Self.hiding(&tokens) }
        }
        let isForMissingOnly = tokens.accept("IF", "NOT", "EXISTS")
        guard let name = tokens.acceptQualifiedName() else { return [] }
        let columns = tokens.acceptNames()
        // Options are in parentheses, so the first AS outside them belongs to the view.
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
        guard tokens.accept("MATERIALIZED", "VIEW") || tokens.accept("VIEW") else { return Self.hiding(&tokens) }
        tokens.accept("IF", "EXISTS")
        var names: [QualifiedName] = []
        repeat {
            guard let name = tokens.acceptQualifiedName() else { break }
            names.append(name)
        } while tokens.accept(symbol: ",")
        return [.drops(names)]
    }

    /// The effects of statements that may change what a name in a query refers to: a function whose types fit better,
    /// an operator.
    private static func hiding(_ tokens: inout ViewStatementTokens) -> [ViewStatement] {
        if tokens.accept("OPERATOR") || tokens.accept("CAST") { return [.altersAnything] }
        guard
            ["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE", "TYPE", "DOMAIN", "COLLATION"].contains(where: {
                tokens.accept($0)
            })
        else { return [] }
        tokens.accept("IF", "EXISTS")
        tokens.accept("IF", "NOT", "EXISTS")
        return tokens.acceptQualifiedName().map { [.alters($0.name)] } ?? []
    }

    /// The effects of `ALTER`. `ALTER TABLE` can rename views too.
    private func altered(_ tokens: inout ViewStatementTokens) -> [ViewStatement] {
        tokens.accept("ALTER")
        if tokens.accept("SCHEMA") {
            guard let name = tokens.acceptName(), tokens.accept("RENAME", "TO"), let new = tokens.acceptName() else {
                return []
            }
            return [.renamesSchema(name, to: new)]
        }
        guard
            tokens.accept("MATERIALIZED", "VIEW") || tokens.accept("VIEW") || tokens.accept("TABLE")
                || tokens.accept("FOREIGN", "TABLE")
        else {
            return Self.hiding(&tokens)
        }
        tokens.accept("IF", "EXISTS")
        tokens.accept("ONLY")
        guard let name = tokens.acceptQualifiedName() else { return [] }
        if tokens.accept("RENAME", "TO") {
            return tokens.acceptName().map {
                [.alters(name.name), .renames(name, to: QualifiedName(schema: name.schema, name: $0))]
            } ?? []
        }
        if tokens.accept("SET", "SCHEMA") {
            return tokens.acceptName().map {
                [.alters(name.name), .renames(name, to: QualifiedName(schema: $0, name: name.name))]
            } ?? []
        }
        return Self.altersColumns(tokens) ? [.altersColumns(name)] : []
    }

    /// Whether one of the actions of `ALTER TABLE` adds, drops or renames a column, or gives one another type.
    private static func altersColumns(_ tokens: ViewStatementTokens) -> Bool {
        let constraints: Set<String?> = ["CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "EXCLUDE"]
        return tokens.rest.split(whereSeparator: { $0.depth == 0 && $0.text == "," }).contains { action in
            let words = action.map(\.keyword)
            return switch words.first {
            case "ADD", "DROP", "RENAME": words.count > 1 && !constraints.contains(words[1])
            case "ALTER": words.contains("TYPE")
            default: false
            }
        }
    }
}

extension LookupPath {
    /// The search path after `SET search_path`, `SET SCHEMA`, `RESET` or `SELECT set_config('search_path', …)`; `nil`
    /// if the statement sets something else.
    fileprivate init?(setBy statement: ViewStatementTokens) {
        var tokens = statement
        if tokens.accept("RESET") {
            guard tokens.accept("SEARCH_PATH") || tokens.accept("ALL") else { return nil }
            self = .session
        } else if tokens.accept("SELECT") {
            guard tokens.rest.contains(where: { $0.keyword == "SET_CONFIG" }),
                let value = tokens.rest.filter({ $0.kind == .string }).dropFirst().first
            else { return nil }
            self.init(names: SearchPathSetting(value.text.unquoted(by: "'")).names)
        } else {
            tokens.accept("SET")
            if !tokens.accept("LOCAL") { tokens.accept("SESSION") }
            if tokens.accept("SCHEMA") {
                self.init(list: &tokens)
            } else {
                guard tokens.accept("SEARCH_PATH"), tokens.accept("TO") || tokens.accept(symbol: "=") else {
                    return nil
                }
                self.init(list: &tokens)
            }
        }
    }

    private init(list tokens: inout ViewStatementTokens) {
        if tokens.accept("DEFAULT") {
            self = .session
            return
        }
        var names: [String] = []
        repeat {
            if let value = tokens.rest.first, value.kind == .string, value.text.hasPrefix("'") {
                names.append(value.text.unquoted(by: "'"))
                _ = tokens.accept(symbol: value.text)
            } else if let name = tokens.acceptName() {
                names.append(name)
            } else {
                self = .unknown
                return
            }
        } while tokens.accept(symbol: ",")
        self.init(names: names)
    }

    /// Leaves out `$user`: only the database knows that schema, and it seldom exists.
    private init(names: [String]) { self = .schemas(names.filter { $0 != "$user" && !$0.isEmpty }) }
}

extension ViewStatementTokens {
    /// Consumes a name with or without a schema if one comes next.
    mutating func acceptQualifiedName() -> QualifiedName? {
        guard let first = acceptName() else { return nil }
        guard accept(symbol: ".") else { return QualifiedName(schema: nil, name: first) }
        return acceptName().map { QualifiedName(schema: first, name: $0) }
    }

    /// Consumes `(name, name …)` if it comes next.
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
