import Athanor
import AthanorSQLite
import AthanorTesting
import Foundation
import Testing

@Suite("Opening a database")
struct OpeningTests {
    @Test(
        "takes all forms of URLs, relative ones from the base directory",
        arguments: [
            ("sqlite:data/app.db", "data/app.db"), ("sqlite://data/app.db", "data/app.db"),
            ("sqlite:FOLDER/app.db", "app.db"), ("sqlite://FOLDER/app.db", "app.db"),
            ("sqlite:my%20%E6%97%A5%25.db", "my 日%.db"), ("SQLite:data/../app.db", "app.db"),
        ])
    func urls(url: String, file: String) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        try FileManager.default.createDirectory(atPath: database.folder + "/data", withIntermediateDirectories: true)
        let url = try DatabaseURL(url.replacingOccurrences(of: "FOLDER", with: database.folder))
        let connection = try await SQLite().connect(to: url, options: ConnectionOptions(baseDirectory: database.folder))
        try await connection.query("CREATE TABLE t (a)")
        await connection.close()
        #expect(FileManager.default.fileExists(atPath: database.folder + "/" + file))
    }

    @Test("keeps a database in memory")
    func memory() async throws {
        let url = try DatabaseURL("sqlite::memory:")
        let connection = try await SQLite().connect(to: url, options: ConnectionOptions())
        try await connection.query("CREATE TABLE t (a)")
        #expect(try await connection.column("SELECT count(*) FROM sqlite_master") == [1])
        await connection.close()
        #expect(!FileManager.default.fileExists(atPath: ":memory:"))
    }

    @Test(
        "refuses URLs that name no file",
        arguments: ["sqlite:", "sqlite://", "sqlite:a.db?mode=ro", "sqlite:a%zz", "sqlite:a/"])
    func badURLs(url: String) async throws {
        let url = try DatabaseURL(url)
        let failure = try await error(DatabaseFailure.self) {
            _ = try await SQLite().connect(to: url, options: ConnectionOptions())
        }
        #expect(failure.advice != nil)
    }

    @Test(
        "refuses the URL of a server, whose password would become a file's name",
        arguments: ["sqlite://u:pw@localhost", "sqlite://u@h/app.db", "sqlite:u:pw@h", "sqlite:/srv/u:pw@h/app.db"])
    func serverURLs(url: String) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let url = try DatabaseURL(url)
        let failure = try await error(DatabaseFailure.self) {
            _ = try await SQLite().connect(to: url, options: ConnectionOptions(baseDirectory: database.folder))
        }
        #expect(!"\(failure)".contains("pw"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: database.folder) == [])
    }

    @Test("takes a path with an @ that belongs to it", arguments: ["sqlite:me@home.db", "sqlite:a%3Ab%40c.db"])
    func pathWithAt(url: String) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let connection = try await SQLite().connect(
            to: DatabaseURL(url), options: ConnectionOptions(baseDirectory: database.folder))
        try await connection.query("CREATE TABLE t (a)")
        await connection.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: database.folder).contains { $0.contains("@") })
    }

    @Test("refuses a role, since SQLite has none")
    func role() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let failure = try await error(DatabaseFailure.self) {
            _ = try await SQLite().connect(to: database.url, options: ConnectionOptions(role: "admin"))
        }
        #expect(failure.kind == .notAllowed)
    }

    @Test("for reading never creates a file")
    func readOnlyWithoutFile() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let failure = try await error(DatabaseFailure.self) {
            _ = try await database.connect(ConnectionOptions(access: .readOnly))
        }
        #expect(failure.kind == .noSuchDatabase)
        #expect(try FileManager.default.contentsOfDirectory(atPath: database.folder).isEmpty)
    }

    @Test("for reading leaves no file beside the database and refuses to write", arguments: ["wal", "delete"])
    func readOnly(journalMode: String) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let writer = try await database.connect()
        _ = try await writer.query(sql: "PRAGMA journal_mode = \(journalMode)")
        try await writer.query("CREATE TABLE t (a)")
        await writer.close()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: database.path))

        let reader = try await database.connect(ConnectionOptions(access: .readOnly))
        #expect(try await reader.column("SELECT count(*) FROM t") == [0])
        let failure = try await error(DatabaseFailure.self) { try await reader.query("INSERT INTO t VALUES (1)") }
        #expect(failure.kind == .readOnly)
        #expect(failure.code == "SQLITE_READONLY")
        #expect(failure.advice != nil)
        await reader.close()

        #expect(try FileManager.default.contentsOfDirectory(atPath: database.folder) == ["test.db"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: database.path)) == bytes)
    }

    @Test(
        "rolls back what a killed process left, whatever opens the file first",
        arguments: [ConnectionOptions.Access.readOnly, .readWrite])
    func hotJournal(access: ConnectionOptions.Access) async throws {
        try await withKilledWriter { database in
            let connection = try await database.connect(ConnectionOptions(access: access))
            #expect(try await connection.column("SELECT sum(a) FROM t") == [.integer(50_005_000)])
            await connection.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: database.folder) == ["test.db"])
        }
    }

    @Test("rolls back what a killed process left for a dry run, too")
    func hotJournalOfRehearsal() async throws {
        try await withKilledWriter { database in
            let dryRun = try #require(await SQLite().dryRun(of: database.url, options: ConnectionOptions()))
            #expect(try await dryRun.connection.column("SELECT sum(a) FROM t") == [.integer(50_005_000)])
            await dryRun.connection.close()
        }
    }

    @Test("for reading rolls back a journal that appears while the connection is open")
    func hotJournalMeanwhile() async throws {
        try await withKilledWriter { killed in
            let database = try TemporarySQLiteDatabase()
            defer { database.remove() }
            let writer = try await database.connect()
            try await writer.query("CREATE TABLE t (a)")
            await writer.close()
            let reader = try await database.connect(ConnectionOptions(access: .readOnly))
            #expect(try await reader.column("SELECT count(*) FROM t") == [0])
            // In its place, with the same inode, as a writer would have changed it.
            for suffix in ["", "-journal"] {
                try Data(contentsOf: URL(filePath: killed.path + suffix))
                    .write(to: URL(filePath: database.path + suffix))
            }
            #expect(try await reader.column("SELECT sum(a) FROM t") == [.integer(50_005_000)])
            await reader.close()
        }
    }

    /// Runs something with a database that a process left in the middle of a transaction, such that pages of it are in the
    /// file and must be taken back from the journal.
    private func withKilledWriter(_ body: (TemporarySQLiteDatabase) async throws -> Void) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let killed = try TemporarySQLiteDatabase()
        defer { killed.remove() }
        let writer = try await database.connect()
        try await writer.query("CREATE TABLE t (a)")
        try await writer.query(
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)
            INSERT INTO t SELECT n FROM numbers
            """)
        try await writer.query("PRAGMA cache_size = 10")
        try await writer.query("BEGIN")
        try await writer.query("UPDATE t SET a = 0")
        // The files as they are now are all that a kill leaves.
        for suffix in ["", "-journal"] {
            try FileManager.default.copyItem(atPath: database.path + suffix, toPath: killed.path + suffix)
        }
        try await writer.query("ROLLBACK")
        await writer.close()
        try await body(killed)
    }

    @Test("for reading sees what a writer in WAL mode has committed")
    func readOnlyBesideWriter() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let writer = try await database.connect()
        _ = try await writer.query("PRAGMA journal_mode = wal")
        try await writer.query("CREATE TABLE t (a)")
        let reader = try await database.connect(ConnectionOptions(access: .readOnly))
        #expect(try await reader.column("SELECT count(*) FROM t") == [0])
        await reader.close()
        try await writer.query("INSERT INTO t VALUES (1)")
        await writer.close()
    }

    @Test("says that a parent folder is missing")
    func missingFolder() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let failure = try await error(DatabaseFailure.self) {
            _ = try await SQLite().connect(
                to: try DatabaseURL("sqlite:\(database.folder)/missing/app.db"), options: ConnectionOptions())
        }
        #expect(failure.kind == .noSuchDatabase)
        #expect(failure.message.contains("there is no folder \(database.folder)/missing"))
    }

    @Test("says that a file is not a database, and leaves it as it is")
    func notADatabase() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let text = String(repeating: "This is a letter. ", count: 100)
        try text.write(toFile: database.path, atomically: true, encoding: .utf8)
        let failure = try await error(DatabaseFailure.self) { _ = try await database.connect() }
        #expect(failure.message == "\(database.path) is not an SQLite database")
        #expect(failure.code == "SQLITE_NOTADB")
        #expect(try String(contentsOfFile: database.path, encoding: .utf8) == text)
    }

    @Test("says that a folder is not a database")
    func folder() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let failure = try await error(DatabaseFailure.self) {
            _ = try await SQLite().connect(
                to: try DatabaseURL("sqlite:\(database.folder)"), options: ConnectionOptions())
        }
        #expect(failure.message == "\(database.folder) is a folder, not an SQLite database")
    }

    /// Root may write everywhere, so for root there is no such file.
    @Test("says that a file or its folder is read-only", .enabled(if: geteuid() != 0), arguments: [true, false])
    func readOnlyFile(isFile: Bool) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let writer = try await database.connect()
        try await writer.query("CREATE TABLE t (a)")
        await writer.close()
        let path = isFile ? database.path : database.folder
        try FileManager.default.setAttributes([.posixPermissions: isFile ? 0o400 : 0o500], ofItemAtPath: path)
        let failure = try await error(DatabaseFailure.self) { _ = try await database.connect() }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        #expect(failure.kind == .readOnly)
        #expect(failure.advice != nil)
    }
}
