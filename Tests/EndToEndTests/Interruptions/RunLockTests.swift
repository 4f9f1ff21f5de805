import Foundation
import TestSupport
import Testing

/// Two processes that migrate the same SQLite database.
@Suite("A run that holds its lock")
struct RunLockTests {
    @Test("On SQLite who waits is told for whom, and a run that was killed keeps nobody out")
    func killed() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await Workspace.with { workspace in
                try workspace.write("versions: versions\n", to: "athanor.yaml")
                try workspace.write(BadInput.first, to: "versions/a.sql")
                let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;"
                try workspace.write(
                    BadInput.revision(up: "CREATE TABLE half (id integer);\n\(endless)"), to: "versions/b.sql")
                let environment = ["DATABASE_URL": database.url]
                let first = try await Executable.athanor.run(
                    ["upgrade", "head", "--json"], in: workspace.folder, environment: environment
                ) { process in
                    // The first revision is committed: the second one runs.
                    while try await !database.objects().contains("first") { await Task.yield() }
                    let second = try await Executable.athanor.run(
                        ["upgrade", "head", "--lock-wait", "0"], in: workspace.folder, environment: environment)
                    #expect(second.exitCode == 1, "\(second)")
                    #expect(
                        second.errors.contains(
                            "another migration run is using this database: pid \(process), application athanor, host "),
                        "\(second)")
                    kill(process, SIGKILL)
                }
                #expect(first.exitCode == 128 + SIGKILL, "\(first)")
                try workspace.write(
                    BadInput.revision(up: "CREATE TABLE half (id integer);"), to: "versions/b.sql")
                let third = try await Executable.athanor.run(
                    ["upgrade", "head", "--lock-wait", "0"], in: workspace.folder, environment: environment)
                #expect(third.exitCode == 0, "\(third)")
                #expect(try await database.objects().contains("half"))
            }
        }
    }
}
