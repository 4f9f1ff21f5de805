extension SQLRevisionFile {
    /// What the built-in template writes into an empty downgrade section. It says nothing by itself.
    static let wayBackHint =
        "-- (What undoes the upgrade. Nothing to undo? Say why in a comment. No way back? `-- downgrade: irreversible`)"

    /// What is wrong with the way back, or with both ways: a section that somebody forgot to fill in does nothing, and says
    /// nothing of it. A comment in the section shows that it was meant. `nil` where all is well.
    var emptySectionWarning: RevisionFileWarning? {
        // A merge has nothing to do.
        guard header.node.downRevisions.count < 2, case .script(let down) = downgrade, Self.isUnfilled(down) else {
            return nil
        }
        if Self.hasStatements(upgrade) {
            return RevisionFileWarning(
                "revision \(header.node.id) has statements to go up, and an empty downgrade section: a downgrade undoes "
                    + "nothing of it",
                at: Self.marker(before: down),
                advice:
                    "Write what undoes it. Is there nothing to undo? Say why in a comment under `-- downgrade`. Is there no "
                    + "way back? Write `-- downgrade: irreversible`.")
        }
        guard Self.isUnfilled(upgrade) else { return nil }
        return RevisionFileWarning(
            "revision \(header.node.id) is empty: no statement stands in it", at: Self.marker(before: upgrade),
            advice:
                "Fill it in before it is applied; later that counts as an edit. Is it meant to be empty? Say why in a "
                + "comment under `-- upgrade`.")
    }

    /// Whether nothing stands in a section, no comment either.
    private static func isUnfilled(_ section: SourceSlice) -> Bool {
        section.lines.allSatisfy { line in
            let text = line.text.trimmingWhitespace()
            return text.isEmpty || text == wayBackHint
        }
    }

    /// Whether anything but comments of one line stands in a section.
    private static func hasStatements(_ section: SourceSlice) -> Bool {
        section.lines.contains { line in
            let text = line.text.trimmingWhitespace()
            return !text.isEmpty && !text.utf8.starts(with: [0x2D, 0x2D])
        }
    }

    /// The marker's line, which ends where the section begins.
    private static func marker(before section: SourceSlice) -> SourcePlace {
        let bytes = section.source.text.utf8.prefix(max(0, section.utf8Range.lowerBound - 1))
        let newline = bytes.lastIndex(of: UInt8(ascii: "\n"))
        let start = newline.map { section.source.text.utf8.distance(from: bytes.startIndex, to: $0) + 1 }
        return section.source.place(atUTF8: start ?? 0)
    }
}
