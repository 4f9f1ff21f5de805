import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// Scripts run by psql and sqlite3, beside the run that they were written instead of.
@Suite struct OfflineScriptTests {
    /// Brings one database on by live runs and another by scripts, and expects them to hold the same after each.
    private func compare(
        on tested: TestedDatabase,
        _ legs: [(direction: RevisionStep.Direction, target: MigrationTarget, range: OfflineRange)],
        options: MigratorOptions = MigratorOptions()
    ) async throws {
        let entries = try OfflineHistory.entries(on: tested)
        try await tested.with { online in
            try await tested.with { offline in
                let migrator = try online.migrator(entries, options: options)
                for leg in legs {
                    switch leg.direction {
                    case .upgrade: try await migrator.upgrade(to: leg.target)
                    case .downgrade: try await migrator.downgrade(to: leg.target)
                    }
                    let script = try await offline.offlineMigrator(entries, options: options)
                        .script(leg.direction, leg.range)
                    let outcome = try offline.client.run(script)
                    #expect(outcome.exitCode == 0, "\(leg): \(outcome.errors)")
                    #expect(outcome.errors.isEmpty, "\(leg): \(outcome.errors)")
                    let (expected, found) = (try online.client.contents(), try offline.client.contents())
                    #expect(found == expected, "\(leg)")
                    #expect(expected.contains("version_num"))
                    #expect(try await offline.log() == online.log())
                }
            }
        }
    }

    @Test("A script leaves the same database as the run: up, down and up again", arguments: TestedDatabase.allCases)
    func scriptEqualsTheRun(_ tested: TestedDatabase) async throws {
        try await compare(
            on: tested,
            [
                (.upgrade, "heads", "heads"), (.downgrade, "base", "swift5:base"), (.upgrade, "heads", "base:heads"),
            ])
    }

    @Test("A script covers a range of revisions from one row or several", arguments: TestedDatabase.allCases)
    func scriptCoversARange(_ tested: TestedDatabase) async throws {
        try await compare(
            on: tested,
            [
                (.upgrade, "users1", "users1"), (.upgrade, "left22", "user:left22"),
                (.upgrade, "right3", "left22:right3"), (.upgrade, "merge4", "right3:merge4"),
                (.downgrade, "users1", "merge4:users1"), (.upgrade, "heads", "current:"),
                (.downgrade, "merge4", "current:merge4"), (.downgrade, "base", "merge4:"),
            ])
    }

    @Test("A script merges several starting rows", arguments: TestedDatabase.allCases)
    func severalStartingRowsAreMergedByAScript(_ tested: TestedDatabase) async throws {
        let files = [
            sqlRevision("base01", "CREATE TABLE a (id int);", down: "DROP TABLE a;"),
            sqlRevision("left02", after: "base01", "CREATE TABLE b (id int);", down: "DROP TABLE b;"),
            sqlRevision("right3", after: "base01", "CREATE TABLE c (id int);", down: "DROP TABLE c;"),
            sqlRevision("merged", after: "left02, right3", "", down: ""),
        ]
        try await tested.with { bench in
            let entries = try files.map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }
            let migrator = try bench.migrator(entries)
            try await migrator.upgrade(to: "left02")
            try await migrator.upgrade(to: "right3")
            let up = try await bench.offlineMigrator(entries).script(.upgrade, "left02,right3:merged")
            #expect(try bench.client.run(up).exitCode == 0)
            #expect(try await migrator.versionRows() == ["merged"])
            let down = try await bench.offlineMigrator(entries).script(.downgrade, "merged:left02@base01")
            let outcome = try bench.client.run(down)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try await migrator.versionRows() == ["right3"])
        }
    }

    @Test("What whoever runs a script has set lasts through it, whatever its revisions set")
    func settingsOfTheCaller() async throws {
        let entries = try [
            sqlRevision("a1", "CREATE TABLE a (id int);"),
            sqlRevision("b2", after: "a1", "SET search_path = public; SET DateStyle = 'ISO'; CREATE TABLE b (id int);"),
            sqlRevision("c3", after: "b2", "CREATE TABLE c (id int);"),
        ].map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SCHEMA mine")
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "base:c3")
            let outcome = try bench.client.run(
                """
                SET search_path = mine, public; SET DateStyle = 'SQL, DMY'; SET statement_timeout = '77s';
                \(script)
                CREATE TABLE shown AS SELECT current_setting('search_path') AS path, current_setting('DateStyle') AS style,
                    current_setting('statement_timeout') AS time;
                """)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try await bench.rows("SELECT path, style, time FROM mine.shown") == ["mine, public|SQL, DMY|77s"])
            let places = try await bench.rows(
                """
                SELECT relnamespace::regnamespace || '.' || relname FROM pg_class
                WHERE relname IN ('a', 'b', 'c', 'athanor_version') ORDER BY relname
                """)
            #expect(places == ["mine.a", "mine.athanor_version", "public.b", "mine.c"])
        }
    }

    @Test("A script in one transaction for all leaves the same database as the run", arguments: TestedDatabase.allCases)
    func sharedTransactionEqualsTheRun(_ tested: TestedDatabase) async throws {
        let options = MigratorOptions(transactionPerMigration: false)
        let files = [
            sqlRevision("a1", "CREATE TABLE a (id int);", down: "DROP TABLE a;"),
            sqlRevision("b2", after: "a1", "INSERT INTO a VALUES (1);", down: "DELETE FROM a;"),
            sqlRevision("c3", after: "b2", "INSERT INTO missing VALUES (1);"),
        ]
        try await tested.with { bench in
            let entries = try files.map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }
            let offline = try bench.offlineMigrator(entries, options: options)
            let failing = try bench.client.run(try await offline.script(.upgrade, "c3"))
            #expect(failing.exitCode != 0)
            #expect(try await bench.migrator(entries).versionRows() == [])
            let script = try await offline.script(.upgrade, "b2")
            // On PostgreSQL a script begins with a transaction in which it looks at the session.
            let commits = script.split(separator: "\n").count { $0 == "COMMIT;" }
            #expect(commits == (tested == .postgreSQL ? 3 : 2))
            #expect(try bench.client.run(script).exitCode == 0)
            #expect(try await bench.migrator(entries).versionRows() == ["b2"])
            #expect(try await bench.rows("SELECT id FROM a") == ["1"])
        }
    }

    @Test(
        "A script stops at the first error, with the database at the last finished revision",
        arguments: TestedDatabase.allCases)
    func scriptStopsAtTheFirstError(_ tested: TestedDatabase) async throws {
        let files = [
            sqlRevision("a1", "CREATE TABLE a (id int);"),
            sqlRevision("b2", after: "a1", "CREATE TABLE b (id int);\nINSERT INTO missing VALUES (1);"),
            sqlRevision("c3", after: "b2", "CREATE TABLE c (id int);"),
        ]
        try await tested.with { bench in
            let entries = try files.map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }
            let outcome = try bench.client.run(try await bench.offlineMigrator(entries).script(.upgrade, "head"))
            #expect(outcome.exitCode != 0)
            #expect(outcome.errors.contains("missing"))
            #expect(try await bench.migrator(entries).versionRows() == ["a1"])
            #expect(try await bench.log() == ["upgrade|a1|done"])
            #expect(!(try bench.client.contents().contains("CREATE TABLE c")))
            #expect(!(try bench.client.contents().contains("TABLE b")))
        }
    }

    @Test("A script refuses a database that is not at its start", arguments: TestedDatabase.allCases)
    func aScriptRefusesADatabaseThatIsElsewhere(_ tested: TestedDatabase) async throws {
        let files = [
            sqlRevision("a1", "CREATE TABLE a (id int);"), sqlRevision("b2", after: "a1", "CREATE TABLE b (id int);"),
        ]
        try await tested.with { bench in
            let entries = try files.map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }
            let offline = try bench.offlineMigrator(entries)
            // The version table is not there at all.
            #expect(try bench.client.run(try await offline.script(.upgrade, "a1:head")).exitCode != 0)
            let first = try await offline.script(.upgrade, "a1")
            #expect(try bench.client.run(first).exitCode == 0)
            let before = try bench.client.contents()
            let again = try bench.client.run(first)
            #expect(again.exitCode != 0)
            #expect(again.errors.contains("the version table athanor_version holds a row"), "\(again.errors)")
            let elsewhere = try bench.client.run(try await offline.script(.downgrade, "b2:a1"))
            #expect(elsewhere.errors.contains("does not hold exactly b2"), "\(elsewhere.errors)")
            #expect(try bench.client.contents() == before)
        }
    }

    @Test("Scripts record the version rows as stamp does", arguments: TestedDatabase.allCases)
    func theVersionRowsAreNotedByScriptsAsByStamp(_ tested: TestedDatabase) async throws {
        let entries = try OfflineHistory.entries(on: tested)
        try await tested.with { online in
            try await tested.with { offline in
                let migrator = try online.migrator(entries)
                let writer = try offline.offlineMigrator(entries)
                func expectSame() async throws {
                    #expect(try offline.client.contents() == online.client.contents())
                    #expect(try await offline.log() == online.log())
                }
                try await migrator.ensureVersionTable()
                #expect(try offline.client.run(try writer.scriptEnsuringVersionTable()).errors.isEmpty)
                try await expectSame()
                try await migrator.stamp(["left22"])
                #expect(try offline.client.run(try await writer.script(stamping: ["left22"])).errors.isEmpty)
                try await expectSame()
                try await migrator.stamp(["head"])
                #expect(try offline.client.run(try await writer.script(stamping: "left22:head")).errors.isEmpty)
                try await expectSame()
                try await migrator.stamp(["users1"], purge: true)
                let purging = try await writer.script(stamping: ["users1"], purge: true)
                #expect(try offline.client.run(purging).errors.isEmpty)
                #expect(try await online.migrator(entries).versionRows() == ["users1"])
                try await expectSame()
            }
        }
    }

    @Test("The dry run does not carry one revision's settings over to the next")
    func settingsEndWithTheirRevision() async throws {
        let files = [
            sqlRevision("a1", "CREATE TABLE a (id int);\nPRAGMA query_only = ON;"),
            sqlRevision("b2", after: "a1", "CREATE MATERIALIZED VIEW m AS SELECT id FROM a;"),
        ]
        try await TestedDatabase.sqlite.with { bench in
            let entries = try files.map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }
            let outcome = try bench.client.run(try await bench.offlineMigrator(entries).script(.upgrade, "head"))
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try await bench.rows("SELECT count(*) FROM m") == ["0"])
        }
    }

    @Test(
        "Line endings in texts are kept, and scripts can follow one another in a session",
        arguments: TestedDatabase.allCases)
    func lineEndingsAreKept(_ tested: TestedDatabase) async throws {
        let file = sqlRevision(
            "a1", "CREATE TABLE a (\n id int, t text);\nINSERT INTO a VALUES (1, 'x\ny');", down: "DROP TABLE a;"
        ).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let entries = [try RevisionEntry(sql: SourceText(path: "x.sql", text: file))]
        try await tested.with { online in
            try await tested.with { offline in
                let migrator = try online.migrator(entries)
                try await migrator.upgrade()
                try await migrator.downgrade(to: "base")
                try await migrator.upgrade()
                let writer = try offline.offlineMigrator(entries)
                let scripts = [
                    try await writer.script(.upgrade, "a1"), try await writer.script(.downgrade, "a1:base"),
                    try await writer.script(.upgrade, "a1"),
                ]
                let outcome = try offline.client.run(scripts.joined(separator: "\n"))
                #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                #expect(try await online.rows("SELECT t FROM a") == ["x\r\ny"])
                #expect(try await offline.rows("SELECT t FROM a") == ["x\r\ny"])
                #expect(try offline.client.contents() == online.client.contents())
            }
        }
    }
}
