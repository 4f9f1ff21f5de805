import Foundation
import Testing

/// Commands for materialized views.
enum ViewScenarios {
    static let all = [
        CommandScenario(command: "refresh", run: refresh),
        CommandScenario(command: "views", run: views),
    ]

    private static func refresh(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("refresh", "daily_usage_matview").contains("    done in "))
        let events = try await bench.events("refresh", "daily_usage_matview")
        #expect(events.compactMap { $0["event"]?.description } == ["started", "finished", "done"])
        let failed = try await bench.events("refresh", "daily_usage_matvie", exitCode: 1)
        #expect(failed.map { $0["event"]?.description } == ["failed"])
        #expect(try await bench.failure("refresh", "daily_usage_matvie").contains("daily_usage_matview"))
        try await bench.failure("refresh", exitCode: 64)
    }

    private static func views(_ bench: CommandBench) async throws {
        #expect(try await bench.output("views") == "There are no materialized views.\n")
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("views").contains("daily_usage_matview"))
        let before = try await bench.document("views")
        #expect(
            before["name"]?.description == "[daily_usage_matview]" && before["last_refresh"]?.entries.isEmpty == true)
        #expect(before["unique_columns"]?.description == "[[user_id target_date]]")
        try await bench.output("refresh", "daily_usage_matview")
        let after = try await bench.document("views", "--exact")
        #expect(after["rows"]?.description == "[0]" && after["is_row_count_exact"]?.description == "[true]")
        #expect(after["last_refresh"]?.description.contains(/^\[20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z\]$/) == true)
    }
}
