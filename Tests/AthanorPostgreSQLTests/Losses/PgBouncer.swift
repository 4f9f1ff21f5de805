import Athanor
import AthanorTesting
import Foundation
import TestRelay

/// A PgBouncer on 127.0.0.1, before the private PostgreSQL. Debian's package `pgbouncer` has it.
struct PgBouncer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Its port.
    let port: UInt16

    /// Where the program is; `nil` where it is not installed.
    static let path = ["/usr/sbin/pgbouncer", "/usr/local/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Starts one and ends it after `body`.
    /// - Parameters:
    ///   - mode: its `pool_mode`.
    ///   - size: how many sessions with the server it has at most.
    static func with<Result>(
        mode: String, size: Int = 10, _ body: (PgBouncer) async throws -> Result
    ) async throws -> Result {
        let server = try await PrivatePostgreSQL.shared
        guard let path, let serverPort = server.port,
            let host = server.url.textWithPassword.split(separator: "host=").last?.prefix(while: { $0 != "&" })
        else { throw Failure(description: "no PgBouncer, or no private server") }
        let (listener, port) = try Sockets.listening()
        Sockets.close(listener)
        let settings = """
            [databases]
            * = host=\(host) port=\(serverPort) user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = any
            pool_mode = \(mode)
            default_pool_size = \(size)
            """
        let file = FileManager.default.temporaryDirectory.appending(path: "athanor-pgbouncer-\(UUID().uuidString)")
        try Data(settings.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        // It refuses to run as root, and the server's socket is its owner's.
        let owner = try FileManager.default.attributesOfItem(atPath: String(host))[.ownerAccountName] as? String
        process.arguments = ["-q"] + (geteuid() == 0 ? ["-u", owner ?? "nobody"] : []) + [file.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.runInTurn()
        // A program that Foundation starts may begin with other signals blocked.
        defer { kill(process.processIdentifier, SIGKILL) }
        let bouncer = PgBouncer(port: port)
        while !Sockets.accepts(onPort: port) {
            guard process.isRunning else { throw Failure(description: "PgBouncer does not start:\n\(settings)") }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await body(bouncer)
    }

    /// The URL of a database behind it.
    func url(of database: TemporaryPostgreSQLDatabase) throws -> DatabaseURL {
        try DatabaseURL("postgresql://postgres@127.0.0.1:\(port)/\(database.name)?sslmode=disable&gssencmode=disable")
    }
}
