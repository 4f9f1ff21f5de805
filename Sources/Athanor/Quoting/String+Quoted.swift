/// Quotes as databases see them: byte by byte.
///
/// To Swift a quote with a combining mark after it is a character that is no quote (`'` and U+0301 are one), so that
/// `replacing("'", with: "''")` passes it over; to a database it ends the text.
extension String {
    /// The text between quotes, each quote inside it doubled.
    package func quoted(by quote: String) -> String {
        quote + replacingBytes(of: quote, with: quote + quote) + quote
    }

    /// What stands between the quotes that the text begins and ends with, each doubled one inside it single.
    package func unquoted(by quote: String) -> String {
        Substring(utf8.dropFirst(quote.utf8.count).dropLast(quote.utf8.count))
            .replacingBytes(of: quote + quote, with: quote)
    }
}

extension StringProtocol {
    /// The text with each occurrence of a part replaced, whatever marks follow the part.
    /// - Parameters:
    ///   - part: what is replaced, not empty.
    ///   - replacement: what stands in its place.
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

    /// Whether a part occurs, whatever marks follow it.
    package func containsBytes(of part: String) -> Bool {
        utf8.firstRange(of: Array(part.utf8)) != nil
    }
}
