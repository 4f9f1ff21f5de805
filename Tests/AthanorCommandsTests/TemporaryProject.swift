import Athanor
import AthanorSQLite
import Foundation
import Synchronization

@testable import AthanorCommands

/// A folder that a test runs commands in, as a person would; removed when the test lets go of it.
final class TemporaryProject: Sendable {
    /// What a command did.
    struct Outcome: Sendable {
        let status: ExitStatus
        let output: String
        /// Standard error, without the line that names the database.
        let errorOutput: String
        /// The lines that name a database.
        let databaseLines: [String]

        init(status: ExitStatus, output: String, errors: String) {
            self.status = status
            self.output = output
            let lines = errors.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            errorOutput = lines.filter { !Self.namesDatabase($0) }.joined(separator: "\n")
            databaseLines = lines.filter(Self.namesDatabase)
        }

        private static func namesDatabase(_ line: String) -> Bool {
            line.hasPrefix("database ") && line.contains(" (from ") && line.hasSuffix(")")
        }

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    let path: String
    private let registry: RevisionRegistry?

    init(registry: RevisionRegistry? = nil) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("athanor-\(UUID().uuidString)").path
        self.registry = registry
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The surroundings of a command in this folder.
    func invocation(
        _ environment: [String: String] = [:], output: TextOutput = .discarding, errorOutput: TextOutput = .discarding
    ) -> Invocation {
        Invocation(
            name: "athanor", databases: [SQLite()], registry: registry, environment: environment,
            workingDirectory: path, output: output, errorOutput: errorOutput)
    }

    /// Runs a command.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) async -> Outcome {
        await run(arguments, environment: environment)
    }

    /// Runs a command.
    @discardableResult
    func run(_ arguments: [String], environment: [String: String] = [:]) async -> Outcome {
        let output = CapturedText()
        let errorOutput = CapturedText()
        let status = await invocation(environment, output: output.textOutput, errorOutput: errorOutput.textOutput)
            .run(arguments)
        return Outcome(status: status, output: output.text, errors: errorOutput.text)
    }

    /// Writes a file, its folders included.
    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Removes a file.
    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: name.hasPrefix("/") ? name : "\(path)/\(name)", encoding: .utf8)
    }

    /// The names in a folder, those that begin with a dot left out.
    func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Rows of the SQLite database `app.db` in the folder.
    func query(_ sql: String) async throws -> StatementResult {
        let connection = try await SQLite().connect(
            to: DatabaseURL("sqlite:\(path)/app.db"), options: ConnectionOptions(access: .readOnly))
        do {
            let rows = try await connection.query(sql: sql)
            await connection.close()
            return rows
        } catch {
            await connection.close()
            throw error
        }
    }
}

/// Text that was written, for looking at.
final class CapturedText: Sendable {
    private let captured = Mutex("")

    var text: String { captured.withLock { $0 } }

    var textOutput: TextOutput {
        TextOutput(isTerminal: false, usesColors: false) { text in self.captured.withLock { $0 += text } }
    }
}
