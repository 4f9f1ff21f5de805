import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Foundation

/// A PostgreSQL server that a test may restart, crash and fill up.
struct ScratchServer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Its folder, which holds the cluster and the socket.
    let folder: String
    /// The database `postgres`, by socket, as a superuser.
    let address: DatabaseAddress
    var url: DatabaseURL { address.url }

    var bench: TestBench { TestBench(address) }

    /// Its Unix socket.
    var socketPath: String {
        "\(folder)/.s.PGSQL.\(url.textWithPassword.split(separator: "port=").last ?? "")"
    }

    /// Starts one, and removes it after `body`.
    /// - Parameter before: a shell command that is run before, in the namespaces of the server.
    static func with<Result>(
        after before: String? = nil, _ body: (ScratchServer) async throws -> Result
    ) async throws -> Result {
        let script = repository.appending(path: "Scripts/private-postgresql").path
        let output =
            if let before {
                try await shell("unshare --mount sh -c '\(before) && exec \"$0\" start' \(script)")
            } else {
                try await shell("\(script) start")
            }
        let lines = output.split(separator: "\n").map(String.init)
        guard lines.count == 2 else { throw Failure(description: output) }
        let server = ScratchServer(folder: lines[0], address: try PostgreSQL().at(lines[1]))
        let result: Swift.Result<Result, any Error>
        do {
            // Private servers forget what was committed last when they crash.
            try await server.bench.run("ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()")
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await shell("\(script) stop \(server.folder)")
        return try result.get()
    }

    /// Restarts it.
    /// - Parameter mode: `fast` or `immediate`.
    func restart(_ mode: String) async throws {
        try await asOwner("pg_ctl --pgdata=data --log=data/server.log --mode=\(mode) --wait restart")
    }

    /// A standby of it, that is stopped and removed after `body`.
    func withStandby(_ body: (TestBench) async throws -> Void) async throws {
        // Only the name of its socket: it does not listen on the network, where somebody may have the port.
        let port = 40000
        let primary = "-h \(folder) -p \(socketPath.split(separator: ".").last ?? "") -U postgres"
        try await asOwner("pg_basebackup --checkpoint=fast -R -D standby \(primary)")
        let settings = "port = \(port)\\nlisten_addresses = ''\\n"
        try await asOwner("sh -c \"printf \\\"\(settings)\\\" >>standby/postgresql.auto.conf\"")
        try await asOwner("pg_ctl --pgdata=standby --log=standby/server.log --wait start")
        let result: Result<Void, any Error>
        do {
            let address = try PostgreSQL().at("postgresql://postgres@/postgres?host=\(folder)&port=\(port)")
            result = .success(try await body(TestBench(address)))
        } catch {
            result = .failure(error)
        }
        try await asOwner("pg_ctl --pgdata=standby --mode=immediate --wait stop")
        try result.get()
    }

    /// Runs one of the server's programs in its folder, as the user that it runs as.
    private func asOwner(_ command: String) async throws {
        let binaries = try await Self.shell("\(Self.repository.path)/Scripts/private-postgresql binaries")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let owner = try FileManager.default.attributesOfItem(atPath: folder)[.ownerAccountName] as? String ?? ""
        let user = geteuid() == 0 ? "setpriv --reuid=\(owner) --regid=$(id -g \(owner)) --clear-groups -- " : ""
        // On a busy machine a server may take longer than pg_ctl waits by itself.
        try await Self.shell(
            """
            cd \(folder) && export PATH=\(binaries):$PATH PGCTLTIMEOUT=600
            \(user)\(command) >scratch.log 2>&1 </dev/null && exit
            status=$?
            tail -n 20 scratch.log */server.log
            exit $status
            """)
    }

    /// Runs a command line.
    ///
    /// Not with Foundation's `Process`: that takes a program to be running for as long as the servers that it has started
    /// are.
    /// - Returns: what it prints.
    @discardableResult
    static func shell(_ text: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try shellBlocking(text) }) }
        }
    }

    private static func shellBlocking(_ text: String) throws -> String {
        guard let output = ProgramTurn.take({ popen(text, "r") }) else { throw Failure(description: text) }
        var printed: [UInt8] = []
        while true {
            let byte = fgetc(output)
            guard byte != EOF else { break }
            printed.append(UInt8(truncatingIfNeeded: byte))
        }
        let status = pclose(output)
        guard status == 0 else {
            throw Failure(description: "\(text): status \(status)\n\(String(decoding: printed, as: UTF8.self))")
        }
        return String(decoding: printed, as: UTF8.self)
    }

    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
