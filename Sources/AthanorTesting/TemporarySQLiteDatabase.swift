public import Athanor
internal import AthanorSQLite
internal import Foundation

/// An SQLite database in a folder of its own under the temporary directory, for tests.
public struct TemporarySQLiteDatabase: Sendable {
    /// The absolute path of the folder, which exists.
    public let folder: String
    /// The absolute path of the file, which does not exist until someone connects for writing.
    public var path: String { folder + "/test.db" }
    /// Where it is, as migrators and refreshers take it.
    public let address: DatabaseAddress
    /// Where to connect.
    public var url: DatabaseURL { address.url }

    /// Makes the folder.
    /// - Throws: when the temporary directory cannot be written to.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/athanor-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // What a URL gives a meaning to may stand in the temporary directory's path.
        let escaped = folder.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? folder
        address = try SQLite().at("sqlite:\(escaped)/test.db")
    }

    /// Connects.
    /// - Throws: `DatabaseError`.
    public func connect(access: ConnectionOptions.Access = .readWrite) async throws -> any Connection {
        try await SQLite().connect(to: url, options: ConnectionOptions(access: access))
    }

    /// Removes the folder with all that is in it.
    public func remove() {
        // A folder left behind in the temporary directory is not worth failing a test.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
