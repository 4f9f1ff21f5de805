import Athanor
import Synchronization
import TestSupport
import Testing

@Suite("Going on with a revision that was stopped between its parts") struct ResumingTests {
    typealias MakeOperations = @Sendable (Operations) -> [any MigrationOperation]

    static func operations(first: String = "INSERT INTO t VALUES (1)", last: String) -> MakeOperations {
        { op in [op.autocommit { op.execute(first) }, op.execute(last)] }
    }

    /// A database with a table `t`, and a revision of which the first part is committed.
    static func partiallyApplied(
        on tested: TestedDatabase, _ body: (TestBench) async throws -> Void
    ) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (a integer)")
            await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in operations(last: "INSERT INTO nowhere VALUES (2)")(op) }
            }
            try await body(bench)
        }
    }

    @Test(
        "The next run says so, passes over what is committed, and forgets it when done",
        arguments: TestedDatabase.allCases)
    func goingOn(on tested: TestedDatabase) async throws {
        try await Self.partiallyApplied(on: tested) { bench in
            let resumed = Mutex<[String]>([])
            let options = MigratorOptions(onEvent: { event in
                guard case .resumed(let step, let finished, let parts) = event else { return }
                resumed.withLock { $0.append("\(step.revision) \(finished) of \(parts)") }
            })
            try await bench.upgrade(options: options) { op in Self.operations(last: "INSERT INTO t VALUES (2)")(op) }
            #expect(resumed.withLock { $0 } == ["data 1 of 2"])
            #expect(try await bench.rows("SELECT a FROM t ORDER BY a") == ["1", "2"])
            #expect(try await bench.rows("SELECT * FROM \(bench.database.dialect.name(of: .progress))") == [])
            #expect(try await bench.log() == ["statement|data|done", "upgrade|data|failed", "upgrade|data|done"])
        }
    }

    @Test("Who asks is told that it is partially applied", arguments: TestedDatabase.allCases)
    func asking(on tested: TestedDatabase) async throws {
        try await Self.partiallyApplied(on: tested) { bench in
            let place = try await bench.migrator([DataRevision.entry]).state()
            #expect(place.rows == [])
            #expect(place.partiallyApplied.map(\.revision) == ["data"])
            #expect(place.partiallyApplied.map(\.direction) == [.upgrade])
            #expect(place.partiallyApplied.map(\.finishedSegments) == [1])
            #expect(place.partiallyApplied.map(\.backfilledRows) == [nil])
        }
    }

    @Test("A committed part that was edited stops the run, and nothing changes", arguments: TestedDatabase.allCases)
    func edited(on tested: TestedDatabase) async throws {
        try await Self.partiallyApplied(on: tested) { bench in
            let other = Self.operations(first: "INSERT INTO t VALUES (9)", last: "INSERT INTO t VALUES (2)")
            let shorter: MakeOperations = { op in [op.execute("INSERT INTO t VALUES (2)")] }
            for operations in [other, shorter] {
                let error = await #expect(throws: PartiallyAppliedRevision.self) {
                    try await bench.upgrade { op in operations(op) }
                }
                let explanation = try #require(error?.explanation)
                #expect(
                    explanation.message.contains("its segment 1, which is committed, was edited since"))
                #expect(explanation.state == "Nothing was changed by this run.")
            }
            #expect(try await bench.rows("SELECT a FROM t") == ["1"])
        }
    }

    private static let committed = "INSERT INTO t\n  VALUES ('a  b');\nVACUUM;"

    /// A database with a table `t`, and an SQL revision of which all but the last part is committed.
    private static func halfDoneSQL(
        on tested: TestedDatabase, _ body: (TestBench) async throws -> Void
    ) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (a text)")
            let file = sqlRevision("a", "\(committed)\nINSERT INTO nowhere VALUES (1);")
            await #expect(throws: MigrationFailure.self) { try await bench.migrator([file]).upgrade() }
            try await body(bench)
        }
    }

    @Test(
        "What no database can tell from what was committed is no edit",
        arguments: TestedDatabase.allCases,
        [
            committed.replacing("\n", with: "\r\n"), committed.replacing("INTO t", with: "INTO  t "),
            committed.replacing("\n  VALUES", with: " /* the first */ VALUES -- of all\n"),
            "-- first\nINSERT\nINTO t VALUES('a  b')\n;\n\tVACUUM ;",
        ])
    func written(on tested: TestedDatabase, _ edited: String) async throws {
        try await Self.halfDoneSQL(on: tested) { bench in
            try await bench.migrator([sqlRevision("a", "\(edited)\nINSERT INTO t VALUES ('last');")]).upgrade()
            #expect(try await bench.rows("SELECT a FROM t ORDER BY a") == ["a  b", "last"])
        }
    }

    @Test("What was committed is said, beside what the revision says now", arguments: TestedDatabase.allCases)
    func rewritten(on tested: TestedDatabase) async throws {
        try await Self.halfDoneSQL(on: tested) { bench in
            let edited = Self.committed.replacing("a  b", with: "a b")
            let migrator = try bench.migrator([sqlRevision("a", "\(edited)\nINSERT INTO t VALUES ('last');")])
            let error = await #expect(throws: PartiallyAppliedRevision.self) { try await migrator.upgrade() }
            #expect(
                error?.explanation.notes.map(\.text)
                    == ["It was and is: INSERT INTO t VALUES ('a b'). The edit is in text that is not shown here."])
            let other = Self.committed.replacing("a  b", with: "other")
            let second = try bench.migrator([sqlRevision("a", "\(other)\nINSERT INTO t VALUES ('last');")])
            let failure = await #expect(throws: PartiallyAppliedRevision.self) { try await second.upgrade() }
            #expect(
                failure?.explanation.notes.map(\.text)
                    == ["It was: INSERT INTO t VALUES ('a b'). Now it is: INSERT INTO t VALUES ('other')."])
        }
    }

    /// The fingerprints that versions of Athanor have recorded for the first segment, the present one last. The first
    /// is FNV-1a of 64 bits of the statement's text; the others hash its tokens.
    private static func fingerprints(on tested: TestedDatabase) -> [String] {
        switch tested {
        case .postgreSQL:
            ["c116b9ef4c769ab", "2:2df6dc8e3e21aa1425bd92685ae57669", "3:93a20306ceae063a9407ea859d242bb3"]
        case .sqlite:
            ["c116b9ef4c769ab", "2:e57c75b92cf2d68518e281918ddad969", "3:8a135f43eb11d66bb2df65ffa63e24b3"]
        }
    }

    @Test("Every build of this version notes the same fingerprint for a part", arguments: TestedDatabase.allCases)
    func present(on tested: TestedDatabase) async throws {
        try await Self.halfDoneSQL(on: tested) { bench in
            let table = bench.database.dialect.name(of: .progress)
            let found = try await bench.rows("SELECT fingerprint FROM \(table) WHERE segment = 0")
            #expect(found == [Self.fingerprints(on: tested)[2]])
        }
    }

    @Test("A part that an earlier Athanor has noted is known again", arguments: TestedDatabase.allCases, 0..<3)
    func earlier(on tested: TestedDatabase, version: Int) async throws {
        try await Self.halfDoneSQL(on: tested) { bench in
            let table = bench.database.dialect.name(of: .progress)
            let fingerprint = Self.fingerprints(on: tested)[version]
            try await bench.run("UPDATE \(table) SET fingerprint = '\(fingerprint)' WHERE segment = 0")
            let edited = Self.committed.replacing("a  b", with: "other")
            let other = try bench.migrator([sqlRevision("a", "\(edited)\nINSERT INTO t VALUES ('last');")])
            await #expect(throws: PartiallyAppliedRevision.self) { try await other.upgrade() }
            try await bench.migrator([sqlRevision("a", "\(Self.committed)\nINSERT INTO t VALUES ('last');")]).upgrade()
            #expect(try await bench.rows("SELECT a FROM t ORDER BY a") == ["a  b", "last"])
        }
    }

    @Test("Neither another revision nor the other direction runs past it", arguments: TestedDatabase.allCases)
    func elsewhere(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let history = try [
                RevisionEntry(
                    sql: SourceText(
                        path: "a.sql", text: sqlRevision("a", "CREATE TABLE t (a int);", down: "DROP TABLE t;"))),
                RevisionEntry(
                    sql: SourceText(
                        path: "b.sql",
                        text: sqlRevision("b", after: "a", "SELECT 1;\nVACUUM;\nINSERT INTO nowhere VALUES (1);"))),
            ]
            let migrator = try bench.migrator(history)
            await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            let error = await #expect(throws: PartiallyAppliedRevision.self) {
                try await migrator.downgrade(to: "base")
            }
            #expect(
                error?.explanation.message
                    == "revision b is partially applied: its upgrade was stopped after 2 committed segments")
            #expect(try await migrator.state().rows == ["a"])

            // Saying that the database is where its version table says forgets the half.
            try await migrator.stamp(["a"])
            #expect(try await migrator.state().partiallyApplied == [])
            #expect(try await bench.log().last == "stamp|a|done")
            try await migrator.downgrade(to: "base")
        }
    }

    @Test("Histories that share a database do not hinder each other", arguments: TestedDatabase.allCases)
    func histories(on tested: TestedDatabase) async throws {
        try await Self.partiallyApplied(on: tested) { bench in
            let options = MigratorOptions(versionTable: VersionTable(name: "other_version"))
            let other = try bench.migrator([sqlRevision("data", "INSERT INTO t VALUES (5);")], options: options)
            #expect(try await other.upgrade().current == ["data"])
            #expect(try await other.state().partiallyApplied == [])
            #expect(try await bench.migrator([DataRevision.entry]).state().partiallyApplied.count == 1)
        }
    }

    @Test("Settings that committed parts made hold for those that follow")
    func settings() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            func history(_ last: String) -> [String] {
                [sqlRevision("a", "CREATE SCHEMA side;\nSET search_path = side;\nVACUUM;\n\(last)")]
            }
            await #expect(throws: MigrationFailure.self) {
                try await bench.migrator(history("SELECT * FROM nowhere;")).upgrade()
            }
            try await bench.migrator(history("CREATE TABLE t (a int);")).upgrade()
            #expect(try await bench.rows("SELECT schemaname FROM pg_tables WHERE tablename = 't'") == ["side"])
        }
    }

    @Test("A revision of one part notes nothing", arguments: TestedDatabase.allCases)
    func onePart(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let history = [
                sqlRevision("a", "CREATE TABLE t (a int);"), sqlRevision("b", after: "a", "SELECT * FROM nowhere;"),
            ]
            await #expect(throws: MigrationFailure.self) { try await bench.migrator(history).upgrade() }
            let noted = try await bench.rows("SELECT * FROM \(bench.database.dialect.name(of: .progress))")
            #expect(noted.isEmpty)
        }
    }

    @Test("Many migrators at once run each part once", arguments: TestedDatabase.allCases)
    func manyAtOnce(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (id integer PRIMARY KEY, times integer)")
            let operations: MakeOperations = { op in
                let parts = (1...5).map { op.execute("INSERT INTO t VALUES (\($0), 0)") }
                let backfill = op.backfill("t", set: ["times": .expression("times + 1")], batchSize: 1)
                return [Autocommit(parts), backfill, op.execute("INSERT INTO t VALUES (99, 0)")]
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await bench.upgrade { op in operations(op) } } }
                try await group.waitForAll()
            }
            #expect(
                try await bench.rows("SELECT id, times FROM t ORDER BY id") == (1...5).map { "\($0)|1" } + ["99|0"])
            let entries = Array(repeating: "statement|data|done", count: 6) + ["upgrade|data|done"]
            #expect(try await bench.log() == entries)
        }
    }

    @Test("Tables of the format before are brought to this one", arguments: TestedDatabase.allCases)
    func format(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([sqlRevision("a", "SELECT 1;")]).upgrade()
            try await OldMetadataTables.replacePresent(in: bench, by: 1, on: tested)
            let history = [sqlRevision("a", "SELECT 1;"), sqlRevision("b", after: "a", "VACUUM;")]
            #expect(try await bench.migrator(history).state().partiallyApplied == [])
            try await bench.migrator(history).upgrade()
            let format = bench.database.dialect.name(of: .format)
            #expect(try await bench.rows("SELECT version FROM \(format)") == ["\(MetadataTable.currentFormat)"])
            #expect(try await bench.log() == ["statement|b|done", "upgrade|b|done"])
        }
    }
}
