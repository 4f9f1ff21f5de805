import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// What no script can hold, or not without a database to look at.
@Suite struct OfflineRefusalTests {
    struct RunsCode: Revision {
        static let revision: RevisionID = "code01"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.run("normalise phone numbers") { _ in Issue.record("offline SQL ran a revision's code") }
        }
    }

    private func message(_ body: () async throws -> String) async -> String {
        do {
            return "no error, but \(try await body())"
        } catch {
            return Explanation(of: error).description
        }
    }

    @Test("Code is refused by its label", arguments: TestedDatabase.allCases)
    func codeIsRefusedByItsLabel(_ tested: TestedDatabase) async throws {
        let entries = [RevisionEntry(RunsCode.self, path: "Versions/RunsCode.swift", message: "")]
        try await tested.with { bench in
            let offline = try bench.offlineMigrator(entries)
            let message = await message { try await offline.script(.upgrade, "head") }
            #expect(
                message.contains("Versions/RunsCode.swift: revision code01: \"run normalise phone numbers\" runs code"))
            #expect(message.contains("Nothing was written."))
        }
    }

    @Test("An operation that depends on the catalog says so without a database")
    func catalogIsNeeded() async throws {
        let entries = try OfflineHistory.entries(on: .sqlite)
        try await TestedDatabase.sqlite.with { bench in
            let offline = try bench.offlineMigrator(entries, connected: false)
            let message = await message { try await offline.script(.upgrade, "head") }
            #expect(message.contains("revision left22: the effect of \"create materialized view counted\" depends on"))
            #expect(message.contains("Configure `database`"))
            // What does not depend on it needs none.
            #expect(try await offline.script(.upgrade, "users1").contains("CREATE TRIGGER gone"))
        }
    }

    @Test("An operation that depends on the catalog needs a database at the script's start")
    func databaseIsElsewhere() async throws {
        let entries = try OfflineHistory.entries(on: .sqlite)
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator(entries).upgrade(to: "users1")
            let before = try bench.client.contents()
            let offline = try bench.offlineMigrator(entries)
            let message = await message { try await offline.script(.upgrade, "head") }
            #expect(message.contains("the script starts from base, but the database"), "\(message)")
            #expect(message.contains("is at users1"))
            let fromThere = try await offline.script(.upgrade, "current:head")
            #expect(fromThere.contains("CREATE VIEW main.\"counted\""))
            #expect(try bench.client.contents() == before, "a dry run changed the database")
        }
    }

    @Test("A downgrade must say where it starts")
    func aDowngradeMustSayWhereItStarts() async throws {
        let entries = try OfflineHistory.entries(on: .sqlite)
        try await TestedDatabase.sqlite.with { bench in
            let offline = try bench.offlineMigrator(entries, connected: false)
            let message = await message { try await offline.script(.downgrade, "base") }
            #expect(message.contains("needs a start"))
            #expect(message.contains("`athanor downgrade START:base --sql`"))
            let open = await self.message { try await offline.script(.downgrade, ":users1") }
            #expect(open.contains("`athanor downgrade START:users1 --sql`"), "\(open)")
            let current = await self.message { try await offline.script(.upgrade, "current:head") }
            #expect(current.contains("needs a database, and none is configured"))
        }
    }

    @Test("A range whose ends are exchanged is refused")
    func aRangeWhoseEndsAreExchangedIsRefused() async throws {
        let entries = try OfflineHistory.entries(on: .sqlite)
        try await TestedDatabase.sqlite.with { bench in
            let offline = try bench.offlineMigrator(entries, connected: false)
            let message = await message { try await offline.script(.upgrade, "left22:users1") }
            #expect(message.contains("the range's start 'left22' does not come before its end 'users1'"), "\(message)")
            #expect(try await offline.script(.upgrade, "swift5:heads").contains("-- Nothing to do"))
        }
    }

    @Test("A non-transactional statement cannot share a transaction")
    func loneStatementCannotShare() async throws {
        let entries = try OfflineHistory.entries(on: .sqlite)
        try await TestedDatabase.sqlite.with { bench in
            let options = MigratorOptions(transactionPerMigration: false)
            let offline = try bench.offlineMigrator(entries, options: options)
            let message = await message { try await offline.script(.upgrade, "head") }
            #expect(
                message.contains("revision left22: \"VACUUM\" commits separately"), "\(message)")
            let live = await self.message {
                "\(try await bench.migrator(entries, options: options).upgrade())"
            }
            #expect(live.contains("revision left22: \"VACUUM\" commits separately"), "\(live)")
        }
    }

    @Test("A script and a live run lock each other out")
    func aScriptAndALiveRunKeepEachOtherOut() async throws {
        let files = [sqlRevision("a1", "CREATE TABLE a (id int);")]
        try await TestedDatabase.postgreSQL.with { bench in
            let entries = try files.map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "head")
            try await bench.connected { connection in
                let scope = MigrationLockScope(versionTable: QualifiedName(schema: "public", name: "athanor_version"))
                let lock = bench.database.migrationLock(on: connection, scope: scope)
                #expect(try await lock.tryAcquire())
                let outcome = try bench.client.run(script)
                #expect(outcome.errors.contains("another migration run is using this database"))
                #expect(outcome.exitCode == 3)
                try await lock.release()
            }
            #expect(try bench.client.run(script).exitCode == 0)
        }
    }

    @Test("A half-done revision stops scripts of its own history only")
    func halfDoneElsewhere() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SCHEMA one")
            let files = [sqlRevision("a1", "CREATE TABLE t (id int); VACUUM t; SELECT nothing;", down: "DROP TABLE t;")]
            let others = [VersionTable(name: "athanor_version", schema: "one"), VersionTable(name: "athanorxversion")]
            for table in others {
                await #expect(throws: MigrationFailure.self) {
                    try await bench.migrator(files, options: MigratorOptions(versionTable: table)).upgrade()
                }
                try await bench.run("DROP TABLE t")
            }
            #expect(try await bench.rows("SELECT count(DISTINCT version_table) FROM athanor.progress") == ["2"])
            let own = [sqlRevision("b1", "CREATE TABLE u (id int);", down: "DROP TABLE u;")]
            let entries = try own.map { try RevisionEntry(sql: SourceText(path: "b1.sql", text: $0)) }
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "base:head")
            try bench.run(script: script)
            #expect(try await bench.rows("SELECT version_num FROM athanor_version") == ["b1"])
            await #expect(throws: MigrationFailure.self) { try await bench.migrator(own + [Self.after]).upgrade() }
            let next = try (own + [Self.after]).map { try RevisionEntry(sql: SourceText(path: "c1.sql", text: $0)) }
            let refused = try await bench.offlineMigrator(next).script(.upgrade, "b1:head")
            #expect(try bench.client.run(refused).errors.contains("a revision is partially applied"))
        }
    }

    private static let after = sqlRevision(
        "c1", after: "b1", "CREATE TABLE v (id int); VACUUM v; SELECT nothing;", down: "DROP TABLE v;")
}
