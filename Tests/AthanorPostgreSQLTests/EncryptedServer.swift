import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Foundation

/// A private PostgreSQL of one test's own, whose encryption can be turned on.
struct EncryptedServer: Sendable {
    /// The folder of the cluster, and of the certificates.
    private let folder: URL
    private let socketURL: DatabaseURL
    private let port: String

    /// The root that has signed the server's certificate, which is `localhost`'s.
    var root: String { folder.appending(path: "root.crt").path }
    /// Another root.
    var otherRoot: String { folder.appending(path: "other.crt").path }

    /// Starts one, and stops it after `body`. Does nothing where the tests run on a server that is given by its URL.
    static func with(_ body: (EncryptedServer) async throws -> Void) async throws {
        let cluster = try await PrivatePostgreSQL.start()
        guard let port = cluster.port else { return }
        let text = cluster.url.textWithPassword
        let folder = text.split(separator: "host=").last?.prefix { $0 != "&" } ?? ""
        try await body(EncryptedServer(folder: URL(filePath: String(folder)), socketURL: cluster.url, port: "\(port)"))
        withExtendedLifetime(cluster) {}
    }

    /// A URL over TCP.
    /// - Parameters:
    ///   - settings: the parameters that are `libpq`'s.
    ///   - host: the name that the server is thought to have.
    func url(_ settings: String, host: String = "localhost") throws -> DatabaseURL {
        try DatabaseURL(
            "postgresql://postgres:\(PrivatePostgreSQL.password)@\(host):\(port)/postgres?hostaddr=127.0.0.1&\(settings)"
        )
    }

    /// Gives the server a certificate and turns encryption on.
    func encrypt() async throws {
        for name in ["root", "other"] {
            try await openssl("req", "-x509", "-days", "2", "-subj", "/CN=\(name)", "-out", "\(name).crt", key: name)
        }
        try await openssl("req", "-subj", "/CN=localhost", "-out", "server.csr", key: "server")
        try await openssl(
            "x509", "-req", "-days", "2", "-in", "server.csr", "-CA", "root.crt", "-CAkey", "root.key",
            "-CAcreateserial",
            "-out", "server.crt")
        let owner = try FileManager.default.attributesOfItem(atPath: folder.path)[.ownerAccountID]
        for file in ["server.crt", "server.key"] {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600, .ownerAccountID: owner ?? 0],
                ofItemAtPath: folder.appending(path: file).path)
        }
        let connection = try await PostgreSQL().connect(to: socketURL, options: ConnectionOptions())
        for (setting, value) in [("ssl_cert_file", "server.crt"), ("ssl_key_file", "server.key")] {
            try await connection.query(sql: "ALTER SYSTEM SET \(setting) = '\(folder.appending(path: value).path)'")
        }
        try await connection.query("ALTER SYSTEM SET ssl = on")
        try await connection.query("SELECT pg_reload_conf()")
        // The server reads its settings when it comes to it.
        let deadline = ContinuousClock.now + .seconds(60)
        while try await connection.query("SHOW ssl").first?["ssl", as: String.self] != "on",
            ContinuousClock.now < deadline
        {
            try await Task.sleep(for: .milliseconds(20))
        }
        await connection.close()
    }

    private func openssl(_ arguments: String..., key: String? = nil) async throws {
        var arguments = arguments
        if let key {
            arguments += [
                "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "\(key).key",
            ]
        }
        try await Self.run("/usr/bin/env", ["openssl"] + arguments, in: folder)
    }

    private struct Failed: Error {
        let arguments: [String]
        let status: Int32
    }

    /// Runs a program to its end.
    private static func run(_ program: String, _ arguments: [String], in folder: URL) async throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (exits, exited) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            exited.yield(process.terminationStatus)
            exited.finish()
        }
        try process.runInTurn()
        for await status in exits where status != 0 { throw Failed(arguments: arguments, status: status) }
    }
}
