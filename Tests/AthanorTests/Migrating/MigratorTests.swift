import Athanor
import AthanorSQLite
import AthanorTesting
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct MigratorTests {
    static let history = [
        sqlRevision("a", "CREATE TABLE one (id int PRIMARY KEY);", down: "DROP TABLE one;"),
        sqlRevision(
            "b", after: "a", "CREATE TABLE two (id int); INSERT INTO two VALUES (1);\nINSERT INTO two VALUES (2);",
            down: "DROP TABLE two;"),
        sqlRevision("c", after: "b", "", down: ""),
    ]

    @Test("Two heads are pending, and both are applied", arguments: TestedDatabase.allCases)
    func twoHeads(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", "CREATE TABLE a (id int);"), sqlRevision("b", after: "a", "CREATE TABLE b (id int);"),
                sqlRevision("c", after: "a", "CREATE TABLE c (id int);"),
            ])
            #expect(try await migrator.pending().map(\.id).count == 3)
            let error = await #expect(throws: RevisionGraphError.self) { try await migrator.upgrade(to: "head") }
            #expect("\(error.map { "\($0)" } ?? "")".contains("Write 'heads' for all of them"))
            try await migrator.upgrade()
            #expect(try await migrator.pending().isEmpty)
            #expect(try await migrator.versionRows() == ["b", "c"])
        }
    }

    @Test("Up, nothing to do, down by one, down to base", arguments: TestedDatabase.allCases)
    func upAndDown(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.history)
            #expect(try await migrator.pending().map(\.id) == ["a", "b", "c"])
            let report = try await migrator.upgrade()
            #expect(report.steps.map(\.revision) == ["a", "b", "c"])
            #expect(report.current == ["c"])
            let state = try await migrator.state()
            #expect(state.rows == ["c"] && state.isUpToDate && state.pending.isEmpty)
            #expect(try await bench.rows("SELECT id FROM two ORDER BY id") == ["1", "2"])
            #expect(try await migrator.upgrade().steps.isEmpty)

            #expect(try await migrator.downgrade(to: "-1").current == ["b"])
            let behind = try await migrator.state()
            #expect(behind.rows == ["b"] && !behind.isUpToDate && behind.pending.map(\.id) == ["c"])
            #expect(try await migrator.pending().map(\.id) == ["c"])
            #expect(try await migrator.downgrade(to: "base").steps.map(\.revision) == ["b", "a"])
            #expect(try await migrator.versionRows() == [])
            #expect(
                try await bench.log() == [
                    "upgrade|a|done", "upgrade|b|done", "upgrade|c|done", "downgrade|c|done", "downgrade|b|done",
                    "downgrade|a|done",
                ])
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM one") }
        }
    }

    @Test(
        "A failing revision is rolled back whole; those before it stay; the error says so",
        arguments: TestedDatabase.allCases)
    func failure(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let wrong = sqlRevision(
                "b", after: "a", "CREATE TABLE two (id int);\n\tSELECT '集計', nowhere\n  FROM two;", down: "")
            let migrator = try bench.migrator([Self.history[0], wrong])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            let lines = try #require(failure).description.split(separator: "\n")
            #expect(lines.first?.hasPrefix("versions/1.sql:8:15: error: ") == true, "\(lines)")
            #expect(lines.dropFirst().first == "    \tSELECT '集計', nowhere")
            #expect(lines.dropFirst(2).first == "    \t               ^")
            #expect(
                failure?.explanation.state
                    == "Finished before it in this run: a. Revision b was rolled back; the database is at a.")
            #expect(failure?.explanation.advice == "Correct versions/1.sql, then run the upgrade again.")
            #expect(try await migrator.state().rows == ["a"])
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM two") }
            #expect(try await bench.log() == ["upgrade|a|done", "upgrade|b|failed"])
        }
    }

    @Test("What cannot be split is refused before anything runs", arguments: TestedDatabase.allCases)
    func refusedBeforehand(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let wrong = sqlRevision("b", after: "a", "CREATE TABLE two (id int);\nCOMMIT;", down: "")
            let error = await #expect(throws: PlanError.self) {
                try await bench.migrator([Self.history[0], wrong]).upgrade()
            }
            #expect(error?.explanation.headline.hasPrefix("versions/1.sql:8:1: error: ") == true)
            #expect(error?.explanation.state == "Nothing was changed.")
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM one") }
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM athanor_version") }
        }
    }

    @Test("A revision without a way back stops the plan before anything runs", arguments: TestedDatabase.allCases)
    func irreversible(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let noWayBack =
                "-- no way back\n--\n-- revision: b\n-- down_revision: a\n-- upgrade\n-- downgrade: irreversible\n"
            let migrator = try bench.migrator([Self.history[0], noWayBack, sqlRevision("c", after: "b", "")])
            try await migrator.upgrade()
            let error = await #expect(throws: PlanError.self) { try await migrator.downgrade(to: "base") }
            #expect(
                error?.explanation.message
                    == "versions/1.sql: revision b: it cannot be undone: versions/1.sql says `-- downgrade: irreversible`"
            )
            #expect(try await migrator.state().rows == ["c"])
            #expect(try await migrator.downgrade(to: "b").current == ["b"])
        }
    }

    @Test("A branch holds two rows, a merge one again", arguments: TestedDatabase.allCases)
    func branches(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", ""), sqlRevision("b", after: "a", ""), sqlRevision("c", after: "a", ""),
                sqlRevision("d", after: "b, c", ""),
            ])
            #expect(try await migrator.upgrade(to: "b").current == ["b"])
            #expect(try await migrator.upgrade(to: "c").current == ["b", "c"])
            #expect(try await bench.rows("SELECT version_num FROM athanor_version ORDER BY 1") == ["b", "c"])
            #expect(try await migrator.upgrade().current == ["d"])
            #expect(try await bench.rows("SELECT version_num FROM athanor_version") == ["d"])
            #expect(try await migrator.downgrade(to: "b").current == ["b", "c"])
            #expect(try await migrator.downgrade(to: "base").current == [])
        }
    }

    @Test("Stamping moves the rows and runs nothing", arguments: TestedDatabase.allCases)
    func stamping(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.history)
            #expect(try await migrator.stamp(["b"]) == ["b"])
            #expect(try await migrator.pending().map(\.id) == ["c"])
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM one") }
            #expect(try await migrator.stamp(["base"]) == [])
            #expect(try await bench.log() == ["stamp|b|done", "stamp|base|done"])
            await #expect(throws: RevisionGraphError.self) { try await migrator.stamp(["nowhere"]) }
        }
    }

    @Test("A row that no file has is named, and nothing runs", arguments: TestedDatabase.allCases)
    func unknownRow(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator(Self.history).upgrade(to: "a")
            try await bench.run("UPDATE athanor_version SET version_num = 'elsewhere'")
            let migrator = try bench.migrator(Self.history)
            for attempt in [{ try await migrator.upgrade() }, { try await migrator.downgrade(to: "base") }] {
                let error = await #expect(throws: RevisionGraphError.self) { _ = try await attempt() }
                #expect(error?.description.contains("elsewhere") == true)
            }
            await #expect(throws: RevisionGraphError.self) { try await migrator.pending() }
            let state = try await migrator.state()
            #expect(state.rows == ["elsewhere"] && state.unknownRows == ["elsewhere"])
            #expect(!state.isUpToDate && state.pending.isEmpty)
        }
    }

    @Test("A database taken over from Alembic keeps its table; ids that do not fit are refused beforehand")
    func alembicTable() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
                "INSERT INTO alembic_version VALUES ('a')")
            let long = String(repeating: "d", count: 33)
            var options = MigratorOptions()
            options.versionTable = VersionTable(name: "alembic_version")
            let migrator = try bench.migrator(Self.history + [sqlRevision(long, after: "c", "")], options: options)
            #expect(try await migrator.state().rows == ["a"])
            let error = await #expect(throws: PlanError.self) { try await migrator.upgrade() }
            #expect(error?.explanation.message.contains("longer than the 32 characters") == true)
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM two") }
            #expect(try await migrator.upgrade(to: "c").current == ["c"])
            #expect(try await bench.rows("SELECT version_num FROM alembic_version") == ["c"])
        }
    }

    @Test(
        "A version table in a schema of its own", arguments: [VersionTable(name: "History \"of\" it", schema: "Side")])
    func versionTableElsewhere(table: VersionTable) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SCHEMA \"Side\"")
            var options = MigratorOptions()
            options.versionTable = table
            try await bench.migrator(Self.history, options: options).upgrade()
            #expect(try await bench.rows("SELECT version_num FROM \"Side\".\"History \"\"of\"\" it\"") == ["c"])
        }
    }

    @Test("What is no version table is refused, and so is a schema that is not there")
    func noVersionTable() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE VIEW looks_like_it AS SELECT 'a' AS version_num", "CREATE TABLE other (id int)")
            for (table, message) in [
                (VersionTable(name: "looks_like_it"), "public.looks_like_it is not a version table"),
                (VersionTable(name: "other"), "public.other is not a version table"),
                (
                    VersionTable(schema: "nowhere"),
                    "the schema \"nowhere\" for the version table does not exist"
                ),
            ] {
                let migrator = try bench.migrator(Self.history, options: MigratorOptions(versionTable: table))
                let error = await #expect(throws: DatabaseFailure.self) { try await migrator.upgrade() }
                #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
            }
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM one") }
        }
    }

    @Test("A commit that the database refuses is said to have changed nothing")
    func refusedCommit() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator(Self.history)
            try await migrator.upgrade(to: "a")
            try await bench.run(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no moving'; END $$",
                """
                CREATE CONSTRAINT TRIGGER refusing AFTER UPDATE OR DELETE ON athanor_version DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION refuse()
                """)
            var text = ""
            do { try await migrator.stamp(["base"]) } catch { text = Explanation(of: error).description }
            #expect(text.hasPrefix("error: no moving"))
            #expect(text.contains("The commit was refused: nothing was changed."))
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.explanation.state == "Revision b was rolled back; the database is at a.")
            #expect(try await migrator.state().rows == ["a"])
        }
    }

    @Test("A revision that changes the version table itself is stopped, with what the table holds")
    func movedByRevision() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                Self.history[0], sqlRevision("b", after: "a", "DELETE FROM athanor_version;"),
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.cause is VersionTableMoved)
            #expect(failure?.current == ["a"])
            #expect(try await bench.log() == ["upgrade|a|done", "upgrade|b|failed"])
        }
    }

    @Test("Neither a refusal nor having nothing to do leaves a new SQLite file behind")
    func noNewFile() async throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        let bench = TestBench(temporary.address)
        let migrator = try bench.migrator([sqlRevision("a", "COMMIT;")])
        await #expect(throws: PlanError.self) { try await migrator.upgrade() }
        await #expect(throws: RevisionGraphError.self) { try await migrator.upgrade(to: "nowhere") }
        #expect(try await migrator.downgrade(to: "base").steps.isEmpty)
        #expect(try await migrator.stamp(["base"]) == [])
        await #expect(throws: ViewLookupError.self) {
            _ = try await ViewRefresher(temporary.address).refresh("nothing")
        }
        #expect(!FileManager.default.fileExists(atPath: temporary.path))
    }

    @Test("A revision's way up is asked for once")
    func askedOnce() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let entry = RevisionEntry(Counting.self, path: "counting.swift", message: "counting")
            try await bench.migrator([entry]).upgrade()
            #expect(Counting.asked.withLock { $0 } == 1)
        }
    }

    struct Counting: Revision {
        static let asked = Mutex(0)
        static let revision: RevisionID = "counting"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            let _ = Self.asked.withLock { $0 += 1 }
            op.execute("SELECT 1")
        }

        func downgrade(_ op: Operations) -> OperationList { op.execute("SELECT 2") }
    }

    @Test("Tables of a newer format are left alone", arguments: TestedDatabase.allCases)
    func newerFormat(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator(Self.history).upgrade(to: "a")
            try await bench.run("UPDATE \(bench.database.dialect.name(of: .format)) SET version = 99")
            let error = await #expect(throws: MetadataTablesTooNew.self) {
                try await bench.migrator(Self.history).upgrade()
            }
            #expect(error?.format == 99)
        }
    }
}
