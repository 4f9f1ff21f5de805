import TestSupport
import Testing

@Suite("Help where there is hardly any room")
struct HelpWidthTests {
    @Test("It is written for a width that it has room in", arguments: ["0", "-5", "1", "26", "x", "40"])
    func columns(_ columns: String) async throws {
        try await Workspace.with { workspace in
            for arguments in [["--help"], ["help", "upgrade"], ["upgrade", "--help"]] {
                let execution = try await Executable.athanor.run(
                    arguments, in: workspace.folder, environment: ["COLUMNS": columns])
                #expect(execution.exitCode == 0, "\(execution)")
                #expect(execution.output.contains("USAGE: athanor"))
                #expect(execution.output.contains("Show help"), "\(execution)")
            }
        }
    }
}
