import AthanorTesting
import Foundation

/// A process of `athanor`, or of a similar executable.
struct ToolProcess: Sendable {
    /// The result of the process.
    struct Ending: Sendable, CustomStringConvertible {
        /// The exit code; for a killed process, 128 plus the signal's number.
        let exitCode: Int32
        /// Its output on standard output and standard error.
        let text: String

        var description: String { "exit code \(exitCode), and it wrote:\n\(text)" }

        /// Checks that it succeeded.
        /// - Throws: ``Contradiction``.
        func checkSuccess(_ what: String) throws {
            try Contradiction.check(exitCode == 0, "\(what): \(self)")
        }

        /// Checks that it succeeded, or failed with a readable error.
        /// - Throws: ``Contradiction``.
        func checkOutcome(_ what: String) throws {
            let isReadable = exitCode == 1 && text.contains("error: ")
            try Contradiction.check(exitCode == 0 || isReadable, "\(what): \(self)")
        }
    }

    private let process: Process
    private let output: URL

    /// Starts it.
    /// - Parameters:
    ///   - executable: the file.
    ///   - arguments: the command line.
    ///   - folder: the working directory, which also gets a file for the output.
    ///   - database: the database's URL. All other variables that configure Athanor are removed from the environment.
    init(_ executable: URL, _ arguments: [String], in folder: URL, database: String) throws {
        output = folder.appending(path: "output-\(UUID().uuidString)")
        // A file, not a pipe: a full pipe that nobody reads would block the process.
        try Data().write(to: output)
        process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment
            .filter { $0.key != "DATABASE_URL" && !$0.key.hasPrefix("ATHANOR_") && !$0.key.hasPrefix("PG") }
            .merging(["DATABASE_URL": database]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.runInTurn()
        // `Process` does not close the handle.
        try handle.close()
    }

    /// Its process id.
    var id: Int32 { process.processIdentifier }

    var isRunning: Bool { process.isRunning }

    /// Sends a signal, if the process still runs.
    func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Waits for its end.
    /// - Parameter limit: how long it may take from now. Then the process counts as hung, and is killed.
    /// - Throws: ``Contradiction`` if it hangs.
    func end(within limit: Duration = .seconds(300)) async throws -> Ending {
        let started = ContinuousClock.now
        while process.isRunning {
            if ContinuousClock.now - started > limit {
                kill(process.processIdentifier, SIGKILL)
                let text = try String(contentsOf: output, encoding: .utf8)
                throw Contradiction("a process did not end within \(limit); it wrote:\n\(text)")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        let status = process.terminationStatus
        return Ending(
            exitCode: process.terminationReason == .uncaughtSignal ? 128 + status : status,
            text: try String(contentsOf: output, encoding: .utf8))
    }
}
