/// A line that somebody may have meant as a marker. Without the marker, what stands under it would be taken for part of the
/// section before, or for none.
struct NearMarker {
    /// What it may have been meant as.
    enum Marker: String {
        case upgrade, downgrade

        /// The word by which other tools know it, as in `-- +goose Up` and `-- migrate:up`.
        var shortName: String { self == .upgrade ? "up" : "down" }
    }

    /// Where the line begins.
    let place: SourcePlace
    /// Whether blanks stand before it, which makes it a comment.
    let isIndented: Bool
    /// Whether more stands on the line, as `-- upgrade transaction:false`.
    let hasMoreWords: Bool

    /// The first such line of a text.
    static func first(of marker: Marker, in source: SourceText) -> NearMarker? {
        for line in source.all.lines {
            let text = line.text.trimmingWhitespace()
            guard text.utf8.count < 60, text.hasPrefix("--") else { continue }
            // An indented line is a comment, and said to be one; there must be a marker for going up, though.
            let isIndented = line.text.first?.isWhitespace == true
            if isIndented, marker == .downgrade { continue }
            let words = Self.words(of: text)
            guard Self.isMeant(words, as: marker, text) else { continue }
            return NearMarker(
                place: source.place(atUTF8: line.utf8Range.lowerBound), isIndented: isIndented,
                hasMoreWords: words.count > 1)
        }
        return nil
    }

    /// Whether a line would be the marker of the way back if it were not indented.
    static func isIndentedDowngrade(_ line: Substring) -> Bool {
        let text = line.trimmingWhitespace()
        return line.first?.isWhitespace == true && (text == "-- downgrade" || text == "-- downgrade: irreversible")
    }

    private static func words(of text: Substring) -> [String] {
        text.lowercased().split { !$0.isLetter && $0 != "_" }.map(String.init)
    }

    private static func isMeant(_ words: [String], as marker: Marker, _ text: Substring) -> Bool {
        switch words.count {
        case 1: words[0] == marker.rawValue || words[0] == marker.shortName
        case 2 where ["migrate", "goose", "migration"].contains(words[0]):
            words[1] == marker.shortName || words[1] == marker.rawValue
        // More words, as for other tools; a sentence has neither.
        case 2...: words[0] == marker.rawValue && (text.contains(":") || text.contains("=") || words.count == 2)
        default: false
        }
    }
}
