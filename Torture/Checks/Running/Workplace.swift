import Foundation

/// A folder for one round, with a project in it.
struct Workplace: Sendable {
    /// The folder.
    let folder: URL

    /// Creates one, and removes it after `body`.
    static func with<Result>(_ body: (Workplace) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "athanor-torture-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "versions"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("versions: versions\n".utf8).write(to: folder.appending(path: "athanor.yaml"))
        return try await body(Workplace(folder: folder))
    }

    /// Writes a revision file.
    func write(_ text: String, revision name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: "versions/\(name).sql"))
    }

    /// Runs an executable to its end.
    func run(_ executable: URL, _ arguments: [String], database: String) async throws -> ToolProcess.Ending {
        try await ToolProcess(executable, arguments, in: folder, database: database).end()
    }
}
