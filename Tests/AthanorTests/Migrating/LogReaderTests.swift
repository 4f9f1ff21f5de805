import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Foundation
import TestSupport
import Testing

@Suite("The log as it is read")
struct LogReaderTests {
    private let files = [
        sqlRevision("a1", "CREATE TABLE t (id int);", down: "DROP TABLE t;"),
        sqlRevision("b2", after: "a1", "CREATE TABLE u (id int);", down: "DROP TABLE u;"),
        sqlRevision("c3", after: "b2", "SELECT nothing;"),
    ]

    @Test("Every piece of work is in it, the newest first", arguments: TestedDatabase.allCases)
    func entries(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(files)
            let before = Date()
            await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            try await migrator.downgrade(to: "a1")
            try await migrator.stamp(["base"])
            let after = Date()
            let log = try await migrator.log()
            #expect(
                log.map { "\($0.kind) \($0.subject) \($0.outcome)" } == [
                    "stamp base done", "downgrade b2 done", "upgrade c3 failed", "upgrade b2 done", "upgrade a1 done",
                ])
            #expect(log.map(\.entry) == log.map(\.entry).sorted(by: >))
            for record in log {
                // The log keeps milliseconds, and may have rounded.
                #expect(record.startedAt > before - 0.002 && record.startedAt < after + 0.002)
                #expect(record.duration >= .zero && record.duration < .seconds(after.timeIntervalSince(before) + 0.002))
                #expect(!record.performedBy.isEmpty && !record.host.isEmpty)
                #expect(record.process == Int64(ProcessInfo.processInfo.processIdentifier))
                #expect(record.athanorVersion == AthanorVersion.current)
            }
            #expect(log.map { $0.detail != nil } == [false, false, true, false, false])
        }
    }

    @Test(
        "Work of two histories in one database is told apart by the version table", arguments: TestedDatabase.allCases)
    func histories(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let other = MigratorOptions(versionTable: VersionTable(name: "other_version"))
            let one = try bench.migrator(Array(files.prefix(2)))
            let two = try bench.migrator(
                [sqlRevision("a1", "CREATE TABLE o (id int);", down: "SELECT nothing;")], options: other)
            try await one.upgrade()
            try await two.upgrade()
            await #expect(throws: MigrationFailure.self) { try await two.downgrade(to: "base") }
            try await one.stamp(["a1"])
            let schema = tested == .sqlite ? "" : "public."
            func log(_ migrator: Migrator, own: Bool) async throws -> [String] {
                try await migrator.log(LogFilter(ownHistoryOnly: own)).map {
                    "\($0.kind) \($0.subject) \($0.versionTable ?? "-")"
                }
            }
            let ofTwo = ["downgrade a1 \(schema)other_version", "upgrade a1 \(schema)other_version"]
            let stamp = "stamp a1 \(schema)athanor_version"
            let ofOne = ["upgrade b2 \(schema)athanor_version", "upgrade a1 \(schema)athanor_version"]
            #expect(try await log(one, own: false) == [stamp] + ofTwo + ofOne)
            #expect(try await log(one, own: true) == [stamp] + ofOne)
            #expect(try await log(two, own: true) == ofTwo)
        }
    }

    @Test(
        "A long log is read page by page, each after the one before was taken, and by any filter",
        arguments: TestedDatabase.allCases)
    func pages(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(files)
            await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            let log = bench.database.dialect.name(of: .log)
            let columns =
                "kind, subject, started_at, duration_ms, outcome, performed_by, host, process, athanor_version"
            for _ in 0..<4 {
                try await bench.run(
                    """
                    INSERT INTO \(log) (\(columns))
                    SELECT \(columns) FROM \(log)
                    """)
            }
            let all = try await migrator.log()
            #expect(all.count == 48)
            for filter in [LogFilter(), LogFilter(limit: 7), LogFilter(limit: 40), LogFilter(outcome: .failed)] {
                let whole = try await migrator.log(filter)
                for size in [1, 5, 7, 48, 100] {
                    var pages: [[LogRecord]] = []
                    try await migrator.log(filter, pageSize: size) { pages.append($0) }
                    #expect(pages.flatMap(\.self) == whole)
                    #expect(pages.allSatisfy { !$0.isEmpty && $0.count <= size })
                }
            }
            #expect(try await migrator.log(LogFilter(newestEntry: all[3].entry)) == Array(all.dropFirst(3)))
            // What is not taken yet is not read yet, and nobody who writes waits for whoever takes it.
            var taken = 0
            try await migrator.log(pageSize: 10) { page in
                if taken == 0 { try await bench.run("DELETE FROM \(log) WHERE entry < \(page.last?.entry ?? 0)") }
                taken += page.count
            }
            #expect(taken == 10)
        }
    }

    @Test("It can be asked for a number, a kind, failures and revisions", arguments: TestedDatabase.allCases)
    func filters(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(files)
            await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            try await migrator.downgrade(to: "a1")
            try await migrator.stamp(["b2"])
            func found(_ filter: LogFilter) async throws -> [String] {
                try await migrator.log(filter).map { "\($0.kind) \($0.subject)" }
            }
            #expect(try await found(LogFilter(limit: 2)) == ["stamp b2", "downgrade b2"])
            #expect(try await found(LogFilter(limit: 0)) == [])
            #expect(try await found(LogFilter(kind: .downgrade)) == ["downgrade b2"])
            #expect(try await found(LogFilter(outcome: .failed)) == ["upgrade c3"])
            #expect(try await found(LogFilter(kind: .downgrade, outcome: .failed)) == [])
            #expect(
                try await found(LogFilter(revisions: ["b2"])) == ["stamp b2", "downgrade b2", "upgrade b2"])
            #expect(try await found(LogFilter(limit: 2, revisions: ["a1", "c3"])) == ["upgrade c3", "upgrade a1"])
            #expect(try await found(LogFilter(revisions: ["b", "2", "B2", "b2' OR 1=1 --"])) == [])
            #expect(try await found(LogFilter(revisions: [])) == [])
        }
    }

    @Test("A stamp with several revisions is found by each of them", arguments: TestedDatabase.allCases)
    func severalStamped(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([sqlRevision("a1", "SELECT 1;"), sqlRevision("a", "SELECT 1;")])
            try await migrator.stamp(["heads"])
            for (id, count) in [("a", 1), ("a1", 1), ("1", 0)] {
                let found = try await migrator.log(LogFilter(revisions: [RevisionID(id)]))
                #expect(found.count == count, "\(id)")
            }
        }
    }

    @Test("A revision is found with the segments that were committed separately", arguments: TestedDatabase.allCases)
    func segments(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a1", "CREATE TABLE t (id int); VACUUM; CREATE TABLE u (id int);"),
                sqlRevision("b2", after: "a1", "SELECT 1;"),
            ])
            try await migrator.upgrade()
            let found = try await migrator.log(LogFilter(revisions: ["a1"]))
            #expect(found == (try await migrator.log()).filter { $0.subject == "a1" })
            #expect(found.contains { $0.kind == .statement })
        }
    }

    @Test("A database that Athanor has not touched has an empty log", arguments: TestedDatabase.allCases)
    func untouched(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let log = try await bench.migrator(files).log()
            #expect(log.isEmpty)
        }
    }

    @Test("Reading the log of an SQLite database that is not there makes no file")
    func missingFile() async throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        let bench = TestBench(temporary.address)
        let log = try await bench.migrator(files).log()
        #expect(log.isEmpty)
        await #expect(throws: DatabaseFailure.self) {
            _ = try await bench.database.connect(to: bench.url, options: ConnectionOptions(access: .readOnly))
        }
    }

    @Test("The session's time zone and date style make no difference to PostgreSQL's log")
    func timeZone() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator(files)
            try await migrator.upgrade(to: "a1")
            let before = try await migrator.log()
            try await bench.run(
                """
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Kathmandu''', current_database());
                    EXECUTE format('ALTER DATABASE %I SET datestyle = ''German''', current_database());
                END $$
                """)
            #expect(try await bench.rows("SHOW timezone") == ["Asia/Kathmandu"])
            let after = try await migrator.log()
            #expect(after == before)
        }
    }

    @Test("A role that may not read the log is told which right it lacks")
    func withoutTheRight() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(files).upgrade(to: "a1")
            let role = "athanor_reader_\(UInt32.random(in: 0 ... .max))"
            try await bench.run(
                "CREATE ROLE \(role)", "GRANT \(role) TO current_user", "GRANT USAGE ON SCHEMA athanor TO \(role)",
                "GRANT SELECT ON athanor.format, athanor_version TO \(role)")
            let options = MigratorOptions(connection: ConnectionOptions(role: role))
            let refused = await #expect(throws: DatabaseFailure.self) {
                try await bench.migrator(files, options: options).log()
            }
            #expect(refused?.kind == .notAllowed)
            #expect(refused?.advice?.contains(#"SELECT on "athanor"."log""#) == true, "\(String(describing: refused))")
            try await bench.run("GRANT SELECT ON athanor.log TO \(role)")
            let log = try await bench.migrator(files, options: options).log()
            #expect(log.count == 1)
            try await bench.run("DROP OWNED BY \(role)", "DROP ROLE \(role)")
        }
    }
}
