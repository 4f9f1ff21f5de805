import Foundation
import TestSupport

/// A folder for one round, with a project in it.
struct Workplace: Sendable {
    private let workspace: Workspace

    /// The folder.
    var folder: URL { workspace.folder }

    /// Creates one, and removes it after `body`.
    static func with<Result>(_ body: (Workplace) async throws -> Result) async throws -> Result {
        try await Workspace.with { workspace in
            try FileManager.default.createDirectory(
                at: workspace.folder.appending(path: "versions"), withIntermediateDirectories: false)
            try workspace.write("versions: versions\n", to: "athanor.yaml")
            return try await body(Workplace(workspace: workspace))
        }
    }

    /// Writes a revision file.
    func write(_ text: String, revision name: String) throws {
        try workspace.write(text, to: "versions/\(name).sql")
    }

    /// Runs an executable to its end.
    func run(_ executable: URL, _ arguments: [String], database: String) async throws -> ToolProcess.Ending {
        try await ToolProcess(executable, arguments, in: folder, database: database).end()
    }
}
