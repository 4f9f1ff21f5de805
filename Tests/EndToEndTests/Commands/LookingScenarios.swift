import Foundation
import Testing

/// Commands that look.
enum LookingScenarios {
    static let all = [
        CommandScenario(command: "current", run: current),
        CommandScenario(command: "heads", servers: [.sqlite], run: heads),
        CommandScenario(command: "history", run: history),
        CommandScenario(command: "show", run: show),
        CommandScenario(command: "log", run: log),
    ]

    private static func current(_ bench: CommandBench) async throws {
        #expect(try await bench.output("current") == "The database is at base: no revision is applied.\n")
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("current") == "bb22  create daily_usage\n")
    }

    private static func heads(_ bench: CommandBench) async throws {
        #expect(try await bench.output("heads") == "cc33  (head)  note usages\n")
    }

    private static func history(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "aa11")
        let lines = try await bench.output("history").split(separator: "\n")
        #expect(lines.count == 3 && lines.last?.contains("(current)") == true)
        #expect(try await bench.output("history", "-r", "current:bb22").split(separator: "\n").count == 2)
        try await bench.failure("history", "-r", "zz:")
    }

    private static func show(_ bench: CommandBench) async throws {
        let text = try await bench.output("show", "aa11")
        #expect(text.contains("create message_usages") && text.contains("CREATE TABLE message_usages"))
        #expect(try await bench.output("show", "current").contains("base"))
        #expect(try await bench.failure("show", "aa1x").contains("'aa1x'"))
    }

    private static func log(_ bench: CommandBench) async throws {
        #expect(
            try await bench.output("log")
                == "The log is empty: Athanor has done nothing on this database yet.\n")
        #expect(try await bench.document("log").entries.isEmpty)
        _ = try await bench.athanor(["upgrade", "head"])
        try await bench.output("refresh", "daily_usage_matview")
        try await bench.output("stamp", "base")
        let log = try await bench.document("log")
        #expect(log["kind"]?.description == "[stamp refresh upgrade upgrade upgrade]")
        #expect(log["outcome"]?.description == "[done done failed done done]")
        let moment = try #require(log.entries.last?["started_at"]?.description)
        #expect(moment.contains(/^20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z$/))

        let tokyo = try await bench.output("log", environment: ["TZ": "Asia/Tokyo"]).split(separator: "\n")
        #expect(tokyo.count == 6 && tokyo.dropFirst().allSatisfy { $0.contains("+09:00  ") })
        let utc = try await bench.output("log", "--utc", environment: ["TZ": "Asia/Tokyo"]).split(separator: "\n")
        #expect(
            utc.last?.hasPrefix("\(moment.prefix(10)) \(moment.dropFirst(11).prefix(8))+00:00  upgrade") == true)
        #expect(try await bench.output("log", "-n", "2").split(separator: "\n").count == 3)
        #expect(try await bench.output("log", "--all") == bench.output("log", "-n", "0"))
        #expect(try await bench.document("log", "--kind", "refresh")["kind"]?.description == "[refresh]")
        #expect(try await bench.document("log", "--failed")["subject"]?.description == "[cc33]")
        #expect(try await bench.document("log", "--revision", "aa")["subject"]?.description == "[aa11]")
        #expect(try await bench.output("log", "--failed", "-v").contains("    "))
        #expect(try await bench.failure("log", "--revision", "zz").contains("'zz'"))
        #expect(try await bench.failure("log", "--kind", "upgrad", exitCode: 64).contains("\"upgrade\""))

        // What is in the log is found also when the file is gone, or another cannot be read.
        try FileManager.default.removeItem(
            at: bench.workspace.folder.appending(path: "versions/cc33_note_usages.sql"))
        #expect(try await bench.document("log", "--revision", "cc33")["outcome"]?.description == "[failed]")
        try bench.workspace.write("nonsense", to: "versions/dd44_nonsense.sql")
        #expect(try await bench.document("log").entries.count == 5)
    }
}
