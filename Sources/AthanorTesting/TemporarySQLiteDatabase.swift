public import Athanor
internal import AthanorSQLite
internal import Foundation

/// An SQLite database in a new folder under the temporary directory, for one test.
public struct TemporarySQLiteDatabase: TemporaryDatabase {
    /// The absolute path of the folder, which exists.
    public let folder: String
    /// The absolute path of the file. In an empty database, it does not exist until the first connection for writing.
    public var path: String { folder + "/" + Self.file }
    /// Its address, for migrators and refreshers.
    public let address: DatabaseAddress

    private static let file = "test.db"

    /// Creates the folder of an empty database.
    /// - Throws: an error if the temporary directory is not writable.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/athanor-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The temporary directory's path may contain characters that have a meaning in a URL.
        let escaped = folder.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? folder
        address = try SQLite().at("sqlite:\(escaped)/\(Self.file)")
    }

    /// Creates the folder of an empty database.
    /// - Throws: an error if the temporary directory is not writable.
    public static func create() throws -> TemporarySQLiteDatabase { try TemporarySQLiteDatabase() }

    /// Creates a database at the heads of a history. The history is migrated once in a process, and its file is copied.
    /// - Throws: errors of the migration; an error if the temporary directory is not writable.
    public static func create(
        revisions: RevisionSet, options: MigratorOptions
    ) async throws -> TemporarySQLiteDatabase {
        let history = MigratedHistory(revisions, options: options)
        let template = try await templates.template(of: history, from: revisions) { revisions in
            try await migrated(revisions, options: options)
        }
        let database = try TemporarySQLiteDatabase()
        do {
            for (name, contents) in template {
                try contents.write(to: URL(filePath: "\(database.folder)/\(name)"))
            }
        } catch {
            database.remove()
            throw error
        }
        return database
    }

    /// The files of migrated databases, in memory, so that nothing remains after the process.
    private static let templates = MigratedTemplates<[String: Data]>()

    private static func migrated(_ revisions: RevisionSet, options: MigratorOptions) async throws -> [String: Data] {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        try await database.migrator(revisions, options: options).upgrade()
        // With a write-ahead log, another open connection may keep part of the rows in a second file.
        return try [file, file + "-wal"].reduce(into: [:]) { files, name in
            let path = "\(database.folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path) else { return }
            files[name] = try Data(contentsOf: URL(filePath: path))
        }
    }

    /// Removes the folder and its contents.
    public func remove() {
        // A folder left in the temporary directory is no reason to fail a test.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
