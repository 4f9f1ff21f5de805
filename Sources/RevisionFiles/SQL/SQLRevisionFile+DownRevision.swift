package import RevisionHistory

extension SQLRevisionFile {
    /// The range of the down revisions in a file: the text after the colon of `-- down_revision:`.
    package static func downRevisionRange(in source: SourceText) -> Range<Int>? {
        valueRange(of: .downRevision, in: source)
    }

    /// The place of a text in the header's values, for messages about the graph.
    /// - Parameters:
    ///   - text: the text: an id or a label.
    ///   - properties: the properties to look in, in order.
    ///   - source: the file.
    /// - Returns: the place; `nil` if the text is in none of the values.
    package static func place(of text: String, in properties: [GraphProperty], of source: SourceText) -> SourcePlace? {
        for property in properties {
            guard let range = valueRange(of: property.headerKey, in: source) else { continue }
            let value = Array(source[range].text.utf8)
            for found in value.ranges(of: Array(text.utf8)) {
                // A whole item of the list, not the beginning of another id.
                let neighbours = [value[..<found.lowerBound].last, value[found.upperBound...].first]
                guard neighbours.allSatisfy({ $0 == nil || [0x20, 0x09, 0x0D, 0x2C].contains($0) }) else { continue }
                return source.place(atUTF8: range.lowerBound + found.lowerBound)
            }
        }
        return nil
    }

    /// The range of a key's value: the text after the colon.
    private static func valueRange(of key: SQLRevisionHeader.Key, in source: SourceText) -> Range<Int>? {
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
            } else if content.hasPrefix("\(key.rawValue):"),
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
