package import Foundation

/// A folder for the files of one test.
package struct Workspace: Sendable {
    /// The folder.
    package let folder: URL

    /// Uses a folder.
    package init(folder: URL) {
        self.folder = folder
    }

    /// Creates a folder in the temporary directory. ``remove()`` removes it.
    package init() throws {
        self.init(folder: FileManager.default.temporaryDirectory.appending(path: "athanor-test-\(UUID().uuidString)"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Removes the folder and its contents.
    package func remove() {
        // A folder left in the temporary directory is no reason to fail a test.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Creates a folder in the temporary directory, and removes it after `body`.
    package static func with<Result>(_ body: (Workspace) async throws -> Result) async throws -> Result {
        let workspace = try Workspace()
        defer { workspace.remove() }
        return try await body(workspace)
    }

    /// Writes a file, and creates its folder.
    package func write(_ text: String, to path: String) throws {
        try write(Data(text.utf8), to: path)
    }

    /// Writes a file, and creates its folder.
    package func write(_ data: Data, to path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    /// The text of a file.
    package func read(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// The names in a folder in order, without hidden files.
    package func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
            .filter { !$0.hasPrefix(".") }.sorted()
    }
}
