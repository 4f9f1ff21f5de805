/// A line that may be meant as the `-- upgrade` marker, in a file without one.
struct NearMarker {
    /// The beginning of the line.
    let place: SourcePlace
    /// Whether it is indented, which makes it a comment.
    let isIndented: Bool
    /// Whether the line contains more words, such as `-- upgrade transaction:false`.
    let hasMoreWords: Bool

    /// The first such line of a text.
    static func first(in source: SourceText) -> NearMarker? {
        for line in source.all.lines {
            let text = line.text.trimmingWhitespace()
            guard text.hasPrefix("--") else { continue }
            let words = text.lowercased().split { !$0.isLetter && $0 != "_" }.map(String.init)
            guard Self.isMeant(words, text) else { continue }
            return NearMarker(
                place: source.place(atUTF8: line.utf8Range.lowerBound),
                isIndented: line.text.first?.isWhitespace == true, hasMoreWords: words.count > 1)
        }
        return nil
    }

    private static func isMeant(_ words: [String], _ text: Substring) -> Bool {
        let names = ["upgrade", "up"]
        return switch words.count {
        case 1: names.contains(words[0])
        case 2 where ["migrate", "goose", "migration"].contains(words[0]): names.contains(words[1])
        // More words, as other tools use them. A sentence contains neither `:` nor `=`.
        case 2...: words[0] == "upgrade" && (text.contains(":") || text.contains("=") || words.count == 2)
        default: false
        }
    }
}
