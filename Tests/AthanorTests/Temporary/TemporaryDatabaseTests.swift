import AthanorTesting
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// Both temporary databases behind one type, for tests with arguments.
private func with<Result>(
    _ tested: TestedDatabase, revisions: RevisionSet, options: MigratorOptions = MigratorOptions(),
    _ body: (any TemporaryDatabase) async throws -> Result
) async throws -> Result {
    switch tested {
    case .postgreSQL:
        try await TemporaryPostgreSQLDatabase.with(revisions: revisions, options: options) { try await body($0) }
    case .sqlite: try await TemporarySQLiteDatabase.with(revisions: revisions, options: options) { try await body($0) }
    }
}

@Suite struct TemporaryDatabaseTests {
    /// A history that no other test has, so that its template is made here.
    private static func history(_ extra: String = "", name: String = #function) throws -> RevisionSet {
        let files = [
            sqlRevision("a", "CREATE TABLE t (id int); -- \(name)", down: "DROP TABLE t;"),
            sqlRevision("b", after: "a", "INSERT INTO t VALUES (1);\(extra)", down: "DELETE FROM t;"),
        ]
        return try RevisionSet(
            try files.enumerated().map { try RevisionEntry(sql: SourceText(path: "versions/\($0).sql", text: $1)) })
    }

    /// Options that count the revisions that run.
    private static func counting(_ count: @escaping @Sendable () -> Void) -> MigratorOptions {
        MigratorOptions { event in if case .started = event { count() } }
    }

    @Test("Each test has a copy of its own, and the history runs once", arguments: TestedDatabase.allCases)
    func copies(on tested: TestedDatabase) async throws {
        let revisions = try Self.history()
        let started = Mutex(0)
        let options = Self.counting { started.withLock { $0 += 1 } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 2..<8 {
                group.addTask {
                    try await with(tested, revisions: revisions, options: options) { database in
                        #expect(try await database.migrator(revisions).pending().isEmpty)
                        try await database.withConnection { connection in
                            try await connection.query("INSERT INTO t VALUES (\(number))")
                            #expect(try await connection.rows("SELECT id FROM t ORDER BY id") == ["1", "\(number)"])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(started.withLock { $0 } == revisions.count)
    }

    @Test("A history with other contents has a template of its own", arguments: TestedDatabase.allCases)
    func otherContents(on tested: TestedDatabase) async throws {
        for (extra, count) in [("", "1"), (" INSERT INTO t VALUES (2);", "2")] {
            try await with(tested, revisions: try Self.history(extra, name: "otherContents")) { database in
                let rows = try await database.withConnection { try await $0.rows("SELECT count(*) FROM t") }
                #expect(rows == [count])
            }
        }
        let options = MigratorOptions(versionTable: VersionTable(name: "other_version"))
        try await with(tested, revisions: try Self.history(name: "otherContents"), options: options) { database in
            let rows = try await database.withConnection {
                try await $0.rows("SELECT version_num FROM other_version")
            }
            #expect(rows == ["b"])
        }
    }

    @Test("A migration that exceeds the limits of one test does not fail a test with others")
    func otherTimeouts() async throws {
        let revisions = try Self.history(" SELECT pg_sleep(1);")
        let options = MigratorOptions(timeouts: Timeouts(statement: .within(.milliseconds(100))))
        // On a busy machine, another statement than the revision's may be the slow one.
        await #expect(throws: (any Error).self) {
            try await with(.postgreSQL, revisions: revisions, options: options) { _ in }
        }
        try await with(.postgreSQL, revisions: revisions) { database in
            let pending = try await database.migrator(revisions).pending()
            #expect(pending.isEmpty)
        }
    }

    @Test("After an edit of a definition file, the history is migrated again", arguments: TestedDatabase.allCases)
    func editedDefinition(on tested: TestedDatabase) async throws {
        let revision = sqlRevision("a", "CREATE VIEW v AS FILE 'definitions/v.sql';", down: "DROP VIEW v;")
        let started = Mutex(0)
        let options = Self.counting { started.withLock { $0 += 1 } }
        try await Workspace.with { workspace in
            for (number, times) in [(1, 1), (1, 1), (2, 2), (2, 2), (1, 3)] {
                try workspace.write("SELECT \(number) AS n", to: "definitions/v.sql")
                let revisions = try RevisionSet(
                    [try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: revision))],
                    definitionFiles: .inFolders([workspace.folder.path]))
                try await with(tested, revisions: revisions, options: options) { database in
                    let rows = try await database.withConnection { try await $0.rows("SELECT n FROM v") }
                    #expect(rows == ["\(number)"])
                }
                #expect(started.withLock { $0 } == times)
            }
        }
    }

    @Test("A missing definition file fails the test, and the next one finds it", arguments: TestedDatabase.allCases)
    func missingDefinition(on tested: TestedDatabase) async throws {
        let revision = sqlRevision("a", "CREATE VIEW v AS FILE 'views/v.sql';", down: "DROP VIEW v;")
        try await Workspace.with { workspace in
            let revisions = try RevisionSet(
                [try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: revision))],
                definitionFiles: .inFolders([workspace.folder.path]))
            await #expect(throws: (any Error).self) { try await with(tested, revisions: revisions) { _ in } }
            try workspace.write("SELECT 1 AS n", to: "views/v.sql")
            try await with(tested, revisions: revisions) { database in
                let rows = try await database.withConnection { try await $0.rows("SELECT n FROM v") }
                #expect(rows == ["1"])
            }
        }
    }

    @Test("A failed migration fails each test with its error, and runs once", arguments: TestedDatabase.allCases)
    func failing(on tested: TestedDatabase) async throws {
        let revisions = try Self.history(" INSERT INTO missing VALUES (1);")
        let started = Mutex(0)
        let options = Self.counting { started.withLock { $0 += 1 } }
        let errors = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    do {
                        try await with(tested, revisions: revisions, options: options) { _ in }
                        return nil
                    } catch let failure as MigrationFailure {
                        return failure.step.revision.rawValue
                    } catch {
                        return "\(error)"
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors == ["b", "b", "b"])
        #expect(started.withLock { $0 } == revisions.count)
    }

    @Test("A template of a process that has ended is dropped by the next one, and one in use is kept")
    func abandoned() async throws {
        let server = try await PrivatePostgreSQL.shared.url
        let revisions = try Self.history()
        try await TemporaryPostgreSQLDatabase.with(revisions: revisions) { database in
            try await database.withConnection { connection in
                let templates =
                    "SELECT datname::text FROM pg_database WHERE datname LIKE 'athanor!_template!_%' ESCAPE '!'"
                let used = try await PostgreSQLTemplate.shared(revisions, options: MigratorOptions(), on: server).name
                #expect(try await connection.rows(templates).contains(used))
                // As a killed process leaves it: without a session that holds its lock.
                let oid = try await TestBench(TestedDatabase.postgreSQL.database.at(server))
                    .rows("SELECT oid::bigint FROM pg_database WHERE datname = current_database()")
                let name =
                    "athanor_template_\(try #require(oid.first))_abandoned\(UUID().uuidString.prefix(4).lowercased())"
                _ = try await TemporaryPostgreSQLDatabase(on: server, named: name, options: "")
                #expect(try await connection.rows(templates).contains(name))
                try await PostgreSQLTemplate.dropAbandoned(on: server)
                let left = try await connection.rows(templates)
                #expect(!left.contains(name) && left.contains(used))
            }
        }
    }

    @Test("Views of a copied database are known as the revisions' own")
    func views() async throws {
        let files = [
            sqlRevision(
                "a", "CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t;", down: "DROP VIEW v; DROP TABLE t;")
        ]
        let revisions = try RevisionSet(
            try files.map { try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: $0)) })
        try await TemporaryPostgreSQLDatabase.with(revisions: revisions) { database in
            let here = "relation LIKE '%/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/%'"
            let views = try await database.withConnection {
                try await $0.rows(
                    "SELECT name FROM athanor.views WHERE \(here) AND relation LIKE '%/' || 'v'::regclass::oid")
            }
            #expect(views == ["v"])
        }
    }

    @Test("The database is gone afterwards, also after an error", arguments: TestedDatabase.allCases)
    func removed(on tested: TestedDatabase) async throws {
        struct Failure: Error {}
        let address = Mutex<DatabaseAddress?>(nil)
        let revisions = try Self.history()
        await #expect(throws: Failure.self) {
            try await with(tested, revisions: revisions) { database in
                address.withLock { $0 = database.address }
                throw Failure()
            }
        }
        let gone = try #require(address.withLock { $0 })
        await #expect(throws: DatabaseFailure.self) {
            _ = try await gone.database.module.connect(to: gone.url, options: ConnectionOptions(access: .readOnly))
        }
    }
}

/// Tests of an app often run on the main actor.
@MainActor @Suite struct MainActorDatabaseTests {
    /// Not sendable, and isolated to the suite's actor.
    private final class Notes {
        var texts: [String] = []
    }

    @Test("A test on the main actor uses its own state in the body")
    func mainActor() async throws {
        let notes = Notes()
        try await TemporarySQLiteDatabase.with { database in
            notes.texts.append(database.path)
            try await database.withConnection { connection in
                notes.texts += try await connection.rows("SELECT 'from the connection'")
            }
        }
        let name = try await TemporaryPostgreSQLDatabase.with { database in
            notes.texts.append(database.name)
            return database.name
        }
        #expect(notes.texts.count == 3 && notes.texts.last == name)
    }

    @Test("An actor uses its own state in the body")
    func ownActor() async throws {
        #expect(try await Counting().count() == ["1", "2"])
    }

    private actor Counting {
        private var rows: [String] = []

        func count() async throws -> [String] {
            for number in 1...2 {
                try await TemporarySQLiteDatabase.with { database in
                    try await database.withConnection { rows += try await $0.rows("SELECT \(number)") }
                }
            }
            return rows
        }
    }
}
