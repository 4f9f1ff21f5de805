package import RevisionHistory

extension SQLRevisionFile {
    /// The range of the down revisions in a file: the text after the colon of `-- down_revision:`.
    package static func downRevisionRange(in source: SourceText) -> Range<Int>? {
        // As when reading the header: the first paragraph is always the message.
        var isMessage = true
        var messageHasBegun = false
        for line in source.all.lines {
            if line.text == "-- upgrade" { return nil }
            let content = line.text.trimmingWhitespace().dropFirst(2).trimmingWhitespace()
            if content.isEmpty {
                if messageHasBegun { isMessage = false }
            } else if isMessage {
                messageHasBegun = true
            } else if content.hasPrefix("\(SQLRevisionHeader.Key.downRevision.rawValue):"),
                let colon = line.text.firstIndex(of: ":")
            {
                let before = line.text.utf8.distance(from: line.text.startIndex, to: colon) + 1
                let start = line.utf8Range.lowerBound
                return start + before..<start + line.text.utf8.count
            }
        }
        return nil
    }

    /// The text there for given revisions.
    package static func downRevisionText(_ ids: [RevisionID]) -> String {
        ids.isEmpty ? "" : " " + ids.map(\.rawValue).joined(separator: ", ")
    }
}
