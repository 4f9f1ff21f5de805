import Athanor
import Testing

@testable import AthanorPostgreSQL

@Suite struct ErasingAdviceTests {
    @Test("A full table of locks gets advice that fits erasing, and keeps it in the error")
    func fullTableOfLocks() {
        var failure = DatabaseFailure(
            kind: .outOfResources, code: "53200", message: "out of shared memory",
            hint: "You might need to increase max_locks_per_transaction.",
            advice: "Divide the work into several revisions.")
        failure = PostgreSQLEraser.explained(failure)
        let text = "\(ErasingError.refused(failure))"
        #expect(text.contains("DROP DATABASE") && text.contains("max_locks_per_transaction = …"), "\(text)")
        #expect(text.contains("Nothing was erased.") && !text.contains("revisions"), "\(text)")
    }

    @Test("Other errors keep their advice")
    func otherErrors() {
        let memory = DatabaseFailure(
            kind: .outOfResources, code: "53200", message: "out of memory", advice: "The server has no memory left.")
        #expect(PostgreSQLEraser.explained(memory) == memory)
    }
}
