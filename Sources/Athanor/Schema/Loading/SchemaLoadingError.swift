/// An error: a file that describes a schema cannot be loaded.
package struct SchemaLoadingError: ExplainedError {
    /// A statement that failed in its last attempt.
    struct Failed: Sendable {
        let failure: DatabaseFailure
        let verdict: LoadingVerdict

        init(_ failure: DatabaseFailure, _ verdict: LoadingVerdict) {
            self.failure = failure
            self.verdict = verdict
        }

        fileprivate var isWrong: Bool { if case .wrong = verdict { true } else { false } }
    }

    /// The statements that remain when none of them succeeds any more, in order.
    private let remaining: [Failed]

    init(_ remaining: [Failed]) {
        self.remaining = remaining
    }

    /// The failures of all these statements.
    package var failures: [DatabaseFailure] { remaining.map(\.failure) }

    /// The error of the statement that is most likely at fault, at its place in the file, and the other statements.
    ///
    /// That is the first statement that is wrong in itself, else the first: statements that need a missing object often
    /// only wait for one that is wrong.
    package var explanation: Explanation {
        guard let failed = remaining.first(where: \.isWrong) ?? remaining.first else {
            return Explanation("a file that describes a schema cannot be loaded")
        }
        var explanation = failed.failure.explanation
        explanation.advice = failed.failure.advice
        if case .wrong(let advice?) = failed.verdict { explanation.advice = advice }
        let others = remaining.count - 1
        if others > 0 {
            let places = remaining.map(\.failure).filter { $0 != failed.failure }.prefix(3).compactMap { failure in
                failure.statement?.place(atPosition: nil).map { "\($0.description): \(failure.message)" }
            }
            explanation.notes.append(
                Explanation.Note(
                    label: "ALSO",
                    text: (places + (others > places.count ? ["and \(others - places.count) more"] : []))
                        .joined(separator: "\n")))
        }
        explanation.state = "It ran on a scratch database. Nothing was changed."
        return explanation
    }
}
