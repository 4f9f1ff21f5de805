internal import Athanor

/// A partially applied revision, as JSON.
struct PartiallyAppliedDocument: Encodable {
    let revision: String
    let command: String
    let finishedParts: Int
    let updatedRows: Int64?
    let begunStatement: BegunStatementDocument?
    let remaining: [String]?

    init(_ half: PartiallyApplied) {
        revision = half.revision.rawValue
        command = "\(half.direction)"
        finishedParts = half.finishedSegments
        updatedRows = half.backfilledRows
        begunStatement = half.begunStatement
        remaining = half.remaining
    }
}

/// A statement whose outcome was not recorded, as JSON.
struct BegunStatementDocument: Encodable {
    let statement: String
    /// `recoverable` or `unknown`.
    let outcome: String
}

extension PartiallyApplied {
    /// The statement whose outcome was not recorded.
    var begunStatement: BegunStatementDocument? {
        guard case .statement(let summary, let state)? = begun else { return nil }
        return BegunStatementDocument(statement: summary, outcome: state.rawValue)
    }
}
