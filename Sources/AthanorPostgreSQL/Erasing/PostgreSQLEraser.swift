internal import Athanor

/// Marks a database as disposable, and erases a marked one.
///
/// The mark is the table `athanor.disposable`. It contains the ``DatabaseIdentity``, so a restored dump or a copy is not
/// disposable. It counts only if its owner may act as the owner of the schema `athanor`, and if it has the columns of
/// this version.
struct PostgreSQLEraser: DatabaseEraser {
    let connection: any Connection

    func mark() async throws -> DisposableMark? {
        let tables = try await connection.query(
            own: """
                SELECT 1
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'disposable' AND \(MarkTable.counts)
                  AND \(MarkTable.hasColumns.indented(by: 6))
                """)
        guard !tables.isEmpty,
            let row = try await connection.query(
                own: """
                    SELECT m.database, \(PostgreSQLDialect().iso8601("m.marked_at")) AS marked_at, m.marked_by
                    FROM athanor.disposable AS m
                    """
            ).first
        else { return nil }
        return DisposableMark(
            difference: try await difference(from: try row["database", as: String.self]),
            markedAt: try row["marked_at", as: String.self], markedBy: try row["marked_by", as: String.self])
    }

    private func difference(from recorded: String) async throws -> String? {
        guard let marked = DatabaseIdentity(recorded: recorded) else { return "the mark is not one of this version" }
        return try await DatabaseIdentity(on: connection).difference(from: marked)
    }

    func marking(atBase isAtBase: Bool) async throws -> [SQLStatement] {
        let identity = try await DatabaseIdentity(on: connection)
        return [
            MarkTable.creating,
            SQLStatement(own: MarkTable.replacing, [.text(try identity.recorded()), .boolean(isAtBase)]),
        ]
    }

    func unmarking() -> [SQLStatement] { [SQLStatement(own: "DROP TABLE IF EXISTS athanor.disposable")] }

    var transaction: TransactionScope { PostgreSQLDialect().transaction(for: []) }

    func erase(inSchemaOf versionTable: QualifiedName, before plan: MigrationPlan) async throws {
        try await erase(
            keeping: KeptObjects(versionTable: versionTable, before: PlannedCreations(in: plan), on: connection))
    }

    /// Drops everything but what is kept, in the open transaction.
    /// - Throws: ``DatabaseFailure``.
    func erase(keeping kept: KeptObjects) async throws {
        do {
            try await connection.query(sql: ErasingStatement.statement(keeping: kept))
        } catch let failure as DatabaseFailure {
            throw Self.explained(failure)
        }
    }

    /// Returns the error with advice that fits erasing, which cannot be divided into revisions.
    static func explained(_ failure: DatabaseFailure) -> DatabaseFailure {
        guard LockNeeds.isFullTable(failure.code, hint: failure.hint) else { return failure }
        var explained = failure
        explained.advice =
            "The server's table of locks is full: erasing drops everything in one transaction, and every table, partition, "
            + "view and index takes a lock. Drop and create the database instead (DROP DATABASE …; CREATE DATABASE …;), and "
            + "mark it again. Or set more locks (ALTER SYSTEM SET max_locks_per_transaction = …;) and restart the server."
        return explained
    }
}
