import Foundation

/// An error that `upgrade` or `downgrade` of a Swift revision threw.
///
/// Athanor calls them to list the operations, before anything runs. An error of a run is a ``PlanError`` with the
/// explanation of this one.
struct RevisionCodeError: ExplainedError {
    /// The revision.
    let revision: RevisionID
    /// The direction: `upgrade` or `downgrade` threw.
    let direction: RevisionStep.Direction
    /// The error.
    let cause: any Error

    /// The explanation of the cause; for another error, its text.
    var explanation: Explanation {
        guard let cause = cause as? any ExplainedError else {
            return Explanation(
                "`\(direction)` threw an error: \(text)",
                advice:
                    "Correct what it reads, or the revision's code. Athanor calls `\(direction)` before it runs anything."
            )
        }
        var explanation = cause.explanation
        // An error with a place names a file, and not the revision.
        if explanation.place != nil { explanation.message = "revision \(revision): \(explanation.message)" }
        return explanation
    }

    /// The text of the cause. Errors of Foundation do not name their file.
    private var text: String {
        if let error = cause as? CocoaError {
            return [error.filePath, error.localizedDescription].compactMap(\.self).joined(separator: ": ")
        }
        // The localized description of a decoding error does not name the key.
        let described = cause is DecodingError ? nil : (cause as? any LocalizedError)?.errorDescription
        return described ?? String(describing: cause)
    }
}
