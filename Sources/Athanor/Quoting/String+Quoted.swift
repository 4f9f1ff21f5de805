/// Quoting byte by byte, as databases read quotes.
///
/// For Swift, a quote followed by a combining mark is a single character that is not a quote (`'` and U+0301 form one).
/// `replacing("'", with: "''")` therefore skips it, but for a database it ends the text.
extension String {
    /// The text between quotes, each quote inside it doubled.
    package func quoted(by quote: String) -> String {
        quote + replacingBytes(of: quote, with: quote + quote) + quote
    }

    /// The text without its opening and closing quotes, with each doubled quote inside made single.
    package func unquoted(by quote: String) -> String {
        Substring(utf8.dropFirst(quote.utf8.count).dropLast(quote.utf8.count))
            .replacingBytes(of: quote + quote, with: quote)
    }
}

extension StringProtocol {
    /// The text with each occurrence of a part replaced, also if combining marks follow it.
    /// - Parameters:
    ///   - part: the text to replace, not empty.
    ///   - replacement: the new text.
    package func replacingBytes(of part: String, with replacement: String) -> String {
        let part = Array(part.utf8)
        guard let first = part.first, utf8.contains(first) else { return String(self) }
        var result: [UInt8] = []
        var rest = Array(utf8)[...]
        while !rest.isEmpty {
            if rest.starts(with: part) {
                result += replacement.utf8
                rest = rest.dropFirst(part.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether a part occurs, also if combining marks follow it.
    package func containsBytes(of part: String) -> Bool {
        utf8.firstRange(of: Array(part.utf8)) != nil
    }
}
