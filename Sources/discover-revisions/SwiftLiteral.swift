/// A text as a Swift string literal that gives back exactly that text.
struct SwiftLiteral {
    /// The literal.
    let text: String

    /// A literal for a text.
    init(_ content: String) {
        // As many number signs as it takes for nothing in the content to be read as a delimiter or an escape.
        var pounds = "#"
        while Self.holds("\"" + pounds, in: content) || Self.holds("\\" + pounds, in: content) { pounds += "#" }
        // The compiler would turn other line endings into newlines, and it takes a NUL for a mistake.
        var escaped = ""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "\r": escaped += "\\\(pounds)r"
            case "\0": escaped += "\\\(pounds)0"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        // A line that begins with quotes could be read as the beginning of a literal of several lines.
        text =
            content.unicodeScalars.contains("\n") || content.utf8.first == UInt8(ascii: "\"")
            ? "\(pounds)\"\"\"\n\(escaped)\n\"\"\"\(pounds)" : "\(pounds)\"\(escaped)\"\(pounds)"
    }

    /// Compared byte by byte, as the compiler does: a combining character after the number sign changes nothing.
    private static func holds(_ text: String, in content: String) -> Bool {
        content.utf8.firstRange(of: text.utf8) != nil
    }
}
