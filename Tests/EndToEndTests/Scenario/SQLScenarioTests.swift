import Foundation
import TestSupport
import Testing

/// The main job with revisions in SQL, through the prebuilt executable.
@Suite("Revisions in SQL, from init to refresh")
struct SQLScenarioTests {
    @Test("A project is made, revised, upgraded, refreshed and taken back", arguments: TestedDatabase.allCases)
    func wholeScenario(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            try await Workspace.with { workspace in
                func athanor(_ arguments: String...) async throws -> Execution {
                    try await Executable.athanor.run(
                        arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                }

                #expect(try await athanor("init").exitCode == 0)
                #expect(try workspace.names(in: ".") == ["athanor.yaml", "versions"])
                let again = try await athanor("init")
                #expect(again.exitCode == 1 && again.errors.contains("athanor.yaml"), "init overwrote: \(again)")

                #expect(try await athanor("revision", "-m", "create message_usages").exitCode == 0)
                let first = try #require(try workspace.names(in: "versions").first)
                #expect(first.contains(/^[0-9a-f]{12}_create_message_usages\.sql$/))
                let firstID = String(first.prefix(12))
                #expect(
                    try await athanor("revision", "-m", "create materialized view for daily_usage").exitCode == 0)
                let second = try #require(
                    try workspace.names(in: "versions").first { $0.contains("materialized_view_for_daily_usage.sql") })
                let secondID = String(second.prefix(12))
                #expect(try workspace.read("versions/\(second)").contains("\n-- down_revision: \(firstID)\n"))
                try fillIn(workspace, first, up: DailyUsage.createTable, down: "DROP TABLE message_usages;")
                try fillIn(
                    workspace, second, up: DailyUsage.createView(day: server.day), down: DailyUsage.dropView)

                let upgraded = try await athanor("upgrade", "head")
                #expect(upgraded.exitCode == 0, "\(upgraded)")
                let lines = upgraded.output.split(separator: "\n")
                #expect(lines.count == 2 && lines.allSatisfy { $0.contains(/[0-9] (ms|s)$/) }, "\(upgraded)")
                let nothing = try await athanor("upgrade", "head")
                #expect(nothing.exitCode == 0 && nothing.output.contains("Nothing to do"), "\(nothing)")
                #expect(try await athanor("current").output.contains(secondID))
                #expect(try await athanor("heads").output.contains(secondID))
                let history = try await athanor("history", "-i")
                #expect(history.output.split(separator: "\n").count == 2 && history.output.contains("(current)"))
                #expect(try await athanor("show", "head").output.contains("COUNT(*) AS usage_count"))

                try await database.run(DailyUsage.messages)
                #expect(try await database.rows(DailyUsage.rows) == [])
                let refreshed = try await athanor("refresh", "daily_usage_matview")
                #expect(refreshed.exitCode == 0, "\(refreshed)")
                if server == .postgreSQL {
                    #expect(refreshed.output.contains("concurrently"), "\(refreshed)")
                    #expect(refreshed.output.contains("unique index idx_daily_usage_user_date"), "\(refreshed)")
                }
                let afterFirst = ["1|2026-11-20|1", "1|2026-11-21|1", "2|2026-11-20|1"]
                #expect(try await database.rows(DailyUsage.rows) == afterFirst)
                try await database.run(DailyUsage.laterMessages)
                #expect(try await database.rows(DailyUsage.rows) == afterFirst)
                #expect(try await athanor("refresh", "daily_usage_matview").exitCode == 0)
                #expect(
                    try await database.rows(DailyUsage.rows)
                        == ["1|2026-11-20|1", "1|2026-11-21|2", "2|2026-11-20|1", "2|2026-11-22|1"])
                let views = try await athanor("views", "--exact")
                let row = try #require(views.output.split(separator: "\n").last)
                #expect(
                    row.contains(/daily_usage_matview .* 4 .*user_id, target_date +[0-9]+ s ago .* same +[0-9]+$/),
                    "\(views)")

                #expect(try await athanor("downgrade", "-1").exitCode == 0)
                #expect(try await athanor("current").output.contains(firstID))
                #expect(try await athanor("stamp", "head").exitCode == 0)
                #expect(try await athanor("current").output.contains(secondID))
                #expect(try await athanor("stamp", firstID).exitCode == 0)
                #expect(try await athanor("upgrade", String(secondID.prefix(4))).exitCode == 0)
                let down = try await athanor("downgrade", "base")
                #expect(down.exitCode == 0, "\(down)")
                #expect(try await athanor("current").output.contains("base"))
                #expect(!(try await database.objects().contains { $0.contains("usage") }))
            }
        }
    }

    @Test("Without a unique index PostgreSQL's refresh is plain, and says what is missing")
    func plainRefreshSaysWhy() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await Workspace.with { workspace in
                try await database.run("CREATE MATERIALIZED VIEW counted AS SELECT 1 AS one")
                let refreshed = try await Executable.athanor.run(
                    ["refresh", "counted"], in: workspace.folder, environment: ["DATABASE_URL": database.url])
                #expect(refreshed.exitCode == 0, "\(refreshed)")
                #expect(refreshed.output.contains("plainly"), "\(refreshed)")
                #expect(refreshed.output.contains("unique index"), "\(refreshed)")
            }
        }
    }

    private func fillIn(_ workspace: Workspace, _ name: String, up: String, down: String) throws {
        let path = "versions/\(name)"
        try workspace.write(DailyUsage.fillIn(sql: try workspace.read(path), up: up, down: down), to: path)
    }
}
