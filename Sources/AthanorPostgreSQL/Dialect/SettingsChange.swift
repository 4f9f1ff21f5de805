internal import Athanor

/// Whether a statement may change settings or the role of the session. A function can change any of them, so a statement
/// that may call a function of a user counts.
///
/// Event triggers are assumed to change none. The functions of indexes and of materialized views may be called:
/// PostgreSQL restores the settings afterwards, and refuses changes of the role.
/// Source: `NewGUCNestLevel` and `SECURITY_RESTRICTED_OPERATION` in PostgreSQL's source.
enum SettingsChange {
    /// The first words of commands that change no setting.
    private static let plainCommands: Set<Substring> = [
        "CLUSTER", "COMMENT", "DROP", "GRANT", "LOCK", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "VACUUM",
    ]

    /// The words of an ALTER that may evaluate expressions, for all rows of a table or for a default.
    private static let evaluatingAlterations: Set<Substring> = [
        "ATTACH", "CHECK", "DEFAULT", "EXPRESSION", "GENERATED", "TYPE", "USING", "VALIDATE",
    ]

    /// The words of a CREATE TABLE that may run a query or evaluate the bounds of a partition.
    private static let evaluatingCreations: Set<Substring> = ["AS", "OF"]

    static func isPossible(by lowered: LoweredStatement) -> Bool {
        let command = lowered.command.prefix { $0 != " " }
        if plainCommands.contains(command) { return false }
        if command == "ALTER" {
            // The first two words of an ALTER name the kind of object.
            return words(of: lowered).dropFirst(2).contains(where: evaluatingAlterations.contains)
                || addsColumnOfUnknownType(lowered)
        }
        guard command == "CREATE" else { return true }
        // CREATE SCHEMA changes search_path only while it runs.
        return lowered.command == "CREATE TABLE" && words(of: lowered).contains(where: evaluatingCreations.contains)
    }

    /// Whether the statement adds a column of a type that may be a domain: its default and its constraints are
    /// evaluated for each row.
    private static func addsColumnOfUnknownType(_ lowered: LoweredStatement) -> Bool {
        guard lowered.command == "ALTER TABLE" else { return false }
        let tokens = PostgreSQLScriptReader.tokens(ofStatement: lowered.statement.text)
        return tokens.indices.contains { place in
            guard tokens[place] == "add" else { return false }
            var rest = tokens[(place + 1)...]
            if rest.first == "column" { rest = rest.dropFirst() }
            if rest.prefix(3) == ["if", "not", "exists"] { rest = rest.dropFirst(3) }
            guard let name = rest.first, !constraints.contains(name) else { return false }
            rest = rest.dropFirst()
            if rest.prefix(2) == ["pg_catalog", "."] { rest = rest.dropFirst(2) }
            guard let type = rest.first, plainTypes.contains(type) else { return true }
            return rest.dropFirst().first == "."
        }
    }

    /// The words after ADD that begin a constraint and not a column.
    private static let constraints: Set<String> = [
        "check", "constraint", "exclude", "foreign", "generated", "primary", "unique",
    ]

    /// The first words of the names of PostgreSQL's own types.
    private static let plainTypes: Set<String> = [
        "bigint", "bigserial", "bit", "bool", "boolean", "bytea", "char", "character", "date", "dec", "decimal",
        "double",
        "float", "float4", "float8", "inet", "int", "int2", "int4", "int8", "integer", "interval", "json", "jsonb",
        "national", "nchar", "numeric", "oid", "real", "serial", "smallint", "smallserial", "text", "time", "timestamp",
        "timestamptz", "timetz", "tsvector", "uuid", "varbit", "varchar", "xml",
    ]

    /// The words of a statement in capitals, including those in quotes and comments.
    private static func words(of lowered: LoweredStatement) -> [Substring] {
        lowered.statement.text.uppercased().split { !$0.isLetter && $0 != "_" }
    }
}
