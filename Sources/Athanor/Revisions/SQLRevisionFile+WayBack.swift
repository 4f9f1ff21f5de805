extension SQLRevisionFile {
    /// What the built-in template writes into an empty downgrade section. It says nothing by itself.
    static let wayBackHint =
        "-- (What undoes the upgrade. Nothing to undo? Say why in a comment. No way back? `-- downgrade: irreversible`)"

    /// What is wrong with the way back, or with both ways: a section that somebody forgot to fill in does nothing, and says
    /// nothing of it. A comment in the section shows that it was meant. `nil` where all is well.
    var emptySectionWarning: RevisionFileWarning? {
        guard case .script(let down) = downgrade, Self.isUnfilled(down) else { return nil }
        if Self.hasStatements(upgrade) {
            return RevisionFileWarning(
                "revision \(header.node.id) has statements to go up, and an empty downgrade section: a downgrade undoes "
                    + "nothing of it",
                at: Self.marker(before: down),
                advice:
                    "Write what undoes it. Is there nothing to undo? Say why in a comment under `-- downgrade`. Is there no "
                    + "way back? Write `-- downgrade: irreversible`.")
        }
        // A merge without statements is complete.
        guard header.node.downRevisions.count < 2, Self.isUnfilled(upgrade) else { return nil }
        return RevisionFileWarning(
            "revision \(header.node.id) is empty: no statement stands in it", at: Self.marker(before: upgrade),
            advice:
                "Fill it in before it is applied; later that counts as an edit. Is it meant to be empty? Say why in a "
                + "comment under `-- upgrade`.")
    }

    /// Whether a section has no statement, and no comment that says why.
    static func isUnfilled(_ section: SourceSlice) -> Bool {
        var walk = SQLWalk(section)
        var words: [String] = []
        while let piece = walk.next() {
            if walk.hasStatement { return false }
            if case .comment(let range) = piece { words += wordsOfReason(in: walk.text(range)) }
        }
        // The hint, however an editor has wrapped or commented it.
        let hint = wordsOfReason(in: wayBackHint)
        while let range = words.firstRange(of: hint) { words.removeSubrange(range) }
        return words.isEmpty
    }

    /// The words of a comment that can say why nothing is done; none of a line of dashes, of settings of an editor or a linter,
    /// of a mark of the end, of a statement, or of one that says that something is still to be written.
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

    /// Whether anything but comments stands in a section.
    private static func hasStatements(_ section: SourceSlice) -> Bool {
        var walk = SQLWalk(section)
        return walk.meetsStatement()
    }

    /// The marker's line, which ends where the section begins.
    private static func marker(before section: SourceSlice) -> SourcePlace {
        let bytes = section.source.text.utf8.prefix(max(0, section.utf8Range.lowerBound - 1))
        let newline = bytes.lastIndex(of: UInt8(ascii: "\n"))
        let start = newline.map { section.source.text.utf8.distance(from: bytes.startIndex, to: $0) + 1 }
        return section.source.place(atUTF8: start ?? 0)
    }
}
