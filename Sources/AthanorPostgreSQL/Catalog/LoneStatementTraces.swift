public import Athanor

extension PostgreSQLDialect {
    /// What the catalog tells of `CREATE INDEX CONCURRENTLY` and the like. Statements without a name to ask for, and code
    /// that commits, are unknown.
    public func recovery(of statement: LoweredStatement) -> LoneStatementRecovery {
        switch ParsedStatement(statement.statement.text)?.loneStatement {
        case nil: .unknown
        case .repeatable: .runsAgain
        case .some(let lone): .asked { try await LoneStatementTraces(connection: $0).outcome(of: lone) }
        }
    }

    /// The number of the session's transaction, as its virtual transaction id has it.
    ///
    /// Source: PostgreSQL documentation, "Transactions and Identifiers": `localXID` of `backendID/localXID`.
    public var transactionNumber: Statement? {
        Statement(
            own: """
                SELECT pg_catalog.split_part(virtualtransaction, '/', 2)::bigint AS number
                FROM pg_catalog.pg_locks
                WHERE locktype = 'virtualxid' AND pid = pg_catalog.pg_backend_pid()
                """)
    }
}

/// What statements that refuse transactions leave in the catalog. Only asked when the session that ran them has ended.
struct LoneStatementTraces: Sendable {
    let connection: any Connection

    private var dialect: PostgreSQLDialect { PostgreSQLDialect() }

    /// What became of a statement.
    /// - Throws: ``DatabaseError``.
    func outcome(of statement: LoneStatement) async throws -> LoneStatementOutcome {
        switch statement {
        case .createIndex(let index, let table): try await creation(of: index, on: table)
        case .dropIndex(let index): try await removal(of: index)
        case .reindexIndex(let index): try await rebuilding("x.indexrelid", index)
        case .reindexTable(let table): try await rebuilding("x.indrelid", table)
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

    /// An index that is there and valid is done; an invalid one is what a build has left that did not come to its end.
    ///
    /// Source: PostgreSQL documentation, CREATE INDEX, "Building Indexes Concurrently".
    private func creation(of index: String, on table: WrittenName) async throws -> LoneStatementOutcome {
        let rows = try await connection.query(
            own: """
                SELECT n.nspname AS schema, x.indisvalid AND x.indisready AS valid
                FROM pg_catalog.pg_class AS t
                JOIN pg_catalog.pg_index AS x ON x.indrelid = t.oid
                JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE t.oid = \(SessionPath.relation("$1::text")) AND c.relname = $2
                """, [.text(quoted(table)), .text(index)])
        guard let row = rows.first else { return .notDone(removing: []) }
        if try row.boolean("valid") { return .done }
        return .notDone(removing: [dropping(QualifiedName(schema: try row.text("schema"), name: index))])
    }

    private func removal(of index: WrittenName) async throws -> LoneStatementOutcome {
        let rows = try await connection.query(
            own: """
                SELECT n.nspname AS schema, x.indisvalid AS valid
                FROM pg_catalog.pg_index AS x
                JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE x.indexrelid = \(SessionPath.relation("$1::text"))
                """, [.text(quoted(index))])
        guard let row = rows.first else { return .done }
        if try row.boolean("valid") { return .notDone(removing: []) }
        return .halfDone(finishing: [dropping(QualifiedName(schema: try row.text("schema"), name: index.name))])
    }

    /// A concurrent rebuild that did not come to its end leaves invalid indexes that are named after those it was to
    /// rebuild; it may then run again.
    ///
    /// Source: PostgreSQL documentation, REINDEX, "Rebuilding Indexes Concurrently".
    private func rebuilding(_ column: String, _ name: WrittenName) async throws -> LoneStatementOutcome {
        let left = try await connection.query(
            own: """
                SELECT n.nspname AS schema, c.relname AS name
                FROM pg_catalog.pg_index AS x
                JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
                JOIN pg_catalog.pg_index AS y ON y.indrelid = x.indrelid AND NOT y.indisvalid
                JOIN pg_catalog.pg_class AS c ON c.oid = y.indexrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE \(column) = \(SessionPath.relation("$1::text"))
                  AND pg_catalog.starts_with(c.relname::text, i.relname::text)
                  AND pg_catalog.regexp_replace(
                          pg_catalog.substr(c.relname::text, pg_catalog.length(i.relname::text) + 1),
                          '^_cc(new|old)[0-9]*$', '') = ''
                  AND c.relname <> i.relname
                """, [.text(quoted(name))])
        return .notDone(
            removing: try left.map { dropping(QualifiedName(schema: try $0.text("schema"), name: try $0.text("name"))) })
    }

    /// A database whose creation or removal was broken off cannot be connected to (`datconnlimit` −2).
    private func creation(ofDatabase name: String) async throws -> LoneStatementOutcome {
        let rows = try await connection.query(
            own: "SELECT datconnlimit = -2 AS invalid FROM pg_catalog.pg_database WHERE datname = $1", [.text(name)])
        guard let row = rows.first else { return .notDone(removing: []) }
        guard try row.boolean("invalid") else { return .done }
        return .notDone(removing: [Statement("DROP DATABASE \(dialect.quote(name))")])
    }

    private func exists(_ catalog: String, _ column: String, _ name: String) async throws -> Bool {
        try await !connection.query(
            own: "SELECT 1 FROM pg_catalog.\(catalog) WHERE \(column) = $1", [.text(name)]
        ).isEmpty
    }

    /// Source: PostgreSQL documentation, ALTER TABLE, "DETACH PARTITION": the first of two transactions marks the partition,
    /// and FINALIZE completes what was broken off after it.
    private func detaching(_ partition: WrittenName, from parent: WrittenName) async throws -> LoneStatementOutcome {
        let rows = try await connection.query(
            own: """
                SELECT inhdetachpending AS pending
                FROM pg_catalog.pg_inherits
                WHERE inhparent = \(SessionPath.relation("$1::text")) AND inhrelid = \(SessionPath.relation("$2::text"))
                """, [.text(quoted(parent)), .text(quoted(partition))])
        guard let row = rows.first else { return .done }
        guard try row.boolean("pending") else { return .notDone(removing: []) }
        return .halfDone(finishing: [
            Statement("ALTER TABLE \(quoted(parent)) DETACH PARTITION \(quoted(partition)) FINALIZE")
        ])
    }

    private func dropping(_ index: QualifiedName) -> Statement {
        Statement("DROP INDEX CONCURRENTLY \(dialect.quote(index))")
    }

    private func quoted(_ name: WrittenName) -> String {
        dialect.quote(QualifiedName(schema: name.schema, name: name.name))
    }
}
