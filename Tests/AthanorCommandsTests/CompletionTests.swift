import Athanor
import Testing

@testable import AthanorCommands

/// What the completion scripts ask for. `BashCompletionTests` have a shell ask.
@Suite struct CompletionTests {
    private let registry = RevisionRegistry([
        .sql(
            path: "Versions/a1.sql",
            text: "-- one: two\n--\n-- revision: a1\n-- down_revision:\n-- branch_labels: main\n\n-- upgrade\n")
    ])

    @Test("Compiled revisions are completed")
    func compiledRevisionsAreCompleted() async throws {
        let project = try TemporaryProject(registry: registry)
        let outcome = await project.run(
            "---completion", "upgrade", "--", "positional@0", "2", "0", "migrate", "upgrade", "")
        #expect(outcome.status == .success)
        #expect(outcome.lines == ["head", "heads", "+1", "main", "main@head", "a1"])
    }

    @Test("The end of a range is completed")
    func theEndOfARangeIsCompleted() {
        let range = RevisionNameCompletion(commandLine: [], prefix: "a1:h", symbols: ["head", "base"])
        #expect(range.candidates.map(\.name) == ["a1:head"])
    }

    @Test("Shells that show descriptions get them")
    func shellsThatShowMeaningsGetThem() {
        let candidate = RevisionNameCompletion.Candidate(name: "a1:b2", meaning: "one:\ttwo")
        #expect(candidate.text(for: .zsh) == "a1\\:b2:one: two")
        #expect(candidate.text(for: .fish) == "a1:b2\tone: two")
        #expect(candidate.text(for: .bash) == "a1:b2")
        #expect(RevisionNameCompletion.Candidate(name: "head", meaning: "").text(for: .zsh) == "head")
    }

    @Test("A completion request that makes no sense prints nothing")
    func invalidQuestionIsSilent() async throws {
        let project = try TemporaryProject()
        for question in [["---completion"], ["---completion", "upgrade", "--", "positional@9", "2", "0", "athanor"]] {
            let errorOutput = CapturedText()
            let output = CapturedText()
            _ = await project.invocation(output: output.textOutput, errorOutput: errorOutput.textOutput).run(question)
            #expect(output.text == "" && errorOutput.text == "")
        }
    }
}
