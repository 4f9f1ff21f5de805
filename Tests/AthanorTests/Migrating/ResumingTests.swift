import Athanor
import Synchronization
import Testing

/// A revision of several parts that was stopped between them goes on where it was.
@Suite struct ResumingTests {
    private struct Refusal: Error {}

    /// Events of a run, in order.
    private final class Events: Sendable {
        private let all = Mutex<[String]>([])

        var options: MigratorOptions {
            MigratorOptions { [self] event in
                if case .resumed(_, let finished, let parts) = event {
                    all.withLock { $0.append("resumed after \(finished) of \(parts)") }
                }
            }
        }

        var texts: [String] { all.withLock { $0 } }
    }

    @Test("What was committed is not done again; the next run goes on after it", arguments: TestedDatabase.allCases)
    func goesOn(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let isBroken = Mutex(true)
            let directives: @Sendable (Operations) -> [any Athanor.Operation] = { op in
                [
                    op.execute("CREATE TABLE t (id integer)"),
                    op.autocommit {
                        op.execute("INSERT INTO t VALUES (1)")
                        op.execute("INSERT INTO t VALUES (2)")
                    },
                    op.run("perhaps") { connection in
                        if isBroken.withLock({ $0 }) { throw Refusal() }
                        try await connection.query("INSERT INTO t VALUES (3)")
                    },
                ]
            }
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in directives(op) }
            }
            #expect(
                failure?.committed == [
                    "CREATE TABLE t (id integer)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)",
                ])
            #expect(failure?.explanation.advice?.hasSuffix("it goes on after what is committed.") == true)
            #expect(try await bench.rows("SELECT id FROM t ORDER BY id") == ["1", "2"])

            isBroken.withLock { $0 = false }
            let events = Events()
            try await bench.upgrade(options: events.options) { op in directives(op) }
            #expect(events.texts == ["resumed after 3 of 4"])
            #expect(try await bench.rows("SELECT id FROM t ORDER BY id") == ["1", "2", "3"])
            let progress = bench.database.dialect.name(of: .progress)
            #expect(try await bench.rows("SELECT * FROM \(progress)") == [])
            #expect(
                try await bench.log() == [
                    "statement|data|done", "statement|data|done", "upgrade|data|failed", "upgrade|data|done",
                ])
        }
    }

    @Test("A part that was committed must be what the revision says now", arguments: TestedDatabase.allCases)
    func edited(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in
                    op.autocommit { op.execute("CREATE TABLE t (id integer)") }
                    op.execute("nonsense")
                }
            }
            let error = await #expect(throws: HalfDoneRevision.self) {
                try await bench.upgrade { op in
                    op.autocommit { op.execute("CREATE TABLE u (id integer)") }
                    op.execute("INSERT INTO u VALUES (1)")
                }
            }
            let message = error?.explanation.message ?? ""
            #expect(message.contains("its part 1, which is committed, is not what the revision says now"), "\(message)")
            await #expect(throws: DatabaseError.self) { try await bench.rows("SELECT * FROM u") }
            // The part that failed may be corrected.
            try await bench.upgrade { op in
                op.autocommit { op.execute("CREATE TABLE t (id integer)") }
                op.execute("INSERT INTO t VALUES (1)")
            }
            #expect(try await bench.rows("SELECT id FROM t") == ["1"])
        }
    }

    @Test(
        "Nothing else runs past a half, until it is finished or forgotten by stamp", arguments: TestedDatabase.allCases)
    func elsewhere(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([sqlRevision("other", "CREATE TABLE o (id integer);")]).upgrade()
            try await bench.run("DELETE FROM athanor_version")
            await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in
                    op.autocommit { op.execute("CREATE TABLE t (id integer)") }
                    op.execute("nonsense")
                }
            }
            let other = try bench.migrator([sqlRevision("else", "CREATE TABLE e (id integer);")])
            let error = await #expect(throws: HalfDoneRevision.self) { try await other.upgrade() }
            #expect(error?.explanation.message.contains("revision data is half done") == true)
            await #expect(throws: DatabaseError.self) { try await bench.rows("SELECT * FROM e") }
            try await other.stamp(["else"])
            try await other.downgrade(to: "base")
            try await bench.run("CREATE TABLE e (id integer)")
        }
    }

    @Test("Settings that the committed parts made hold when it goes on")
    func settings() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let isBroken = Mutex(true)
            let directives: @Sendable (Operations) -> [any Athanor.Operation] = { op in
                [
                    op.execute("CREATE SCHEMA side; SET search_path = side"),
                    op.autocommit { op.execute("CREATE TABLE t (id int)") },
                    op.run("perhaps") { connection in
                        if isBroken.withLock({ $0 }) { throw Refusal() }
                        try await connection.query("CREATE TABLE u (id int)")
                    },
                ]
            }
            await #expect(throws: MigrationFailure.self) { try await bench.upgrade { op in directives(op) } }
            isBroken.withLock { $0 = false }
            try await bench.upgrade { op in directives(op) }
            #expect(
                try await bench.rows(
                    "SELECT schemaname, tablename FROM pg_tables WHERE tablename IN ('t', 'u') ORDER BY 2")
                    == ["side|t", "side|u"])
        }
    }

    @Test("What may end transactions runs without one, in autocommit")
    func procedures() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.upgrade { op in
                op.execute("CREATE TABLE t (id int)")
                op.autocommit {
                    op.execute("DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); END $$")
                }
            }
            #expect(try await bench.rows("SELECT id FROM t ORDER BY id") == ["1", "2"])
            #expect(try await bench.log() == ["statement|data|done", "upgrade|data|done"])
        }
    }

    @Test(
        "Tables of Athanor's own of the first format are brought to the present one", arguments: TestedDatabase.allCases
    )
    func oldFormat(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([sqlRevision("a", "CREATE TABLE a (id integer);")]).upgrade()
            let (progress, format, log) = (
                bench.database.dialect.name(of: .progress), bench.database.dialect.name(of: .format),
                bench.database.dialect.name(of: .log)
            )
            try await bench.run("DROP TABLE \(progress)", "UPDATE \(format) SET version = 1")
            if tested == .postgreSQL {
                try await bench.run(
                    "ALTER TABLE \(log) DROP CONSTRAINT log_kind_check",
                    "ALTER TABLE \(log) ADD CONSTRAINT log_kind_check "
                        + "CHECK (kind IN ('upgrade', 'downgrade', 'stamp', 'refresh'))")
            }
            try await bench.run("DELETE FROM athanor_version")
            try await bench.upgrade { op in op.autocommit { op.execute("CREATE TABLE t (id integer)") } }
            #expect(try await bench.rows("SELECT version FROM \(format)") == ["2"])
            #expect(try await bench.log().suffix(2) == ["statement|data|done", "upgrade|data|done"])
        }
    }
}
