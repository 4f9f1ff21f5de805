internal import Athanor

/// The right that one of Athanor's own statements lacks, as the GRANT that gives it.
///
/// What the server says names the table, in its own language, but not what else the role will miss next.
enum MissingRight {
    /// What to do where a role may not run a statement of Athanor's own; `nil` for other errors and other statements.
    static func advice(_ code: String, _ statement: Statement) -> String? {
        guard code == "42501", statement.isOwn else { return nil }
        if PostgreSQLDialect().creatingMetadataTables(from: nil).contains(statement) { return creatingAdvice }
        guard let table = table(in: statement.text), let schema = table.schema else { return nil }
        let dialect = PostgreSQLDialect()
        guard schema == "athanor", let own = MetadataTable(rawValue: table.name) else {
            let (schema, name) = (dialect.quote(schema), dialect.quote(table))
            if statement.text.contains("CREATE TABLE \(name)") {
                return
                    "The version table is made there. Have an owner of the schema run `athanor ensure-version`, or give "
                    + "the role the right: GRANT USAGE, CREATE ON SCHEMA \(schema) TO …;"
            }
            return "Give the role the rights: GRANT USAGE ON SCHEMA \(schema) TO …; "
                + "GRANT \(privileges(of: statement.text)) ON \(name) TO …;"
        }
        // The format is looked at before all others: who may not do that misses the rest, too.
        let tables = own == .format ? MetadataTable.allCases : [own]
        return
            (["Give the role the rights that it lacks:", "    GRANT USAGE ON SCHEMA athanor TO …;"]
            + tables.map { "    GRANT \(privileges(on: $0)) ON athanor.\($0.rawValue) TO …;" }).joined(separator: "\n")
    }

    /// What a role that migrates needs on one of Athanor's tables.
    private static func privileges(on table: MetadataTable) -> String {
        switch table {
        case .format: "SELECT"
        case .log: "SELECT, INSERT"
        case .progress, .views, .revisions: "SELECT, INSERT, UPDATE, DELETE"
        }
    }

    /// What a statement on the version table needs: to read it, or to move it.
    private static func privileges(of statement: String) -> String {
        statement.hasPrefix("SELECT") ? "SELECT" : "SELECT, INSERT, UPDATE, DELETE"
    }

    private static let creatingAdvice =
        "Athanor's tables are made, and brought to a newer format, by the owner of the schema athanor. Have that role run "
        + "`athanor upgrade` once."

    /// The first table that stands in a statement, with its schema, both in quotes.
    private static func table(in statement: String) -> QualifiedName? {
        guard
            let match = statement.firstMatch(of: /(?:FROM|INTO|UPDATE|TABLE) "((?:[^"]|"")+)"\."((?:[^"]|"")+)"/)
        else { return nil }
        func plain(_ quoted: Substring) -> String { String(quoted).replacing("\"\"", with: "\"") }
        return QualifiedName(schema: plain(match.1), name: plain(match.2))
    }
}
