package import Athanor

extension SQLiteDialect {
    /// `nil`: SQLite keeps names of any length.
    package var longestIdentifier: Int? { nil }

    /// Returns `CREATE TABLE`, with comments in its text; `DROP TABLE`, without enforcing foreign keys, which are
    /// checked before the commit instead; or `ALTER TABLE … RENAME TO`.
    ///
    /// SQLite has no CASCADE. With `.cascade`, the views that read a table are dropped before it. Otherwise the check
    /// before the commit refuses to drop a table that a materialized view reads. With foreign keys enforced,
    /// `DROP TABLE` would delete the rows of other tables that refer to it ON DELETE CASCADE.
    /// (https://sqlite.org/foreignkeys.html#fk_schemacommands)
    /// - Throws: ``OperationError`` for another schema's tables, and features that SQLite's tables do not have.
    package func lower(_ operation: TableOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let table, let ifNotExists):
            return [step(try creating(table, ifNotExists: ifNotExists), command: "CREATE TABLE")]
        case .drop(let name, _, let ifExists, let dependents):
            return (dependents == .cascade ? [DroppingTable(name: name).droppingReaders] : []) + [
                step("DROP TABLE \(ifExists ? "IF EXISTS " : "")\(try identifier(name.inMain))", command: "DROP TABLE")
            ]
        case .rename(let name, let newName):
            let text = "ALTER TABLE \(try identifier(name.inMain)) RENAME TO \(try identifier(newName))"
            if let renaming = try RenamingTable(parsing: SourceText(path: operation.summary, text: text).all) {
                return [renaming.step]
            }
            return [step(text, command: "ALTER TABLE")]
        case .setSchema(let name, let schema):
            throw OperationError(
                "table \"\(name)\" cannot be moved to schema \"\(schema)\": SQLite has no such schemas",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        }
    }

    func step(_ text: String, command: String) -> LoweredStep {
        .statement(LoweredStatement(SQLStatement(text), command: command))
    }
}
