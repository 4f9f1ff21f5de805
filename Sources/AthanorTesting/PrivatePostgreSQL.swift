public import Athanor
internal import AthanorPostgreSQL
internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A private, temporary PostgreSQL cluster for the tests of one process.
///
/// The first use of ``shared`` starts it in a temporary directory, under another user if this process runs as root. It
/// is stopped and removed when this process ends in any way: the shell that started it waits on a pipe whose other end
/// this process holds. If `ATHANOR_TEST_POSTGRESQL` is the URL of a running server, that server is used and left
/// running.
public struct PrivatePostgreSQL: Sendable {
    /// The URL of the database `postgres`, by socket, as a superuser; or the URL in `ATHANOR_TEST_POSTGRESQL`.
    public let url: DatabaseURL

    /// The password of the user `postgres` of a private cluster, which connections over TCP need.
    public static let password = "athanor-test-password"

    /// Keeps the pipe to the shell open while this process lives.
    private let keeper: PipeKeeper?

    /// The cluster of this process. The first access starts it.
    /// - Throws: ``PrivatePostgreSQLError`` if PostgreSQL is not installed or does not start; ``DatabaseURLError`` if
    ///   `ATHANOR_TEST_POSTGRESQL` is not a URL.
    public static var shared: PrivatePostgreSQL {
        get async throws { try await starting.value }
    }

    private static let starting = Task { try await start() }

    /// The port for connecting over TCP; `nil` for a server that was given by its URL.
    ///
    /// Such a connection needs the ``password``.
    public var port: Int? {
        guard keeper != nil else { return nil }
        return url.textWithPassword.split(separator: "port=").last.flatMap { Int($0) }
    }

    /// Starts another cluster, for a test that changes the server's own settings. It ends with this process. With
    /// `ATHANOR_TEST_POSTGRESQL`, returns that server instead.
    /// - Throws: as ``shared``.
    package static func start() async throws -> PrivatePostgreSQL {
        if let given = ProcessInfo.processInfo.environment["ATHANOR_TEST_POSTGRESQL"], !given.isEmpty {
            return PrivatePostgreSQL(url: try DatabaseURL(given), keeper: nil)
        }
        // A separate thread, because starting takes a second or two and Foundation's calls for it block.
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try startBlocking() })
            }
        }
    }

    private static func startBlocking() throws -> PrivatePostgreSQL {
        let script = String(decoding: PackageResources.private_postgresql_sh, as: UTF8.self)
        let input = Pipe()
        let output = Pipe()
        let errors = Pipe()
        // Processes that are started later must not keep the pipe open after this one has ended.
        for pipe in [input, output, errors] {
            _ = fcntl(pipe.fileHandleForReading.fileDescriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, "private-postgresql", "hold"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.runInTurn()
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        guard let url = try? DatabaseURL(answer.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            let reason = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            throw PrivatePostgreSQLError(reason: reason)
        }
        return PrivatePostgreSQL(url: url, keeper: PipeKeeper(input.fileHandleForWriting))
    }
}

/// Holds one end of a pipe open. Unchecked, because the handle is never used.
private final class PipeKeeper: @unchecked Sendable {
    private let handle: FileHandle

    init(_ handle: FileHandle) {
        self.handle = handle
    }
}

/// An error: the private PostgreSQL did not start.
public struct PrivatePostgreSQLError: Error, Sendable, CustomStringConvertible {
    /// The error output of the shell.
    public let reason: String

    /// The error with the output of the shell.
    public var description: String { "the private PostgreSQL did not start: \(reason)" }
}
