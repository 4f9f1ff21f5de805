import Athanor
import AthanorTesting
import Foundation
import TestSupport
import Testing

@Suite struct PrivatePostgreSQLTests {
    /// Starts a cluster through the same script, held by a process that is then killed.
    @Test("The cluster is removed when its holder is killed", .timeLimit(.minutes(5)))
    func theClusterIsRemovedWhenItsHolderIsKilled() async throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Scripts/private-postgresql").path
        let holder = Process()
        holder.executableURL = URL(filePath: "/bin/sh")
        // The holder has the pipe's writing end and the script the reading one, as in a test process.
        holder.arguments = ["-c", "(echo $$ >&2; exec sleep 600) | \"$0\" hold", script]
        let output = Pipe()
        let errors = Pipe()
        holder.standardOutput = output
        holder.standardError = errors
        try holder.runInTurn()
        let url = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let directory = try #require(url.firstMatch(of: #/host=([^&]+)/#)?.output.1)
        #expect(FileManager.default.fileExists(atPath: String(directory)))
        let children = try await run("/bin/sh", "-c", "pkill -KILL -P \(holder.processIdentifier) sleep")
        #expect(children == 0)
        try await Task.wait { !FileManager.default.fileExists(atPath: String(directory)) }
    }

    private func run(_ path: String, _ arguments: String...) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        try process.runInTurn()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test("A temporary database is gone after use, even with sessions in it")
    func temporaryDatabaseIsDropped() async throws {
        var name = ""
        try await TemporaryPostgreSQLDatabase.with { database, _ in
            name = database.name
            _ = try await database.connect()
        }
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let rows = try await connection.query(sql: "SELECT 1 FROM pg_database WHERE datname = $1", [.text(name)])
            #expect(rows.isEmpty)
        }
    }
}
