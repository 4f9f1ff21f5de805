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
        #expect(try await bench.failure("refresh", "daily_usage_matvie").contains("daily_usage_matview"))
        try await bench.failure("refresh", exitCode: 64)
    }

    private static func views(_ bench: CommandBench) async throws {
        #expect(try await bench.output("views") == "There are no materialized views.\n")
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("views").contains("daily_usage_matview"))
    }
}
