import Foundation
import TestSupport
import Testing

/// `athanor serve`, in several processes on one database.
@Suite("Serving")
struct ServingTests {
    private static let revision = """
        -- views to keep fresh
        --
        -- revision: aaa1
        -- down_revision:

        -- upgrade
        CREATE TABLE t (id integer);
        INSERT INTO t VALUES (1);
        -- athanor: refresh every 1 second
        CREATE MATERIALIZED VIEW quick AS SELECT id FROM t;
        CREATE UNIQUE INDEX ON quick (id);
        -- athanor: refresh every 2 seconds
        CREATE MATERIALIZED VIEW steady AS SELECT id FROM quick;
        -- athanor: refresh every 3 seconds
        CREATE MATERIALIZED VIEW slow AS SELECT pg_sleep(1)::text AS slept FROM t;
        -- athanor: refresh after steady
        CREATE MATERIALIZED VIEW follower AS SELECT id FROM steady;
        -- athanor: refresh cron * * * * *
        CREATE MATERIALIZED VIEW minutely AS SELECT id FROM t;
        CREATE MATERIALIZED VIEW idle AS SELECT id FROM t;

        -- downgrade
        """

    /// A refresh of the log: seconds since 1970 at which it began and ended.
    private struct Refresh {
        let view: String
        let start: Double
        let end: Double
        let outcome: String
        let process: Int32

        init(_ row: String) throws {
            let parts = row.split(separator: "|").map(String.init)
            view = parts[0]
            start = try #require(Double(parts[1]))
            end = try #require(Double(parts[2]))
            outcome = parts[3]
            process = try #require(Int32(parts[4]))
        }
    }

    private static func log(_ database: ScratchDatabase) async throws -> [Refresh] {
        try await database.rows(
            """
            SELECT replace(subject, 'public.', '') AS view,
                   extract(epoch FROM started_at)::text AS start,
                   (extract(epoch FROM started_at) + duration_ms / 1000.0)::text AS "end",
                   outcome, process::text AS process
            FROM athanor.log
            WHERE kind = 'refresh'
            ORDER BY started_at
            """
        ).map(Refresh.init)
    }

    /// The copies that are refreshing the slow view now: one, or none.
    private static func sleepers(_ database: ScratchDatabase) async throws -> [String] {
        try await database.rows(
            """
            SELECT application_name FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active' AND query LIKE 'REFRESH%slow%'
            """)
    }

    private static func moment(_ database: ScratchDatabase) async throws -> Double {
        let rows = try await database.rows(
            "SELECT extract(epoch FROM clock_timestamp())::text AS now")
        return try #require(Double(rows.first ?? ""))
    }

    @Test("Eight copies do each due refresh once, for a minute, and go on when one that holds work is killed")
    func eightCopies() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await Workspace.with { workspace in
                try workspace.write("versions: versions\n", to: "athanor.yaml")
                try workspace.write(Self.revision, to: "versions/a.sql")
                let upgrade = try await Executable.athanor.run(
                    ["upgrade", "head"], in: workspace.folder, environment: ["DATABASE_URL": database.url])
                try #require(upgrade.exitCode == 0, "\(upgrade)")

                let processes = Processes()
                let began = try await Self.moment(database)
                let (copies, stopped) = try await withThrowingTaskGroup(of: (Int, Execution).self) { group in
                    for copy in 0..<8 {
                        let url =
                            database.url + (database.url.contains("?") ? "&" : "?") + "application_name=copy\(copy)"
                        group.addTask {
                            let execution = try await Executable.athanor.run(
                                ["serve", "--jobs", "2", "--look-every", "1s"], in: workspace.folder,
                                environment: ["DATABASE_URL": url]
                            ) { await processes.began($0, copy: copy) }
                            return (copy, execution)
                        }
                    }
                    var killed: String?
                    // On a busy machine it may take longer until one is met at work.
                    while try await Self.moment(database) < began + (killed == nil ? 240 : 60) {
                        try await Task.sleep(for: .milliseconds(100))
                        guard killed == nil, try await Self.moment(database) > began + 15,
                            let holder = try await Self.sleepers(database).first,
                            let process = await processes.id(of: holder)
                        else { continue }
                        kill(process, SIGKILL)
                        killed = holder
                    }
                    #expect(killed != nil)
                    let stopped = try await Self.moment(database)
                    await processes.signal(SIGTERM)
                    var copies: [(Int, Execution)] = []
                    for try await copy in group { copies.append(copy) }
                    for (number, execution) in copies {
                        let code: Int32 = "copy\(number)" == killed ? 128 + SIGKILL : 0
                        #expect(execution.exitCode == code, "copy\(number): \(execution)")
                    }
                    return (copies.map(\.1), stopped)
                }
                try await judge(database, began: began, stopped: stopped, copies)
            }
        }
    }

    private func judge(
        _ database: ScratchDatabase, began: Double, stopped: Double, _ copies: [Execution]
    ) async throws {
        let log = try await Self.log(database)
        #expect(log.allSatisfy { $0.outcome == "done" })
        for (view, interval) in [("quick", 1.0), ("steady", 2.0), ("slow", 3.0)] {
            let refreshes = log.filter { $0.view == view }
            print(
                "eight copies: \(view) was refreshed \(refreshes.count) times, by \(Set(refreshes.map(\.process)).count)"
            )
            for (earlier, later) in zip(refreshes, refreshes.dropFirst()) {
                // To the millisecond, as the log keeps it: nothing was done before it was due.
                #expect(later.start - earlier.start >= interval - 0.002, "\(view) at \(later.start)")
            }
            #expect(refreshes.count >= 5, "\(view)")
        }
        // A minute's refresh is done once for each minute that began meanwhile; the last ten seconds may be too short.
        let minutes = Set(log.filter { $0.view == "minutely" }.map { Int($0.start / 60) })
        #expect(log.filter { $0.view == "minutely" }.count == minutes.count)
        let whole = (Int(began / 60) + 1)..<Int((stopped - 10) / 60 + 1)
        #expect(whole.allSatisfy(minutes.contains), "\(whole): \(minutes)")
        // What follows another view has had new rows to read each time.
        let steady = log.filter { $0.view == "steady" }
        let followers = log.filter { $0.view == "follower" }
        #expect(followers.count >= 5)
        for (earlier, later) in zip(followers, followers.dropFirst()) {
            #expect(steady.contains { earlier.start < $0.end + 0.002 && $0.end <= later.start + 0.002 })
        }
        #expect(!log.contains { $0.view == "idle" })
        // The slow view went on after its holder was killed, by others.
        #expect(Set(log.filter { $0.view == "slow" }.map(\.process)).count >= 2)
        // What the copies told is what the log holds: no refresh without its line, but for the killed one's last.
        let told = copies.flatMap { $0.output.split(separator: "\n") }.filter { $0.contains(" refreshed ") }
        #expect(log.count - told.count <= 1 && told.count <= log.count)
    }

    @Test("On SQLite two copies share the work, and a signal ends them well")
    func sqlite() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await Workspace.with { workspace in
                try workspace.write("versions: versions\nrefresh:\n  v: every 1 second\n", to: "athanor.yaml")
                try workspace.write(
                    BadInput.revision(
                        "aaa1", after: "",
                        up: "CREATE TABLE t (id integer);\nCREATE MATERIALIZED VIEW v AS SELECT id FROM t;"),
                    to: "versions/a.sql")
                let environment = ["DATABASE_URL": database.url]
                let upgrade = try await Executable.athanor.run(
                    ["upgrade", "head"], in: workspace.folder, environment: environment)
                try #require(upgrade.exitCode == 0, "\(upgrade)")
                let processes = Processes()
                try await withThrowingTaskGroup(of: Execution.self) { group in
                    for copy in 0..<2 {
                        group.addTask {
                            try await Executable.athanor.run(["serve"], in: workspace.folder, environment: environment)
                            {
                                await processes.began($0, copy: copy)
                            }
                        }
                    }
                    let query = "SELECT started_at FROM athanor_log WHERE kind = 'refresh' ORDER BY entry"
                    try await Task.wait(every: .milliseconds(100)) { try await database.rows(query).count >= 3 }
                    await processes.signal(SIGTERM)
                    var output = ""
                    for try await execution in group {
                        #expect(execution.exitCode == 0, "\(execution)")
                        #expect(
                            execution.output.contains("keeping 1 view fresh:\n    v every 1 second\n"), "\(execution)")
                        #expect(execution.errors.contains("stopping: running refreshes may take"), "\(execution)")
                        output += execution.output
                    }
                    #expect(output.contains("v  refreshed in"))
                    let starts = try await database.rows(query).map {
                        try Date($0, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
                    }
                    for (earlier, later) in zip(starts, starts.dropFirst()) {
                        #expect(later.timeIntervalSince(earlier) >= 0.998)
                    }
                }
            }
        }
    }

    /// The processes that run.
    private actor Processes {
        private var ids: [Int: Int32] = [:]

        func began(_ id: Int32, copy: Int) { ids[copy] = id }

        func id(of application: String) -> Int32? { Int(application.dropFirst(4)).flatMap { ids[$0] } }

        func signal(_ signal: Int32) { for id in ids.values { kill(id, signal) } }
    }
}
