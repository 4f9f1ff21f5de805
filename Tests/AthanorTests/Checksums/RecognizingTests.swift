import Athanor
import AthanorSQLite
import Synchronization
import TestSupport
import Testing

/// Revisions that are applied are recognized by their bytes; none is taken apart again to see that it was not edited.
@Suite struct RecognizingTests {
    private static let count = 20

    private static func files(_ count: Int, edited: Int? = nil) -> [String] {
        (0..<count).map { number in
            sqlRevision(
                "r\(number)", after: number == 0 ? "" : "r\(number - 1)",
                "CREATE TABLE t\(number) (id integer\(number == edited ? ", more integer" : ""));",
                down: "DROP TABLE t\(number);")
        }
    }

    private func migrator(_ files: [String], on address: DatabaseAddress) throws -> Migrator {
        try TestBench(address).migrator(files)
    }

    @Test("Looking, checking and an upgrade with nothing to do take no applied file apart")
    func recognized() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let database = CountingDatabase()
            let migrator = try migrator(Self.files(Self.count), on: database.at(bench.url))
            try await migrator.upgrade()
            #expect(database.scriptsRead.count > 0)
            database.scriptsRead.reset()
            #expect(try await migrator.survey().revisions.get().unchanged == Self.count)
            #expect(try await migrator.checkRevisions().isClean)
            try await migrator.upgrade()
            #expect(database.scriptsRead.count == 0)
        }
    }

    @Test("What an older version applied is taken apart until an upgrade has noted that it is as it was")
    func noted() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let database = CountingDatabase()
            let address = try database.at(bench.url)
            try await migrator(Self.files(Self.count), on: address).upgrade()
            let table = bench.database.dialect.name(of: .revisions)
            // As older versions kept them: without the hash of the bytes.
            try await bench.run(
                "UPDATE \(table) SET checksum = substr(checksum, 1, instr(checksum, '/') - 1)",
                "UPDATE \(table) SET sealed_at = '2020-01-01T00:00:00.000Z'")
            database.scriptsRead.reset()
            let files = Self.files(Self.count + 1, edited: 3)
            let migrator = try migrator(files, on: address)
            #expect(try await migrator.survey().revisions.get().edited == ["r3"])
            #expect(database.scriptsRead.count >= Self.count)
            let edited = try await bench.rows("SELECT checksum FROM \(table) WHERE revision = 'r3'")
            try await migrator.upgrade()
            #expect(
                try await bench.rows("SELECT count(*) FROM \(table) WHERE checksum LIKE '%/%'") == ["\(Self.count)"])
            #expect(try await bench.rows("SELECT checksum FROM \(table) WHERE revision = 'r3'") == edited)
            // When they were applied stays.
            #expect(
                try await bench.rows("SELECT count(*) FROM \(table) WHERE sealed_at LIKE '2020%'") == ["\(Self.count)"])
            database.scriptsRead.reset()
            #expect(try await migrator.survey().revisions.get().edited == ["r3"])
            // Only the edited one cannot be recognized by its bytes.
            #expect(database.scriptsRead.count == 1)
        }
    }
}

/// SQLite, with a count of the scripts that were taken apart.
private struct CountingDatabase: DatabaseModule {
    final class Counter: Sendable {
        private let number = Mutex(0)

        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
        func reset() { number.withLock { $0 = 0 } }
    }

    struct Reader: ScriptReader {
        let original: any ScriptReader
        let counter: Counter

        func statements(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
            counter.add()
            return try original.statements(in: script)
        }

        func tokens(of statement: ScriptStatement) -> [String] { original.tokens(of: statement) }

        func schemaFile(_ file: SourceText) throws(ScriptError) -> SchemaFile { try original.schemaFile(file) }
    }

    let original: any DatabaseModule = SQLite()
    let scriptsRead = Counter()

    var kind: DatabaseKind { original.kind }
    var displayName: String { original.displayName }
    var urlSchemes: [String] { original.urlSchemes }
    var exampleURL: String { original.exampleURL }
    var implementation: DatabaseImplementation { DatabaseImplementation(self) }
    var scriptReader: any ScriptReader { Reader(original: original.scriptReader, counter: scriptsRead) }
    var dialect: any Dialect { original.dialect }
    var createsMissingDatabases: Bool { original.createsMissingDatabases }

    func connect(to url: DatabaseURL, options: ConnectionOptions) async throws -> any Connection {
        try await original.connect(to: url, options: options)
    }

    func catalog(on connection: any Connection) -> any Catalog { original.catalog(on: connection) }

    func migrationLock(on connection: any Connection, scope: MigrationLockScope) -> any MigrationLock {
        original.migrationLock(on: connection, scope: scope)
    }

    func materializedViews(on connection: any Connection) -> any MaterializedViews {
        original.materializedViews(on: connection)
    }

    func viewInventory(on connection: any Connection) -> any ViewInventory {
        original.viewInventory(on: connection)
    }

    func eraser(on connection: any Connection) -> any DatabaseEraser { original.eraser(on: connection) }

    var schemas: any SchemaEngine { original.schemas }

    func scratchDatabases(
        at place: ScratchPlace, options: ConnectionOptions
    ) async throws -> any ScratchDatabases {
        try await original.scratchDatabases(at: place, options: options)
    }
}
