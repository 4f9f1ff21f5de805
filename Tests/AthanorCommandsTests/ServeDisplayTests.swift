import Testing

@testable import Athanor
@testable import AthanorCommands

/// What `serve` prints about refreshes.
@Suite struct ServeDisplayTests {
    /// What is printed about a view that cannot be refreshed concurrently, without the time.
    private func text(of refusal: RefreshRefusal) throws -> String {
        let text = CapturedText()
        let output = TextOutput(isTerminal: false, usesColors: false, write: text.textOutput.write)
        let project = try TemporaryProject()
        defer { withExtendedLifetime(project) {} }
        let invocation = project.invocation(output: output, errorOutput: output)
        let display = try Invocation.$current.withValue(invocation) {
            ServeDisplay(try Project(GeneralFlags.parse([])))
        }
        let plan = ViewRefreshPlan(view: "v", strategy: .refused(refusal), statements: [])
        display.show(.refresh(.ended(ViewRefreshResult(plan: plan, outcome: .refused(refusal)))))
        return String(text.text.drop { $0 != " " }.dropFirst(2))
    }

    @Test("A refusal is followed by the statement that helps, and by the note about it")
    func refusal() throws {
        let refusal = RefreshRefusal(
            reason: .noUniqueIndex([]), remedy: "CREATE UNIQUE INDEX ON v (a)", note: "It fails if two rows are equal.")
        #expect(
            try text(of: refusal) == """
                warning: v cannot be refreshed concurrently: it has no unique index
                    This makes it possible:
                        CREATE UNIQUE INDEX ON v (a);
                    It fails if two rows are equal.

                """)
    }

    @Test("A refusal without such a statement has no empty line below it")
    func refusalWithoutRemedy() throws {
        #expect(
            try text(of: RefreshRefusal(reason: .noUniqueIndex([]), remedy: ""))
                == "warning: v cannot be refreshed concurrently: it has no unique index\n")
    }
}
