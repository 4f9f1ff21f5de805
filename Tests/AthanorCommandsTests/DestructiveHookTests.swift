import Testing

@testable import AthanorCommands

/// Hooks that do to a new revision what they should not.
@Suite struct DestructiveHookTests {
    @Test(
        "A hook that spoils the revision file makes the command fail",
        arguments: [
            ("rm \"$REVISION_SCRIPT_FILENAME\"", "no file has revision a1 any more"),
            ("echo garbage > \"$REVISION_SCRIPT_FILENAME\"", "error: the file has no line `-- upgrade`"),
        ])
    func aHookThatSpoilsTheFileIsNoSuccess(hook: String, message: String) async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        let outcome = await project.run(
            "revision", "-m", "one", "--rev-id", "a1", environment: ["ATHANOR_POST_WRITE_HOOKS": hook])
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains(message), "\(outcome)")
    }

    @Test("A reserved word is refused as a branch label", arguments: ["head", "base", "current"])
    func aLabelThatIsAWordOfItsOwnIsRefused(label: String) async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        let outcome = await project.run("revision", "-m", "one", "--branch-label", label)
        #expect(outcome.errorOutput.contains("cannot be a branch label"), "\(outcome)")
        #expect(try project.names(in: "versions").isEmpty)
    }
}
