import Testing

@testable import AthanorCommands

/// Habits of the command line, and what becomes of output that cannot be written.
@Suite struct AttachedValueTests {
    @Test(
        "Values may be attached to short options",
        arguments: [
            (["history", "-r3f9a:head"], ["history", "-r", "3f9a:head"]),
            (["history", "-r-3:current"], ["history", "-r", "-3:current"]),
            (["revision", "-mhello"], ["revision", "-m", "hello"]),
            (["revision", "-m", "-mhello"], ["revision", "-m", "-mhello"]),
            (["-cathanor.yaml", "upgrade", "head"], ["upgrade", "-c", "athanor.yaml", "head"]),
            (["history", "-vi"], ["history", "-vi"]),
            (["downgrade", "-1"], ["downgrade", "--", "-1"]),
        ])
    func valuesMayBeAttachedToShortOptions(given: [String], prepared: [String]) {
        #expect(PreparedArguments(given).arguments == prepared)
    }

    @Test("Output that cannot be written is a failure")
    func outputThatCannotBeWrittenIsAFailure() async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        let errors = CapturedText()
        let full = TextOutput(isTerminal: false, usesColors: false, write: { _ in }, problem: { "No space left" })
        let status = await project.invocation(output: full, errorOutput: errors.textOutput).run(["heads"])
        #expect(status == .failure)
        #expect(errors.text.contains("standard output could not be written completely: No space left"))
    }
}
