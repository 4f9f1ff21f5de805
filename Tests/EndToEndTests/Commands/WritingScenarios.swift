import Foundation
import Testing

/// Commands that write revisions.
enum WritingScenarios {
    static let all = [
        CommandScenario(command: "init", servers: [.sqlite], run: initialize),
        CommandScenario(command: "revision", servers: [.sqlite], run: revision),
        CommandScenario(command: "merge", servers: [.sqlite], run: merge),
    ]

    private static func initialize(_ bench: CommandBench) async throws {
        let output = try await bench.output("init", "new")
        #expect(output.hasPrefix("wrote new/athanor.yaml\nwrote new/versions/\n"))
        #expect(try bench.workspace.names(in: "new") == ["athanor.yaml", "versions"])
        #expect(try await bench.failure("init", "new").contains("athanor.yaml"))
    }

    private static func merge(_ bench: CommandBench) async throws {
        try await bench.output("revision", "-m", "branch off", "--rev-id", "dd44", "--head", "aa11", "--splice")
        let path = try await bench.output("merge", "heads", "--rev-id", "ee55")
        let file = try bench.workspace.read(path.trimmingCharacters(in: .newlines))
        #expect(file.contains("-- down_revision: cc33, dd44\n") || file.contains("-- down_revision: dd44, cc33\n"))
        #expect(try await bench.output("heads").hasPrefix("ee55 "))
        try await bench.failure("merge", exitCode: 64)
        try await bench.failure("merge", "heads")
    }

    private static func revision(_ bench: CommandBench) async throws {
        let output = try await bench.output("revision", "-m", "add a column", "--rev-id", "dd44")
        #expect(output == "versions/dd44_add_a_column.sql\n")
        #expect(try bench.workspace.read("versions/dd44_add_a_column.sql").contains("-- down_revision: cc33\n"))
        try await bench.failure("revision", "-m", " ", exitCode: 64)
    }
}
