package import Athanor

extension PostgreSQLDialect {
    /// The recovery of a non-transactional statement: the catalog shows the outcome of `CREATE INDEX CONCURRENTLY` and
    /// similar statements; `VACUUM` and similar ones run again. The outcome is unknown for an index without a name, for
    /// code that commits, and for all other statements.
    package func recovery(of statement: LoweredStatement) -> NonTransactionalStatementRecovery {
        switch nonTransactionalStatement(statement) {
        case nil: .unknown
        case .repeatable: .runsAgain
        case .some(let lone):
            .asked(
                before: { try await NonTransactionalTraces(connection: $0).traces(of: lone).map { .integer($0.oid) } },
                after: { connection, before in
                    try await NonTransactionalTraces(connection: connection, before: Set(before)).outcome(of: lone)
                })
        }
    }

    private func nonTransactionalStatement(_ lowered: LoweredStatement) -> NonTransactionalStatement? {
        guard let parsed = ParsedStatement(lowered.statement.text) else {
            // Since PostgreSQL 16 the name of the database is optional, which the parser does not know.
            return lowered.command == "REINDEX" ? .reindexDatabase : nil
        }
        return parsed.nonTransactionalStatement
    }

    /// The session's transaction counter, from its virtual transaction id.
    ///
    /// Source: PostgreSQL documentation, "Transactions and Identifiers": `localXID` of `backendID/localXID`.
    package var transactionNumber: SQLStatement? {
        SQLStatement(
            own: """
                SELECT pg_catalog.split_part(virtualtransaction, '/', 2)::bigint AS number
                FROM pg_catalog.pg_locks
                WHERE locktype = 'virtualxid' AND pid = pg_catalog.pg_backend_pid()
                """)
    }
}

/// The traces that non-transactional statements leave in the catalog. The outcome is only read after the session that ran
/// the statement has ended.
struct NonTransactionalTraces: Sendable {
    let connection: any Connection
    /// The OIDs of the invalid indexes that existed before the statement ran. They are not dropped.
    var before: Set<Value> = []

    private var dialect: PostgreSQLDialect { PostgreSQLDialect() }

    /// The outcome of a statement.
    /// - Throws: ``DatabaseFailure``.
    func outcome(of statement: NonTransactionalStatement) async throws -> NonTransactionalStatementOutcome {
        switch statement {
        case .createIndex(let index, let table): try await creation(of: index, on: table)
        case .dropIndex(let index): try await removal(of: index)
        case .reindexIndex, .reindexTable, .reindexSchema, .reindexDatabase:
            .notDone(removing: try await own(LeftIndexes.all(of: statement, on: connection)).map(\.removing))
        case .createDatabase(let name): try await creation(ofDatabase: name)
        case .dropDatabase(let name): try await exists("pg_database", "datname", name) ? .notDone(removing: []) : .done
        case .createTablespace(let name):
            try await exists("pg_tablespace", "spcname", name) ? .done : .notDone(removing: [])
        case .dropTablespace(let name):
            try await exists("pg_tablespace", "spcname", name) ? .notDone(removing: []) : .done
        case .detachPartition(let partition, let parent): try await detaching(partition, from: parent)
        case .repeatable: .notDone(removing: [])
        }
    }

    /// The invalid indexes that an interrupted run of the statement may have left.
    /// - Throws: ``DatabaseFailure``.
    func traces(of statement: NonTransactionalStatement) async throws -> [LeftIndex] {
        switch statement {
        case .createIndex(let index, let table): try await LeftIndexes.named(index, on: table, connection).left
        default: try await LeftIndexes.all(of: statement, on: connection)
        }
    }

    private func own(_ left: [LeftIndex]) -> [LeftIndex] { left.filter { !before.contains(.integer($0.oid)) } }

    /// The outcome of `CREATE INDEX`: a valid index is complete; an invalid one comes from a build that did not finish.
    ///
    /// Source: PostgreSQL documentation, CREATE INDEX, "Building Indexes Concurrently".
    private func creation(of index: String, on table: WrittenName) async throws -> NonTransactionalStatementOutcome {
        let found = try await LeftIndexes.named(index, on: table, connection)
        return found.isValid ? .done : .notDone(removing: own(found.left).map(\.removing))
    }

    private func removal(of index: WrittenName) async throws -> NonTransactionalStatementOutcome {
        let rows = try await connection.query(
            own: """
                SELECT n.nspname AS schema, x.indisvalid AS valid
                FROM pg_catalog.pg_index AS x
                JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE x.indexrelid = \(SessionPath.relation("$1::text"))
                """, [.text(quoted(index))])
        guard let row = rows.first else { return .done }
        if try row["valid", as: Bool.self] { return .notDone(removing: []) }
        return .partiallyApplied(finishing: [
            dropping(QualifiedName(schema: try row["schema", as: String.self], name: index.name))
        ])
    }

    /// The outcome of `CREATE DATABASE`. A database whose creation or removal was interrupted accepts no connections
    /// (`datconnlimit` −2).
    private func creation(ofDatabase name: String) async throws -> NonTransactionalStatementOutcome {
        let rows = try await connection.query(
            own: "SELECT datconnlimit = -2 AS invalid FROM pg_catalog.pg_database WHERE datname = $1", [.text(name)])
        guard let row = rows.first else { return .notDone(removing: []) }
        guard try row["invalid", as: Bool.self] else { return .done }
        return .notDone(removing: [SQLStatement("DROP DATABASE \(dialect.quote(name))")])
    }

    private func exists(_ catalog: String, _ column: String, _ name: String) async throws -> Bool {
        try await !connection.query(
            own: "SELECT 1 FROM pg_catalog.\(catalog) WHERE \(column) = $1", [.text(name)]
        ).isEmpty
    }

    /// The outcome of detaching a partition. Source: PostgreSQL documentation, ALTER TABLE, "DETACH PARTITION": the
    /// first of two transactions marks the partition; FINALIZE completes the work if it was interrupted after that.
    private func detaching(_ partition: WrittenName, from parent: WrittenName) async throws
        -> NonTransactionalStatementOutcome
    {
        let rows = try await connection.query(
            own: """
                SELECT inhdetachpending AS pending
                FROM pg_catalog.pg_inherits
                WHERE inhparent = \(SessionPath.relation("$1::text")) AND inhrelid = \(SessionPath.relation("$2::text"))
                """, [.text(quoted(parent)), .text(quoted(partition))])
        guard let row = rows.first else { return .done }
        guard try row["pending", as: Bool.self] else { return .notDone(removing: []) }
        return .partiallyApplied(finishing: [
            SQLStatement("ALTER TABLE \(quoted(parent)) DETACH PARTITION \(quoted(partition)) FINALIZE")
        ])
    }

    private func dropping(_ index: QualifiedName) -> SQLStatement {
        SQLStatement("DROP INDEX CONCURRENTLY \(dialect.quote(index))")
    }

    private func quoted(_ name: WrittenName) -> String {
        dialect.quote(QualifiedName(schema: name.schema, name: name.name))
    }
}
