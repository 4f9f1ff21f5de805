/// A Swift string literal that evaluates to exactly a given text.
struct SwiftLiteral {
    /// The literal.
    let text: String

    /// A literal for a text.
    init(_ content: String) {
        // Adds number signs until nothing in the content can be read as a delimiter or an escape.
        var pounds = "#"
        while Self.holds("\"" + pounds, in: content) || Self.holds("\\" + pounds, in: content) { pounds += "#" }
        // The compiler would turn other line endings into newlines, and it refuses a NUL.
        var escaped = ""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "\r": escaped += "\\\(pounds)r"
            case "\0": escaped += "\\\(pounds)0"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        // A text that begins with a quote could be read as the beginning of a literal of several lines.
        text =
            content.unicodeScalars.contains("\n") || content.utf8.first == UInt8(ascii: "\"")
            ? "\(pounds)\"\"\"\n\(escaped)\n\"\"\"\(pounds)" : "\(pounds)\"\(escaped)\"\(pounds)"
    }

    /// Compares byte by byte, as the compiler does: a combining character after the number sign does not matter.
    private static func holds(_ text: String, in content: String) -> Bool {
        content.utf8.firstRange(of: text.utf8) != nil
    }
}
