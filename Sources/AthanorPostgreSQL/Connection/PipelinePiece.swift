internal import Athanor

/// A statement that is sent in a pipeline: one that was asked for, or one around those of Athanor's own that changes the
/// search path for them.
struct PipelinePiece {
    let statement: Statement
    /// The place of the statement that was asked for, or of the one that this is sent for.
    let index: Int
    /// Whether its result is one that was asked for.
    let isAskedFor: Bool

    /// Statements with what pins the search path for those of Athanor's own. Outside of a block the path ends with the
    /// pipeline, which is one transaction then.
    /// - Parameter isInBlock: whether a transaction block is open when they begin.
    static func pieces(of statements: ArraySlice<Statement>, isInBlock: Bool) -> [PipelinePiece] {
        var pieces: [PipelinePiece] = []
        pieces.reserveCapacity(statements.count)
        var (isInBlock, isPinned) = (isInBlock, false)
        for (index, statement) in zip(statements.indices, statements) {
            if statement.isOwn, !isPinned {
                pieces.append(PipelinePiece(statement: PinnedPath.setting, index: index, isAskedFor: false))
            } else if !statement.isOwn, isPinned {
                pieces.append(PipelinePiece(statement: PinnedPath.leaving, index: index - 1, isAskedFor: false))
            }
            isPinned = statement.isOwn
            pieces.append(PipelinePiece(statement: statement, index: index, isAskedFor: true))
            switch TransactionCommand(statement) {
            case .begin: isInBlock = true
            case .end: isInBlock = false
            case nil: break
            }
        }
        if isPinned, isInBlock, let last = statements.indices.last {
            pieces.append(PipelinePiece(statement: PinnedPath.leaving, index: last, isAskedFor: false))
        }
        return pieces
    }
}
