import AthanorTesting
import Foundation
import TestSupport

/// An executable file, run as a person would run it.
struct Executable: Sendable {
    /// Its absolute path.
    let path: String
    /// What stands before every command's own arguments.
    var leadingArguments: [String] = []

    /// One of this package's executables, from the same build as these tests.
    static func built(_ name: String) -> Executable {
        Executable(path: productsFolder.appending(path: name).path)
    }

    static var athanor: Executable { .built("athanor") }

    /// The folder of this repository.
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of what this build made.
    static var productsFolder: URL {
        // On macOS the tests are a bundle in that folder, elsewhere an executable.
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let executable = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
        return (bundle ?? executable).deletingLastPathComponent()
    }

    /// Runs it to its end.
    /// - Parameters:
    ///   - arguments: the command line.
    ///   - folder: the working directory.
    ///   - environment: what is set besides this process's environment, from which all that configures Athanor is taken.
    ///   - whileRunning: called with the process's id once it runs.
    func run(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:],
        whileRunning: (Int32) async throws -> Void = { _ in }
    ) async throws -> Execution {
        let files = try Workspace()
        defer { files.remove() }
        let output = files.folder.appending(path: "output")
        let errors = files.folder.appending(path: "errors")
        // Files, not pipes: a pipe that nobody empties would stop the process.
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = leadingArguments + arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment
            .filter { $0.key != "DATABASE_URL" && !$0.key.hasPrefix("ATHANOR_") && !$0.key.hasPrefix("PG") }
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let handles = [try FileHandle(forWritingTo: output), try FileHandle(forWritingTo: errors)]
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        let (exits, exited) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            let wasKilled = process.terminationReason == .uncaughtSignal
            exited.yield(wasKilled ? 128 + process.terminationStatus : process.terminationStatus)
            exited.finish()
        }
        try process.runInTurn()
        // A Process keeps them open for ever. Foundation's `run` reads the list of open files past the end of its buffer,
        // and crashes now and then once there are more than a thousand.
        for handle in handles { try handle.close() }
        do {
            try await whileRunning(process.processIdentifier)
        } catch {
            process.terminate()
            throw error
        }
        var exitCode: Int32 = -1
        for await code in exits { exitCode = code }
        return Execution(
            exitCode: exitCode, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}

/// What came of running an executable.
struct Execution: Sendable, CustomStringConvertible {
    /// The exit code; 128 and the signal's number for a process that was killed.
    let exitCode: Int32
    /// Standard output.
    let output: String
    /// Standard error.
    let errors: String

    /// Standard error without the line that names the database.
    var errorsBesideDatabase: String {
        errors.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !($0.hasPrefix("database ") && $0.contains(" (from ") && $0.hasSuffix(")")) }
            .joined(separator: "\n")
    }

    /// All of it, for the messages of failed expectations.
    var description: String { "exit code \(exitCode)\n\(output)\(errors)" }

    /// Whether the process ended itself, with an error that is meant to be read.
    var isOneReadableError: Bool {
        let text = output + errors
        let signsOfCrashing = [
            "Fatal error", "Stack dump", "Thread 0", "backtrace", "crashed", "DatabaseError(", "DatabaseFailure(",
        ]
        return exitCode > 0 && exitCode < 128 && !signsOfCrashing.contains(where: text.contains)
            && errors.split(separator: "\n").count { $0.hasPrefix("error: ") || $0.contains(": error: ") } == 1
    }
}
