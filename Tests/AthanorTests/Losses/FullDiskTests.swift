import Athanor
import AthanorTesting
import Foundation
import TestSupport
import Testing

@Suite("A full disk")
struct FullDiskTests {
    /// Whether a file system of its own can be mounted here, for one process only.
    private static let canMount: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]
        process.standardError = FileHandle.nullDevice
        guard geteuid() == 0, (try? process.runInTurn()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test("On PostgreSQL a revision that fills a disk is rolled back, and the next run goes on", .enabled(if: canMount))
    func postgreSQL() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "athanor-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mounting =
            "mount -t tmpfs -o size=4m,mode=777 tmpfs \(folder) && mkdir -m 777 \(folder)/space && chown postgres \(folder)/space"
        try await ScratchServer.with(after: mounting) { server in
            try await server.bench.run("CREATE TABLESPACE small LOCATION '\(folder)/space'")
            func history(_ rows: Int) -> [String] {
                [
                    sqlRevision("a", "CREATE TABLE a (id int);"),
                    sqlRevision(
                        "b", after: "a",
                        """
                        CREATE TABLE b (id int, t text) TABLESPACE small;
                        INSERT INTO b SELECT n, repeat('x', 1000) FROM generate_series(1, \(rows)) AS n;
                        """),
                ]
            }
            let failure = await #expect(throws: MigrationFailure.self) {
                try await server.bench.migrator(history(100_000)).upgrade()
            }
            #expect((failure?.cause as? DatabaseFailure)?.code == "53100")
            #expect((failure?.cause as? DatabaseFailure)?.kind == .outOfResources)
            #expect(
                failure?.explanation.state
                    == "Finished before it in this run: a. Revision b was rolled back; the database is at a.")
            #expect(
                failure?.explanation.advice
                    == "A disk of the server is full: free some space, or create the table in another tablespace. "
                    + "Run the upgrade again to continue.")
            #expect(try await server.bench.log() == ["upgrade|a|done", "upgrade|b|failed"])
            let report = try await server.bench.migrator(history(100)).upgrade()
            #expect(report.current == ["b"])
        }
    }

    @Test("On PostgreSQL a limit on temporary files is said to be one")
    func temporaryFiles() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.migrator([
                    sqlRevision(
                        "a",
                        """
                        SET LOCAL temp_file_limit = '1MB';
                        SET LOCAL work_mem = '64kB';
                        CREATE TABLE a AS SELECT repeat('x', 100) || n AS t FROM generate_series(1, 100000) AS n ORDER BY 1;
                        """)
                ]).upgrade()
            }
            #expect((failure?.cause as? DatabaseFailure)?.kind == .outOfResources)
            #expect(failure?.explanation.advice?.contains("temp_file_limit: raise it") == true)
            #expect(failure?.explanation.state == "Revision a was rolled back; the database is at base.")
        }
    }

    @Test("On SQLite a revision that fills the database's room is rolled back, and the next run goes on")
    func sqlite() async throws {
        try await TestedDatabase.sqlite.with { bench in
            func history(limit: String) -> [String] {
                [
                    sqlRevision("a", "CREATE TABLE a (id INTEGER);"),
                    sqlRevision(
                        "b", after: "a",
                        """
                        \(limit)
                        CREATE TABLE b (t TEXT);
                        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                        INSERT INTO b SELECT hex(randomblob(2000)) FROM n;
                        """),
                ]
            }
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.migrator(history(limit: "PRAGMA max_page_count = 100;")).upgrade()
            }
            #expect((failure?.cause as? DatabaseFailure)?.code == "SQLITE_FULL")
            #expect((failure?.cause as? DatabaseFailure)?.kind == .outOfResources)
            #expect(
                failure?.explanation.state
                    == "Finished before it in this run: a. Revision b was rolled back; the database is at a.")
            #expect(failure?.explanation.advice?.hasPrefix("The disk is full, or the database as large as") == true)
            #expect(failure?.explanation.advice?.hasSuffix("Run the upgrade again to continue.") == true)
            #expect(try await bench.log() == ["upgrade|a|done", "upgrade|b|failed"])
            let report = try await bench.migrator(history(limit: "")).upgrade()
            #expect(report.current == ["b"])
        }
    }
}
