import Athanor
import TestSupport
import Testing

/// Which timeouts hold: those of the run, of a revision, of some of its operations.
@Suite struct RevisionTimeoutTests {
    /// Notes which hold where it stands.
    private static let noting =
        "INSERT INTO seen SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout');"

    private static func seen(_ bench: TestBench) async throws -> [String] {
        try await bench.rows("SELECT what FROM seen ORDER BY n")
    }

    private static let table = "CREATE TABLE seen (what text, n serial)"

    @Test("A revision's header holds for all of it, and no longer")
    func header() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(Self.table)
            let patient = try sqlEntries(
                "\(Self.noting) CREATE INDEX CONCURRENTLY i ON seen (n); \(Self.noting)",
                header: "-- lock_timeout: 1h30m\n-- statement_timeout: forever\n")
            let usual = try RevisionEntry(
                sql: SourceText(path: "versions/b.sql", text: sqlRevision("b", after: "a", Self.noting)))
            var options = MigratorOptions()
            options.timeouts.statement = .milliseconds(600_500)
            try await bench.migrator(patient + [usual], options: options).upgrade()
            #expect(try await Self.seen(bench) == ["90min 0", "90min 0", "2s 600500ms"])
        }
    }

    @Test("SET in a revision holds for the rest of it, SET LOCAL for the rest of its transaction")
    func settings() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(Self.table)
            let entries = try sqlEntries(
                "SET LOCAL lock_timeout = '7s'; \(Self.noting) VACUUM seen; \(Self.noting) SET lock_timeout = '9s'; "
                    + "VACUUM seen; \(Self.noting)", Self.noting)
            try await bench.migrator(entries).upgrade()
            #expect(try await Self.seen(bench) == ["7s 0", "2s 0", "9s 0", "2s 0"])
        }
    }

    struct Patient: Revision {
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []
        static let lockTimeout: TimeLimit? = .seconds(30)

        func upgrade(_ op: Operations) -> OperationList {
            let noting = op.execute(RevisionTimeoutTests.noting)
            noting
            op.with(lockTimeout: .milliseconds(1500), statementTimeout: .minutes(5)) {
                noting
                op.with(lockTimeout: .unlimited) { noting }
                noting
                op.execute("CREATE INDEX CONCURRENTLY i ON seen (n)")
                noting
            }
            noting
        }
    }

    @Test("A Swift revision says it of itself, and operations of those inside them")
    func operations() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(Self.table)
            let entry = RevisionEntry(Patient.self, path: "Versions/a.swift", message: "patient")
            try await bench.migrator([entry]).upgrade()
            let inside = "1500ms 5min"
            #expect(try await Self.seen(bench) == ["30s 0", inside, "0 5min", inside, inside, "30s 0"])
        }
    }

    struct Failing: Revision {
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.with(lockTimeout: .seconds(11)) {
                op.execute("CREATE INDEX CONCURRENTLY i ON seen (n)")
                op.execute("INSERT INTO later VALUES (1)")
                op.execute(RevisionTimeoutTests.noting)
            }
            op.execute(RevisionTimeoutTests.noting)
        }
    }

    @Test("A run that goes on between two operations has the timeouts that they stand under")
    func resuming() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(Self.table)
            let migrator = try bench.migrator([
                RevisionEntry(Failing.self, path: "Versions/a.swift", message: "failing")
            ])
            await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            try await bench.run("CREATE TABLE later (id int)")
            try await migrator.upgrade()
            #expect(try await Self.seen(bench) == ["11s 0", "2s 0"])
        }
    }

    @Test("What the server sets for the user or the database holds where it is shorter", arguments: ["500ms", "5s"])
    func server(_ setting: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                Self.table,
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = ''\(setting)''', current_database()); END $$"
            )
            try await bench.migrator(try sqlEntries("SET lock_timeout = '1h'; \(Self.noting)", Self.noting)).upgrade()
            #expect(try await Self.seen(bench) == ["1h 0", setting == "500ms" ? "500ms 0" : "2s 0"])
        }
    }

    struct Shared: Revision {
        static let revision: RevisionID = "b"
        static let downRevisions: [RevisionID] = ["a"]
        static let statementTimeout: TimeLimit? = .seconds(30)

        func upgrade(_ op: Operations) -> OperationList {
            op.with(lockTimeout: .seconds(1)) { op.createTable("u", [.column("id", .integer)]) }
        }
    }

    @Test("On a database without timeouts the same history runs", arguments: TestedDatabase.allCases)
    func everywhere(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let entries = try sqlEntries("CREATE TABLE t (id int);", header: "-- lock_timeout: 30s\n")
            let shared = RevisionEntry(Shared.self, path: "Versions/b.swift", message: "shared")
            let migrator = try bench.migrator(entries + [shared])
            #expect(try await migrator.upgrade().current == ["b"])
            #expect(try await migrator.downgrade(to: "a").current == ["a"])
            #expect(try await bench.rows("SELECT count(*) FROM t") == ["0"])
        }
    }

    @Test("A script for psql sets the same timeouts")
    func script() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(Self.table)
            let revisions = try RevisionSet([RevisionEntry(Patient.self, path: "Versions/a.swift", message: "patient")])
            let script = try await OfflineMigrator(for: bench.database, revisions: revisions)
                .script(.upgrade, "a")
            let outcome = try ScriptClient(bench: bench).run(script)
            #expect(outcome.exitCode == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome)")
            let inside = "1500ms 5min"
            #expect(try await Self.seen(bench) == ["30s 0", inside, "0 5min", inside, inside, "30s 0"])
        }
    }

    @Test("A header that says no time is an error at its line", arguments: ["soon", "0", "30"])
    func wrong(_ value: String) throws {
        let error = #expect(throws: RevisionFileError.self) {
            try sqlEntries("SELECT 1;", header: "-- lock_timeout: \(value)\n")
        }
        #expect(error?.explanation.message == "\"\(value)\" is not a time")
        #expect(error?.explanation.place?.line == 5)
    }

    @Test("Time limits are read and written")
    func limitsAreReadAndWritten() {
        #expect(TimeLimit("1h30m") == .minutes(90))
        #expect(TimeLimit("forever") == .unlimited)
        #expect(TimeLimit("0") == nil && TimeLimit("2") == nil && TimeLimit("") == nil)
        #expect(TimeLimit.hours(1).description == "3600s" && TimeLimit.milliseconds(1500).description == "1500ms")
        #expect(TimeLimit.within(.zero).description == "1ms" && TimeLimit.unlimited.description == "forever")
    }
}
