internal import Athanor
internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A PostgreSQL server that exists only for scratch databases: a new cluster in a temporary folder, of the programs on
/// this machine.
///
/// Only this user can reach it, by a socket in the folder. A shell holds it: when this process ends in any way, the
/// shell's input ends, and it stops the server and removes the folder.
final class PrivateServer: Sendable {
    /// The URL of its database `postgres`, as a superuser.
    let url: DatabaseURL
    /// The folder of the programs.
    let folder: String
    private let shell: HeldShell

    private init(url: DatabaseURL, folder: String, shell: HeldShell) {
        self.url = url
        self.folder = folder
        self.shell = shell
    }

    /// Starts a server.
    /// - Throws: ``PrivateServerError`` if there are no programs, or the server does not start.
    static func start() async throws -> PrivateServer {
        // Starting takes a second or two, and reading the answer blocks a thread.
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try startBlocking() })
            }
        }
    }

    private static func startBlocking() throws -> PrivateServer {
        let shell: HeldShell
        do {
            shell = try HeldShell(script)
        } catch {
            throw PrivateServerError(reason: "no private server could be started: \(error.localizedDescription)")
        }
        let lines = shell.output.split(separator: "\n").map(String.init)
        guard lines.count == 2, let url = try? DatabaseURL(lines[1]) else {
            let reason = shell.errors.split(separator: "\n").suffix(5).joined(separator: "\n    ")
            throw PrivateServerError(
                reason: reason.isEmpty
                    ? "no programs of a PostgreSQL server were found on this machine"
                    : "a private server did not start: \(reason)")
        }
        return PrivateServer(url: url, folder: lines[0], shell: shell)
    }

    /// Stops the server, and waits until its folder is removed.
    func stop() async {
        let shell = shell
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                shell.end()
                continuation.resume()
            }
        }
    }
}

/// An error: there is no private server.
struct PrivateServerError: Error {
    /// The reason, as the end of a sentence.
    let reason: String
}

/// A shell whose script writes an answer, closes its output, and ends when its input ends.
///
/// Unchecked, because the handles are used only while this is made, and by ``end()``, which closes one.
private final class HeldShell: @unchecked Sendable {
    /// The answer.
    let output: String
    /// The errors until the answer.
    let errors: String
    private let process = Process()
    private let input = Pipe()

    init(_ script: String) throws {
        let (answer, problems) = (Pipe(), Pipe())
        // Programs that are started later must not keep a pipe open after this process has ended.
        for pipe in [input, answer, problems] {
            _ = fcntl(pipe.fileHandleForReading.fileDescriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, "athanor-scratch"]
        process.standardInput = input
        process.standardOutput = answer
        process.standardError = problems
        try process.run()
        output = String(decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        errors = String(decoding: problems.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// Ends it, and waits for its end.
    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
