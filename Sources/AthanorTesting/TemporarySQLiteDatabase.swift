public import Athanor
internal import AthanorSQLite
internal import Foundation

/// An empty SQLite database in a new folder under the temporary directory, for one test.
public struct TemporarySQLiteDatabase: Sendable {
    /// The absolute path of the folder, which exists.
    public let folder: String
    /// The absolute path of the file. It does not exist until the first connection for writing.
    public var path: String { folder + "/test.db" }
    /// Its address, for migrators and refreshers.
    public let address: DatabaseAddress
    /// Its URL.
    public var url: DatabaseURL { address.url }

    /// Creates the folder.
    /// - Throws: an error if the temporary directory is not writable.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/athanor-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The temporary directory's path may contain characters that have a meaning in a URL.
        let escaped = folder.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? folder
        address = try SQLite().at("sqlite:\(escaped)/test.db")
    }

    /// Opens a connection to the database.
    /// - Throws: `DatabaseFailure`.
    public func connect(access: ConnectionOptions.Access = .readWrite) async throws -> any Connection {
        try await SQLite().connect(to: url, options: ConnectionOptions(access: access))
    }

    /// Removes the folder and its contents.
    public func remove() {
        // A folder left in the temporary directory is no reason to fail a test.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
