extension SQLRevisionFile {
    /// The hint that the built-in template writes into an empty downgrade section. It does not count as a reason.
    package static let wayBackHint =
        "-- (What undoes the upgrade. Nothing to undo? Say why in a comment. No way back? `-- downgrade: irreversible`)"

    /// A warning about an empty downgrade section, or two empty sections: a section that the author forgot to fill in
    /// does nothing, without an error. A comment in the section shows that it is empty on purpose. `nil` if there is no
    /// problem.
    package var emptySectionWarning: RevisionFileWarning? {
        guard case .script(let down) = downgrade, Self.isUnfilled(down) else { return nil }
        if Self.hasStatements(upgrade) {
            return RevisionFileWarning(
                "revision \(header.node.id) has upgrade statements but an empty downgrade section: a downgrade undoes "
                    + "nothing",
                at: Self.marker(before: down),
                advice:
                    "Write what undoes it. Is there nothing to undo? Say why in a comment under `-- downgrade`. Can it "
                    + "not be undone? Write `-- downgrade: irreversible`.")
        }
        // A merge without statements is complete.
        guard header.node.downRevisions.count < 2, Self.isUnfilled(upgrade) else { return nil }
        return RevisionFileWarning(
            "revision \(header.node.id) is empty: it has no statement", at: Self.marker(before: upgrade),
            advice:
                "Fill it in before you apply it; later that counts as an edit. Is it empty on purpose? Say why in a "
                + "comment under `-- upgrade`.")
    }

    /// Whether a section has no statement, and no comment that gives a reason.
    static func isUnfilled(_ section: SourceSlice) -> Bool {
        var walk = SQLWalk(section)
        var words: [String] = []
        while let piece = walk.next() {
            if walk.hasStatement { return false }
            if case .comment(let range) = piece { words += wordsOfReason(in: walk.text(range)) }
        }
        // Removes the hint, even if an editor has wrapped or commented it.
        let hint = wordsOfReason(in: wayBackHint)
        while let range = words.firstRange(of: hint) { words.removeSubrange(range) }
        return words.isEmpty
    }

    /// The words of a comment that may give a reason for an empty section. Empty for a line of dashes, settings of an
    /// editor or a linter, an end mark, a statement, or a note that the section is still to be written.
    private static func wordsOfReason(in comment: String) -> [String] {
        let words = comment.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let marks: Set = ["eof", "end", "of", "file", "sql"]
        let unwritten: Set = ["todo", "fixme", "tbd", "xxx"]
        let statements: Set = ["drop", "alter", "delete", "create", "update", "insert", "truncate", "revoke", "grant"]
        guard let first = words.first else { return [] }
        let isSetting =
            comment.contains("-*-") || ["noinspection", "noqa", "prettier", "sqlfluff", "squawk"].contains(first)
            || ["vim", "vi", "ex"].contains(first) && comment.contains(":")
        let isStatement = statements.contains(first) && comment.last { !$0.isWhitespace && !"*/".contains($0) } == ";"
        return isSetting || isStatement || unwritten.contains(first) || words.allSatisfy(marks.contains) ? [] : words
    }

    /// Whether a section contains anything but comments.
    private static func hasStatements(_ section: SourceSlice) -> Bool {
        var walk = SQLWalk(section)
        return walk.meetsStatement()
    }

    /// The marker's line, which ends at the start of the section.
    private static func marker(before section: SourceSlice) -> SourcePlace {
        let bytes = section.source.text.utf8.prefix(max(0, section.utf8Range.lowerBound - 1))
        let newline = bytes.lastIndex(of: UInt8(ascii: "\n"))
        let start = newline.map { section.source.text.utf8.distance(from: bytes.startIndex, to: $0) + 1 }
        return section.source.place(atUTF8: start ?? 0)
    }
}
