/// A conflict of a merge that nobody has solved yet: the three lines that a version control system leaves, one after the other.
enum MergeConflict {
    /// What the lines begin with.
    static let marks: [StaticString] = ["<<<<<<< ", "=======", ">>>>>>> "]

    /// Where the first conflict begins, in UTF-8 offsets of the source.
    /// - Parameter lines: all lines that begin with one of the marks, in order, and perhaps others.
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
            "a conflict of a merge begins here, and is not solved", at: place,
            advice:
                "Keep one side or both, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>. Two revisions "
                + "that come after the same one are joined by `athanor merge`, not in one file.")
    }
}
