import Foundation
import TestSupport
import Testing

/// What Ctrl-C and SIGTERM do to a run.
@Suite("Interruption")
struct InterruptionTests {
    @Test(
        "A signal stops the statement on the server, rolls back, says where the database is, and has its own exit code",
        arguments: [SIGINT, SIGTERM])
    func signal(_ signal: Int32) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await Workspace.with { workspace in
                try workspace.write("versions: versions\n", to: "athanor.yaml")
                try workspace.write(BadInput.first, to: "versions/a.sql")
                try workspace.write(
                    BadInput.revision(up: "CREATE TABLE half (id integer);\nSELECT pg_sleep(600);"),
                    to: "versions/b.sql")
                let environment = ["DATABASE_URL": database.url]
                let execution = try await Executable.athanor.run(
                    ["upgrade", "head"], in: workspace.folder, environment: environment
                ) { process in
                    while try await Self.sleepers(in: database) == 0 { await Task.yield() }
                    kill(process, signal)
                }
                #expect(execution.exitCode == 128 + signal, "\(execution)")
                #expect(
                    execution.errors.contains("Revision bbb2 was rolled back; the database is at aaa1."),
                    "\(execution)")
                #expect(try await Self.sleepers(in: database) == 0)
                #expect(!(try await database.objects().contains("public.half")))
                let current = try await Executable.athanor.run(
                    ["current"], in: workspace.folder, environment: environment)
                #expect(current.output.hasPrefix("aaa1"), "\(current)")
            }
        }
    }

    @Test("A signal cancels the refreshes that run, and says which, and which were not begun")
    func refreshes() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await Workspace.with { workspace in
                try await database.run(
                    "CREATE MATERIALIZED VIEW first AS SELECT 1 AS a",
                    "CREATE MATERIALIZED VIEW second AS SELECT a, pg_sleep(600)::text AS s FROM first WITH NO DATA",
                    "CREATE MATERIALIZED VIEW third AS SELECT a FROM second WITH NO DATA")
                let environment = ["DATABASE_URL": database.url]
                let execution = try await Executable.athanor.run(
                    ["refresh", "--all"], in: workspace.folder, environment: environment
                ) { process in
                    // The statement does not name the function: the view does.
                    while try await Self.refreshing("second", in: database) == 0 { await Task.yield() }
                    kill(process, SIGINT)
                }
                #expect(execution.exitCode == 130, "\(execution)")
                for part in [
                    "Cancelled, and as before: public.second.", "Not started: public.third.",
                    "Refreshed before that: public.first.",
                ] {
                    #expect(execution.errors.contains(part), "\(execution)")
                }
                let log = try await Executable.athanor.run(
                    ["log", "--refreshes", "second"], in: workspace.folder, environment: environment)
                #expect(log.output.contains("cancelled"), "\(log)")
            }
        }
    }

    /// How many sessions refresh a view.
    private static func refreshing(_ view: String, in database: ScratchDatabase) async throws -> Int {
        try await database.rows(
            """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active' AND query LIKE 'REFRESH%\(view)%'
            """
        ).count
    }

    /// How many sessions in the database sleep.
    static func sleepers(in database: ScratchDatabase) async throws -> Int {
        try await database.rows(
            """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(600)%'
                AND pid <> pg_backend_pid()
            """
        ).count
    }
}
