internal import Athanor

/// A statement that is sent in a pipeline.
struct PipelinePiece {
    /// Why it is sent.
    enum Kind {
        /// It was asked for.
        case asked
        /// It changes the search path for statements of Athanor's own.
        case around
        /// It fails where statements before it have changed how the server reads those after it (``ReadingSettings``).
        case assertion
    }

    let statement: Statement
    /// The place of the statement that was asked for, or of the one that this is sent for.
    let index: Int
    let kind: Kind

    /// The statements before one that no assertion came between, and that may have changed a setting as well.
    static func candidates(before index: Int, in pieces: [PipelinePiece]) -> [Int] {
        var earlier: [Int] = []
        for piece in pieces.prefix(while: { $0.index < index }).reversed() {
            if piece.kind == .assertion { break }
            if piece.kind == .asked, ReadingSettings.Moment(after: piece.statement) == .later {
                earlier.append(piece.index)
            }
        }
        return earlier.reversed()
    }

    /// The most statements that one assertion is for.
    private static let mostUnasserted = 64

    /// Statements with what pins the search path for those of Athanor's own, and with assertions. Outside of a block the path
    /// ends with the pipeline, which is one transaction then.
    /// - Parameters:
    ///   - isInBlock: whether a transaction block is open when they begin.
    ///   - path: pins the search path, and says whom to trust.
    ///   - assertion: gives what fails where the settings are not as they must be after a statement.
    static func pieces(
        of statements: ArraySlice<Statement>, isInBlock: Bool, pinning path: PinnedPath,
        asserting assertion: (Statement) -> Statement
    ) -> [PipelinePiece] {
        var pieces: [PipelinePiece] = []
        pieces.reserveCapacity(statements.count)
        var (isInBlock, isPinned) = (isInBlock, false)
        var unasserted = 0
        func assertIfNeeded(at index: Int, ifMoreThan count: Int = 0) {
            guard unasserted > count else { return }
            pieces.append(PipelinePiece(statement: assertion(statements[index]), index: index, kind: .assertion))
            unasserted = 0
        }
        for (index, statement) in zip(statements.indices, statements) {
            let command = TransactionCommand(statement)
            // What follows may end the transaction, take back a setting, or be Athanor's.
            if statement.isOwn || command == .end || ReadingSettings.Moment.mayHide(statement) {
                assertIfNeeded(at: index - 1)
            }
            if statement.isOwn, !isPinned {
                pieces.append(PipelinePiece(statement: path.setting, index: index, kind: .around))
            } else if !statement.isOwn, isPinned {
                pieces.append(PipelinePiece(statement: PinnedPath.leaving, index: index - 1, kind: .around))
            }
            if !statement.isOwn, MetadataTablesTrust.isAsked(by: statement) {
                pieces.append(PipelinePiece(statement: path.trusting, index: index, kind: .around))
            }
            isPinned = statement.isOwn
            pieces.append(PipelinePiece(statement: statement, index: index, kind: .asked))
            switch ReadingSettings.Moment(after: statement) {
            case .never: break
            case .later:
                unasserted += 1
                assertIfNeeded(at: index, ifMoreThan: mostUnasserted)
            case .atOnce:
                unasserted += 1
                assertIfNeeded(at: index)
            }
            switch command {
            case .begin: isInBlock = true
            case .end: isInBlock = false
            case nil: break
            }
        }
        if isPinned, isInBlock, let last = statements.indices.last {
            pieces.append(PipelinePiece(statement: PinnedPath.leaving, index: last, kind: .around))
        }
        return pieces
    }
}
