import Athanor
import TestSupport
import Testing

@Suite("A statement outside any transaction of which nobody saw the end") struct NonTransactionalStatementTests {
    /// Runs an upgrade that dies between a statement outside any transaction and the note of it: the log refuses that.
    private func dying(_ bench: TestBench, _ migrator: Migrator) async throws {
        let log = bench.database.dialect.name(of: .log)
        try await migrator.ensureVersionTable()
        if bench.database.kind == .sqlite {
            try await bench.run(
                """
                CREATE TRIGGER dying BEFORE INSERT ON athanor_log WHEN new.kind = 'statement'
                BEGIN SELECT raise(ABORT, 'died'); END
                """)
        } else {
            try await bench.run(
                """
                CREATE FUNCTION dying() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died'; END $$
                """,
                """
                CREATE TRIGGER dying BEFORE INSERT ON \(log) FOR EACH ROW WHEN (new.kind = 'statement')
                EXECUTE FUNCTION dying()
                """)
        }
        let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
        #expect(failure?.explanation.message.contains("died") == true)
        if bench.database.kind == .sqlite {
            try await bench.run("DROP TRIGGER dying")
        } else {
            try await bench.run("DROP TRIGGER dying ON \(log)", "DROP FUNCTION dying")
        }
    }

    private func began(_ bench: TestBench) async throws -> [String] {
        try await bench.rows(
            "SELECT kind, summary FROM \(bench.database.dialect.name(of: .progress)) WHERE NOT finished")
    }

    private static let table = "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2);"
    private static let index = "CREATE INDEX CONCURRENTLY t_id ON t (id);"

    private func indexes(_ bench: TestBench) async throws -> [String] {
        try await bench.rows(
            """
            SELECT c.relname, x.indisvalid FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
            WHERE x.indrelid = 't'::regclass ORDER BY 1
            """)
    }

    @Test("An index that is there and valid is not built again")
    func validIndex() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([sqlRevision("a", Self.table + Self.index)])
            try await dying(bench, migrator)
            #expect(try await began(bench) == ["statement|CREATE INDEX CONCURRENTLY t_id ON t (id)"])
            let place = try await migrator.state()
            #expect(
                place.partiallyApplied.map(\.begun)
                    == [.statement("CREATE INDEX CONCURRENTLY t_id ON t (id)", .recoverable)])
            #expect(place.partiallyApplied.map(\.remaining) == [["CREATE INDEX CONCURRENTLY t_id ON t (id)"]])
            await #expect(throws: RepairError.self) { try await migrator.repair("a", .tookEffect) }
            let before = try await bench.rows("SELECT 't_id'::regclass::oid")
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT 't_id'::regclass::oid") == before)
            #expect(try await bench.log() == ["upgrade|a|failed", "statement|a|done", "upgrade|a|done"])
            #expect(try await began(bench) == [])
        }
    }

    @Test("An invalid index is dropped and built again, one that is not there is built")
    func invalidIndex() async throws {
        for left in ["UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_id'::regclass", "DROP INDEX t_id"] {
            try await TestedDatabase.postgreSQL.with { bench in
                let migrator = try bench.migrator([sqlRevision("a", Self.table + Self.index)])
                try await dying(bench, migrator)
                let before = try await bench.rows("SELECT 't_id'::regclass::oid")
                try await bench.run(left)
                try await migrator.upgrade()
                #expect(try await bench.rows("SELECT 't_id'::regclass::oid") != before)
                #expect(try await indexes(bench) == ["t_id|true"])
            }
        }
    }

    @Test("An index that is dropped is done, one that is half dropped is dropped to the end")
    func droppedIndex() async throws {
        for isHalfDropped in [false, true] {
            try await TestedDatabase.postgreSQL.with { bench in
                let migrator = try bench.migrator([
                    sqlRevision("a", Self.table + "CREATE INDEX t_id ON t (id); DROP INDEX CONCURRENTLY t_id;")
                ])
                try await dying(bench, migrator)
                if isHalfDropped {
                    try await bench.run(
                        "CREATE INDEX t_id ON t (id)",
                        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_id'::regclass")
                }
                try await migrator.upgrade()
                #expect(try await indexes(bench) == [])
            }
        }
    }

    @Test("What a concurrent rebuild has left is taken away, nothing else")
    func rebuiltIndexes() async throws {
        for statement in ["REINDEX INDEX CONCURRENTLY t_id", "REINDEX (VERBOSE) TABLE CONCURRENTLY t"] {
            try await TestedDatabase.postgreSQL.with { bench in
                let migrator = try bench.migrator([
                    sqlRevision("a", Self.table + "CREATE INDEX t_id ON t (id); \(statement);")
                ])
                try await dying(bench, migrator)
                try await bench.run(
                    "CREATE INDEX t_id_ccnew ON t (id)", "CREATE INDEX t_id_ccold1 ON t (id)",
                    "CREATE INDEX t_id_ccnewer ON t (id)", "CREATE INDEX t_id_ccnew2 ON t (id)",
                    """
                    UPDATE pg_index SET indisvalid = false
                    WHERE indexrelid IN ('t_id_ccnew'::regclass, 't_id_ccold1'::regclass, 't_id_ccnewer'::regclass)
                    """)
                try await migrator.upgrade()
                let remaining = try await indexes(bench).map { $0.prefix { $0 != "|" } }
                #expect(remaining == ["t_id", "t_id_ccnew2", "t_id_ccnewer"])
            }
        }
    }

    @Test("A detached partition is done, one that is being detached is detached to the end")
    func detachedPartition() async throws {
        for isPending in [false, true] {
            try await TestedDatabase.postgreSQL.with { bench in
                let migrator = try bench.migrator([
                    sqlRevision(
                        "a",
                        """
                        CREATE TABLE t (id int) PARTITION BY LIST (id);
                        CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
                        ALTER TABLE t DETACH PARTITION t1 CONCURRENTLY;
                        """)
                ])
                try await dying(bench, migrator)
                if isPending {
                    try await bench.run(
                        "ALTER TABLE t ATTACH PARTITION t1 FOR VALUES IN (1)",
                        "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 't1'::regclass")
                }
                try await migrator.upgrade()
                #expect(try await bench.rows("SELECT 1 FROM pg_inherits WHERE inhparent = 't'::regclass") == [])
                #expect(try await bench.log().suffix(2) == ["statement|a|done", "upgrade|a|done"])
            }
        }
    }

    @Test("A database or a tablespace is there or is not")
    func databases() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let name = try await bench.rows("SELECT current_database() || '_other'").first ?? ""
            let migrator = try bench.migrator([
                sqlRevision("a", "CREATE TABLE t (id int); CREATE DATABASE \(name);"),
                sqlRevision("b", after: "a", "CREATE TABLE u (id int); DROP DATABASE \(name);"),
            ])
            try await dying(bench, migrator)
            try await dying(bench, migrator)
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT 1 FROM pg_database WHERE datname = '\(name)'") == [])
            #expect(
                try await bench.log().filter { $0.hasSuffix("done") }
                    == ["statement|a|done", "upgrade|a|done", "statement|b|done", "upgrade|b|done"])
        }
    }

    @Test("What may run again does", arguments: TestedDatabase.allCases)
    func repeatable(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([sqlRevision("a", "CREATE TABLE t (id int); VACUUM;")])
            try await dying(bench, migrator)
            #expect(try await began(bench) == ["statement|VACUUM"])
            try await migrator.upgrade()
            #expect(try await bench.log() == ["upgrade|a|failed", "statement|a|done", "upgrade|a|done"])
        }
    }

    private static let procedure = """
        CREATE TABLE t (id int);
        CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$;
        """

    /// Runs a test of one revision that creates a table and runs something outside its transaction.
    private func committing(_ first: String, _ last: String, _ body: (TestBench, Migrator) async throws -> Void)
        async throws
    {
        let operations: @Sendable (Operations) -> [any MigrationOperation] = { op in
            [op.execute(first), op.autocommit { op.execute(last) }]
        }
        try await TestedDatabase.postgreSQL.with { bench in
            try await DataRevision.$operations.withValue(operations) {
                try await body(bench, try bench.migrator([DataRevision.entry]))
            }
        }
    }

    @Test("Of code that commits nobody knows: no command guesses, and a person says", arguments: [true, false])
    func unknown(tookEffect: Bool) async throws {
        try await committing(Self.procedure, "CALL fill()") { bench, migrator in
            try await dying(bench, migrator)
            let place = try await migrator.state()
            #expect(place.partiallyApplied.map(\.unknownStatement) == ["CALL fill()"])
            let error = await #expect(throws: PartiallyAppliedRevision.self) { try await migrator.upgrade() }
            let explanation = try #require(error?.explanation)
            #expect(explanation.message.contains("cannot show whether it took effect"))
            #expect(explanation.advice?.contains("athanor repair data --took-effect") == true)
            #expect(try await bench.rows("SELECT * FROM t") == ["1"])

            let repaired = try await migrator.repair("dat", tookEffect ? .tookEffect : .noEffect)
            #expect(repaired.statement == "CALL fill()")
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT * FROM t") == (tookEffect ? ["1"] : ["1", "1"]))
            #expect(try await bench.log().contains("repair|data|done"))
            #expect(try await migrator.log(LogFilter(revisions: ["data"])).contains { $0.kind == .repair })
            #expect(try await migrator.state().partiallyApplied == [])
            await #expect(throws: RepairError.nothingBegun("data")) { try await migrator.repair("data", .noEffect) }
        }
    }

    /// Runs code that fails, and finds out whether a person must say what became of it.
    private func isUnknown(afterFailing body: String) async throws -> Bool {
        var isUnknown = false
        try await committing("CREATE TABLE t (id int)", "DO $$ BEGIN \(body) END $$") { _, migrator in
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            isUnknown = try await migrator.state().partiallyApplied.contains { $0.unknownStatement != nil }
            #expect((failure?.uncertainty == MigrationFailure.Uncertainty.none) == !isUnknown)
            #expect(failure?.explanation.advice?.contains("repair") == isUnknown)
        }
        return isUnknown
    }

    @Test("Code that fails after it has committed something is unknown")
    func failingAfterCommit() async throws {
        #expect(try await isUnknown(afterFailing: "INSERT INTO t VALUES (1); COMMIT; PERFORM 1/0;"))
    }

    @Test("Code that fails before it has committed anything is known to have done nothing")
    func failingCode() async throws {
        // A busy server may begin a transaction of its own in the session, to catch up with what others did to the
        // catalog, and then nothing is known: that is as it should be, and not what happens each time.
        var isKnown = false
        for _ in 0..<10 where !isKnown { isKnown = try await !isUnknown(afterFailing: "PERFORM 1/0;") }
        #expect(isKnown)
    }

    @Test("A build that fails leaves nothing, and its statement may be edited")
    func failedBuild() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let table = "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1);"
            let unique = try bench.migrator([
                sqlRevision("a", table + "CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id);")
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await unique.upgrade() }
            #expect(failure?.uncertainty == MigrationFailure.Uncertainty.none)
            #expect(failure?.explanation.state?.contains("partially applied") == true)
            #expect(try await indexes(bench) == [])
            try await bench.migrator([sqlRevision("a", table + Self.index)]).upgrade()
            #expect(try await indexes(bench) == ["t_id|true"])
        }
    }

    @Test("An index that somebody else made is not taken for the one that was to be built")
    func othersIndex() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE TABLE t (id int)", "CREATE INDEX t_id ON t (id)")
            let migrator = try bench.migrator([sqlRevision("a", Self.index)])
            for _ in 0..<2 {
                let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
                #expect(failure?.explanation.message.contains("already exists") == true)
            }
            #expect(try await migrator.versionRows() == [])
        }
    }

    @Test("An invalid index that somebody else has left is not taken away when the build fails")
    func othersInvalidIndex() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE TABLE t (id int)", "CREATE INDEX t_id ON t (id)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_id'::regclass")
            let migrator = try bench.migrator([sqlRevision("a", Self.index)])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.explanation.message.contains("already exists") == true)
            #expect(try await indexes(bench) == ["t_id|false"])
            #expect(try await began(bench) == [])
        }
    }

    @Test("Whether a copy of a database was written to its end cannot be told")
    func vacuumInto() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", "CREATE TABLE t (id int); VACUUM INTO '\(bench.url.afterScheme)-copy';")
            ])
            try await dying(bench, migrator)
            await #expect(throws: PartiallyAppliedRevision.self) { try await migrator.upgrade() }
            try await migrator.repair("a", .tookEffect)
            try await migrator.upgrade()
            #expect(try await migrator.versionRows() == ["a"])
        }
    }
}
