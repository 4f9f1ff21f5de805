internal import Athanor

/// A statement that is sent in a pipeline.
struct PipelinePiece {
    /// The reason why the statement is sent.
    enum Kind {
        /// The caller requested it.
        case asked
        /// It pins or restores the search path and settings, or sets the trusted owners (``PinnedPath``).
        case around
        /// It fails if earlier statements have changed how the server reads later ones (``ReadingSettings``).
        case assertion
    }

    let statement: SQLStatement
    /// The index of the requested statement, or of the one that this is sent for.
    let index: Int
    let kind: Kind

    /// The indices of the earlier requested statements, since the last assertion, that may also have changed a setting.
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

    /// The maximum number of statements for one assertion.
    private static let mostUnasserted = 64

    /// Adds assertions to the statements, and the statements that pin the search path for Athanor's own. Outside a
    /// transaction block, the pinned path ends with the pipeline, which then is one transaction.
    /// - Parameters:
    ///   - isInBlock: whether a transaction block is open at the start.
    ///   - path: the statements that pin the search path and set the trusted owners.
    ///   - assertion: returns a statement that fails if the settings are wrong after the given one.
    static func pieces(
        of statements: ArraySlice<SQLStatement>, isInBlock: Bool, pinning path: PinnedPath,
        asserting assertion: (SQLStatement) -> SQLStatement
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
            // The next statement may end the transaction, take back a setting, or be Athanor's own.
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
