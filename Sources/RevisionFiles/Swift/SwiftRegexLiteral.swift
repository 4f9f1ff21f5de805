/// The regular expressions in Swift source: `/…/`, and `#/…/#` with any number of `#`, also over several lines.
///
/// Source: SE-0354, and `tryScanRegexLiteral` in the compiler's `lib/Parse/Lexer.cpp`.
enum SwiftRegexLiteral {
    /// The length of the `#/…/#` that a text begins with, in UTF-8; `nil` if it begins with none.
    static func lengthBetweenNumberSigns(_ text: Substring.UTF8View) -> Int? {
        let pounds = text.prefix { $0 == UInt8(ascii: "#") }.count
        guard pounds > 0, text.dropFirst(pounds).first == UInt8(ascii: "/") else { return nil }
        let closing = [UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "#"), count: pounds)
        var rest = text.dropFirst(pounds + 1)
        let isOneLine = !isNewline(rest.first { !isBlank($0) })
        while let byte = rest.first {
            if rest.starts(with: closing) { return text.count - rest.count + closing.count }
            if isOneLine, isNewline(byte) { return nil }
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "\\"), !isNewline(rest.first) { rest = rest.dropFirst() }
        }
        return nil
    }

    /// The length of the `/…/` that a text begins with, in UTF-8; `nil` if the slash is an operator. The literal is on
    /// one line, and has no blank at its ends and no group that it does not open.
    static func lengthBetweenSlashes(_ text: Substring.UTF8View) -> Int? {
        var rest = text.dropFirst()
        guard let first = rest.first, !isBlank(first) else { return nil }
        var last = first
        var (groups, classes) = (0, 0)
        while let byte = rest.popFirst(), !isNewline(byte) {
            switch byte {
            case UInt8(ascii: "\\"):
                guard !isNewline(rest.first) else { return nil }
                last = rest.popFirst() ?? byte
                continue
            case UInt8(ascii: "/"):
                // A comment that begins at the closing slash is a comment.
                let isComment = rest.first == UInt8(ascii: "/") || rest.first == UInt8(ascii: "*")
                return isBlank(last) || isComment ? nil : text.count - rest.count
            case UInt8(ascii: "["): classes += 1
            case UInt8(ascii: "]"): classes = max(0, classes - 1)
            case UInt8(ascii: "(") where classes == 0: groups += 1
            case UInt8(ascii: ")") where classes == 0:
                guard groups > 0 else { return nil }
                groups -= 1
            default: break
            }
            last = byte
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func isNewline(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
