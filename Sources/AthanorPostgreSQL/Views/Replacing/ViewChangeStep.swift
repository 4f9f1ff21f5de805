internal import Athanor

/// A step of a change of views. ``LiveViewChange`` runs it, and ``ScriptedViewChange`` writes it into a script.
///
/// Both read the same list of steps, so a script contains what a run does. Where a run asks the server first, the case
/// has what a script needs instead.
enum ViewChangeStep: Sendable {
    /// Explains an error of a step. Returns errors that it does not know as they are.
    typealias Explanation = @Sendable (any Error) -> any Error

    /// Ensures that the views are unchanged since they were read. A run has taken their locks (``ViewLock``) before it
    /// read them, so it does nothing here; a script takes the locks and compares the views.
    case unchanged(ScriptedFamily)
    /// Statements that are sent in one round trip.
    case run([SQLStatement])
    /// The privileges of a view that was just created. A run reads those that the view has already; a script assumes
    /// those that default privileges may grant.
    case privileges(ExactPrivileges)
    /// A change that needs strong locks. A run retries it, and updates the new views between attempts; in a script the
    /// server retries it.
    case locked(PatientChange)
    /// Steps of the revision. A script contains the statements that were written for them.
    case work([LoweredStep])
    /// A check of the database, which may throw or report. Only a run does it.
    case check(@Sendable (any Connection, StepReporter) async throws -> Void)
    /// A progress message. Only a run reports it.
    case say(String)
    /// Several steps, with an explanation of their errors.
    indirect case steps([ViewChangeStep], explained: Explanation = { $0 })

    /// Statements that are sent in one round trip.
    static func texts(_ texts: [String]) -> ViewChangeStep { .run(texts.map { SQLStatement($0) }) }
}
