/// An unresolved merge conflict: the three marker lines of a version control system, in order.
enum MergeConflict {
    /// The beginnings of the marker lines.
    static let marks: [StaticString] = ["<<<<<<< ", "=======", ">>>>>>> "]

    /// The start of the first conflict, as a UTF-8 offset in the source.
    /// - Parameter lines: at least all lines that begin with one of the marks, in order.
    static func start(in lines: [SourceSlice.Line]) -> Int? {
        var (start, isDivided) = (Int?.none, false)
        for line in lines {
            if line.text.hasPrefix("<<<<<<< ") {
                (start, isDivided) = (line.utf8Range.lowerBound, false)
            } else if line.text == "=======" {
                isDivided = start != nil
            } else if line.text.hasPrefix(">>>>>>> "), isDivided {
                return start
            }
        }
        return nil
    }

    static func error(at place: SourcePlace) -> RevisionFileError {
        RevisionFileError(
            "an unresolved merge conflict begins here", at: place,
            advice:
                "Keep one side or both, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>. Two revisions "
                + "that come after the same one are joined by `athanor merge`, not in one file.")
    }
}
