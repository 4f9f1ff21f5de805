package import Athanor

/// SQLite's dialect of SQL.
package struct SQLiteDialect: Dialect {
    init() {}

    /// Starts a transaction that takes the write lock at once, so that no other migrator can write in between.
    /// (https://sqlite.org/lang_transaction.html)
    static let begin = SQLStatement("BEGIN IMMEDIATE")
    /// Rolls back a transaction. If SQLite has already rolled back, a connection accepts exactly this text without an
    /// error.
    static let rollback = SQLStatement("ROLLBACK")

    /// Returns an identifier in double quotes.
    package func quote(_ identifier: String) -> String {
        identifier.quoted(by: "\"")
    }

    /// Returns a value as a literal. (https://sqlite.org/lang_expr.html#literal_values_constants_)
    package func literal(_ value: Value) -> String {
        switch value {
        case .null: return "NULL"
        case .boolean(let flag): return flag ? "1" : "0"
        case .integer(Int64.min): return "(-9223372036854775807 - 1)"
        case .integer(let number): return String(number)
        case .double(let number): return literal(number)
        case .text(let text): return text.quoted(by: "'")
        case .bytes(let bytes): return "X'" + bytes.map(Self.hexadecimal).joined() + "'"
        }
    }

    private func literal(_ number: Double) -> String {
        if number.isNaN { return "NULL" }  // SQLite stores NaN as NULL.
        if number.isInfinite { return number < 0 ? "-9e999" : "9e999" }
        return String(number)
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }

    /// Returns the steps of a statement in a SQL revision: the emulation of materialized views and indexes on them,
    /// support for table rebuilds, and otherwise the statement itself.
    /// - Throws: `OperationError` for forms of these statements that SQLite cannot run; `ScriptError`.
    package func lower(_ statement: ScriptStatement) throws -> [LoweredStep] {
        try MetadataTable.refuseDropping(by: statement)
        switch statement.command {
        case "CREATE MATERIALIZED VIEW", "CREATE OR REPLACE MATERIALIZED VIEW":
            return [try CreatingView(parsing: statement.slice).step]
        case "CREATE OR REPLACE VIEW":
            return try lower(
                ReplacingViewStatement(parsing: statement.slice).operation, in: RevisionKind(of: statement.slice))
        case "REFRESH MATERIALIZED VIEW":
            return [try RefreshingView(parsing: statement.slice).step]
        case "ALTER MATERIALIZED VIEW":
            return [try AlteringView(parsing: statement.slice).step]
        case "DROP MATERIALIZED VIEW":
            return [try DroppingViews(parsing: statement.slice).step]
        case "CREATE INDEX", "CREATE UNIQUE INDEX":
            if let creating = try CreatingIndex(parsing: statement.slice) { return [creating.step] }
        case "ALTER TABLE":
            if let renaming = try RenamingTable(parsing: statement.slice) { return [renaming.step] }
        default:
            break
        }
        return [
            .statement(
                LoweredStatement(
                    SQLStatement(statement.slice), execution: statement.execution, command: statement.command)
            )
        ]
    }

    /// Returns the statements around a transaction. It takes the write lock at once. During table rebuilds, foreign
    /// keys are not enforced, but checked before the commit.
    package func transaction(for work: TransactionWork) -> TransactionScope {
        var scope = SQLiteTransaction(work).scope
        scope.after += SchemaWriting(work).readingAgain
        if let views = WorkingViews.guarding(work) { scope.guards.append(views) }
        let work = work.steps
        if NotingViews.isNeeded(after: work) {
            scope.opening += NotingViews.remembering
            scope.after.append(NotingViews.forgetting)
        }
        return scope
    }
}
