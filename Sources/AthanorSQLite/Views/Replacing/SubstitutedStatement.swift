internal import Athanor

/// A statement of a revision with a part of its text replaced.
///
/// Errors still have their exact place: the position that SQLite reports in the new text is converted to the original
/// text.
struct SubstitutedStatement {
    /// The statement, or a part of it, as it is written in the revision.
    let original: SourceSlice
    /// The replaced range, in UTF-8 offsets of the whole source text.
    let replaced: Range<Int>
    /// The new text.
    let replacement: String

    /// The ranges that are removed after that one, in order.
    var leftOut: [Range<Int>] = []

    private var edits: [(range: Range<Int>, text: String)] {
        [(range: replaced, text: replacement)] + leftOut.map { (range: $0, text: "") }
    }

    private var text: String {
        var result = ""
        var copied = original.utf8Range.lowerBound
        for edit in edits {
            result += original.source[copied..<edit.range.lowerBound].text + edit.text
            copied = edit.range.upperBound
        }
        return result + original.source[copied..<original.utf8Range.upperBound].text
    }

    /// Runs the statement.
    /// - Throws: ``DatabaseFailure`` with the statement and the position as in the revision.
    func run(on connection: any Connection) async throws {
        do {
            try await connection.query(sql: SQLStatement(text, rewrittenFrom: original))
        } catch var error as DatabaseFailure {
            error.statement = SQLStatement(original)
            error.position = error.position.map(originalPosition)
            throw error
        }
    }

    /// Returns the position in the original statement for one in the new text. Both count characters from 1.
    private func originalPosition(_ position: Int) -> Int {
        var shift = 0
        for edit in edits {
            let before = original.source[original.utf8Range.lowerBound..<edit.range.lowerBound].text.unicodeScalars
                .count
            let start = before + shift
            let (new, old) = (edit.text.unicodeScalars.count, original.source[edit.range].text.unicodeScalars.count)
            if position <= start { break }
            if position <= start + new { return before + 1 }
            shift += new - old
        }
        return position - shift
    }
}
