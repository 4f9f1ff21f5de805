/// A Swift string literal that evaluates to exactly a given text.
struct SwiftLiteral {
    /// The literal.
    let text: String

    /// A literal for a text.
    init(_ content: String) {
        // Adds number signs until nothing in the content can be read as a delimiter or an escape.
        var pounds = "#"
        while Self.holds("\"" + pounds, in: content) || Self.holds("\\" + pounds, in: content) { pounds += "#" }
        // A text that begins with a quote could be read as the beginning of a literal of several lines.
        let isSeveralLines = content.unicodeScalars.contains("\n") || content.utf8.first == UInt8(ascii: "\"")
        var escaped = ""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\n"
            case "\t" where isSeveralLines: escaped += "\t"
            case "\t": escaped += "\\\(pounds)t"
            case "\r": escaped += "\\\(pounds)r"
            case _ where Self.isInvisible(scalar): escaped += "\\\(pounds)u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        text = isSeveralLines ? "\(pounds)\"\"\"\n\(escaped)\n\"\"\"\(pounds)" : "\(pounds)\"\(escaped)\"\(pounds)"
    }

    /// Whether the compiler refuses a scalar in a literal, or turns it into another, or an editor may. The compiler
    /// reads no control characters.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: false
        }
    }

    /// Compares byte by byte, as the compiler does: a combining character after the number sign does not matter.
    private static func holds(_ text: String, in content: String) -> Bool {
        content.utf8.firstRange(of: text.utf8) != nil
    }
}
