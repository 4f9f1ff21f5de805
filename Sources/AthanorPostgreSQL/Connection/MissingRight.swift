internal import Athanor

/// The rights that a role lacks for one of Athanor's own statements, as the GRANT that gives them.
///
/// The server's message names the table, in its own language, but not the rights that the role will lack next.
enum MissingRight {
    /// Advice when a role may not run one of Athanor's own statements; `nil` for other errors and other statements.
    static func advice(_ code: String, _ statement: SQLStatement) -> String? {
        guard code == "42501", statement.isOwn else { return nil }
        if PostgreSQLDialect().creatingMetadataTables(from: nil).contains(statement) { return creatingAdvice }
        guard let table = table(in: statement.text), let schema = table.schema else { return nil }
        let dialect = PostgreSQLDialect()
        guard schema == "athanor", let own = MetadataTable(rawValue: table.name) else {
            let (schema, name) = (dialect.quote(schema), dialect.quote(table))
            if statement.text.contains("CREATE TABLE \(name)") {
                return
                    "The version table is created there. Have an owner of the schema run `athanor ensure-version`, or "
                    + "give the role the right: GRANT USAGE, CREATE ON SCHEMA \(schema) TO …;"
            }
            return "Give the role the rights: GRANT USAGE ON SCHEMA \(schema) TO …; "
                + "GRANT \(privileges(of: statement.text)) ON \(name) TO …;"
        }
        // The format is read before all others. A role that may not read it probably lacks the other rights too.
        let tables = own == .format ? MetadataTable.allCases : [own]
        return
            (["Give the role the rights that it lacks:", "    GRANT USAGE ON SCHEMA athanor TO …;"]
            + tables.map { "    GRANT \(privileges(on: $0)) ON athanor.\($0.rawValue) TO …;" }).joined(separator: "\n")
    }

    /// The rights on a metadata table that a role needs for migrating.
    private static func privileges(on table: MetadataTable) -> String {
        switch table {
        case .format: "SELECT"
        case .log: "SELECT, INSERT"
        case .progress, .views, .revisions: "SELECT, INSERT, UPDATE, DELETE"
        }
    }

    /// The rights that a statement on the version table needs.
    private static func privileges(of statement: String) -> String {
        statement.hasPrefix("SELECT") ? "SELECT" : "SELECT, INSERT, UPDATE, DELETE"
    }

    private static let creatingAdvice =
        "The owner of the schema athanor creates the metadata tables and updates their format. Have that role run "
        + "`athanor upgrade` once."

    /// The first table that a statement names with its schema, both quoted.
    private static func table(in statement: String) -> QualifiedName? {
        guard
            let match = statement.firstMatch(of: /(?:FROM|INTO|UPDATE|TABLE) "((?:[^"]|"")+)"\."((?:[^"]|"")+)"/)
        else { return nil }
        func plain(_ quoted: Substring) -> String { String(quoted).replacing("\"\"", with: "\"") }
        return QualifiedName(schema: plain(match.1), name: plain(match.2))
    }
}
