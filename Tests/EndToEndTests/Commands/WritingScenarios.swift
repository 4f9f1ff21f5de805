import Foundation
import Testing

/// Commands that write revisions.
enum WritingScenarios {
    static let all = [
        CommandScenario(command: "init", servers: [.sqlite], run: initialize),
        CommandScenario(command: "revision", servers: [.sqlite], run: revision),
    ]

    private static func initialize(_ bench: CommandBench) async throws {
        let output = try await bench.output("init", "new")
        #expect(output.hasPrefix("wrote new/athanor.yaml\nwrote new/versions/\n"))
        #expect(try bench.workspace.names(in: "new") == ["athanor.yaml", "versions"])
        #expect(try await bench.failure("init", "new").contains("athanor.yaml"))
    }

    private static func revision(_ bench: CommandBench) async throws {
        let output = try await bench.output("revision", "-m", "add a column", "--rev-id", "dd44")
        #expect(output == "versions/dd44_add_a_column.sql\n")
        #expect(try bench.workspace.read("versions/dd44_add_a_column.sql").contains("-- down_revision: cc33\n"))
        try await bench.failure("revision", "-m", " ", exitCode: 64)
    }
}
