import Foundation
import TestSupport
import Testing

@Suite("Standard descriptors that are closed at the start")
struct ClosedDescriptorTests {
    @Test(
        "what is printed goes nowhere, and the work is done",
        arguments: ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&-", "<&- 2>&-", "<&- >&- 2>&-"])
    func closed(_ redirections: String) async throws {
        try await Workspace.with { workspace in
            try workspace.write(
                """
                -- make t
                --
                -- revision: aaaaaaaaaaaa
                -- down_revision:

                -- upgrade

                CREATE TABLE t (a INTEGER);

                -- downgrade

                DROP TABLE t;
                """, to: "versions/aaaaaaaaaaaa_make_t.sql")
            let script = "exec \"$0\" \"$@\" \(redirections)"
            let shell = Executable(path: "/bin/sh", leadingArguments: ["-c", script, Executable.athanor.path])
            let environment = ["DATABASE_URL": "sqlite:app.db"]
            for command in [["upgrade", "head"], ["current"], ["views"]] {
                let execution = try await shell.run(command, in: workspace.folder, environment: environment)
                #expect(execution.exitCode == 0, "\(command) \(execution)")
            }
            let current = try await Executable.athanor.run(["current"], in: workspace.folder, environment: environment)
            #expect(current.output.contains("aaaaaaaaaaaa"))
        }
    }
}
