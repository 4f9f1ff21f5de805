internal import Athanor

/// A statement of a revision with a part of its text replaced.
///
/// Errors are shown at their exact place all the same: what SQLite says of the new text is carried back to the old.
struct SubstitutedStatement {
    /// The statement, or a part of it, as it stands in the revision.
    let original: SourceSlice
    /// What is replaced, in UTF-8 offsets of the whole source text.
    let replaced: Range<Int>
    /// What stands there instead.
    let replacement: String

    private var before: String {
        original.source[original.utf8Range.lowerBound..<replaced.lowerBound].text
    }

    private var text: String {
        before + replacement + original.source[replaced.upperBound..<original.utf8Range.upperBound].text
    }

    /// Runs it.
    /// - Throws: ``DatabaseError`` with the statement and the position as in the revision.
    func run(on connection: any Connection) async throws {
        do {
            try await connection.query(Statement(text, rewrittenFrom: original))
        } catch var error as DatabaseError {
            error.statement = Statement(original)
            error.position = error.position.map(originalPosition)
            throw error
        }
    }

    private func originalPosition(_ position: Int) -> Int {
        let start = before.unicodeScalars.count
        let replacementEnd = start + replacement.unicodeScalars.count
        if position <= start { return position }
        if position <= replacementEnd { return start + 1 }
        return position - replacementEnd + start + original.source[replaced].text.unicodeScalars.count
    }
}
