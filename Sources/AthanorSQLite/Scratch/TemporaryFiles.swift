internal import Athanor
internal import Foundation

/// Scratch databases as files in a temporary folder.
///
/// A database in memory would end with its connection, and a state of a schema is made and read by several.
struct TemporaryFiles: ScratchDatabases {
    private let folder: URL
    private let options: ConnectionOptions

    var description: String { "databases in \(folder.path)" }

    var allowsSeveral: Bool { true }

    init(_ options: ConnectionOptions) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "athanor-scratch-\(UUID().uuidString)")
        // Only this user may read the files.
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.options = ConnectionOptions(applicationName: "athanor scratch", logger: options.logger)
    }

    func create() async throws -> ScratchAddress {
        let path = folder.appending(path: "\(UUID().uuidString).db").path
        let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
        let address = ScratchAddress(try SQLite().at("sqlite:\(escaped)"), options: options)
        // The first connection that writes makes the file, and the first of a schema without objects only reads.
        try await address.address.connect(options).close()
        return address
    }

    func remove(_ address: ScratchAddress) async throws {
        // The whole folder is removed soon.
    }

    func close() async { try? FileManager.default.removeItem(at: folder) }
}
