import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Foundation
import Testing

/// What a URL says about encryption holds.
@Suite struct EncryptionTests {
    private func isEncrypted(_ url: DatabaseURL) async throws -> Bool {
        let connection = try await PostgreSQL().connect(to: url, options: ConnectionOptions())
        let rows = try await connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        await connection.close()
        return try rows.first?["ssl", as: Bool.self] ?? false
    }

    private func refusal(_ url: DatabaseURL) async throws -> DatabaseFailure {
        try #require(await #expect(throws: DatabaseFailure.self) { try await isEncrypted(url) })
    }

    /// Servers from Python wheels are built without SSL, so there is nothing to encrypt with.
    private static let serverHasSSL: @Sendable () async throws -> Bool = {
        let url = try await PrivatePostgreSQL.shared.url
        let connection = try await PostgreSQL().connect(to: url, options: ConnectionOptions())
        let rows = try await connection.query("SHOW ssl_library")
        await connection.close()
        return try rows.first?["ssl_library", as: String.self].isEmpty == false
    }

    @Test(
        "Nothing falls back to a connection that is not encrypted, or to a server that is another",
        .enabled("left out: this PostgreSQL was built without SSL", serverHasSSL))
    func sslmodeIsHonoured() async throws {
        try await EncryptedServer.with { server in
            #expect(try await !isEncrypted(server.url("sslmode=prefer")))
            for mode in ["require", "verify-ca&sslrootcert=/nowhere", "verify-full&sslrootcert=/nowhere"] {
                let refusal = try await refusal(server.url("sslmode=\(mode)"))
                #expect(refusal.kind == .unreachable, "\(refusal)")
            }
            let plain = try await refusal(server.url("sslmode=require"))
            #expect(plain.message.contains("does not support SSL"), "\(plain)")
            #expect(plain.advice?.contains("so nothing was sent") == true)

            try await server.encrypt()
            #expect(try await isEncrypted(server.url("sslmode=require")))
            #expect(try await !isEncrypted(server.url("sslmode=disable")))
            for mode in ["verify-ca", "verify-full"] {
                #expect(try await isEncrypted(server.url("sslmode=\(mode)&sslrootcert=\(server.root)")))
                let refusal = try await refusal(server.url("sslmode=\(mode)&sslrootcert=\(server.otherRoot)"))
                #expect(refusal.message.contains("certificate verify failed"), "\(refusal)")
                #expect(refusal.advice?.contains("sslrootcert") == true)
            }
            let elsewhere = "sslmode=verify-full&sslrootcert=\(server.root)"
            let other = try await refusal(server.url(elsewhere, host: "db.example.com"))
            #expect(other.message.contains("does not match host name"), "\(other)")
            #expect(
                try await isEncrypted(
                    server.url("sslmode=verify-ca&sslrootcert=\(server.root)", host: "db.example.com")))
        }
    }
}
