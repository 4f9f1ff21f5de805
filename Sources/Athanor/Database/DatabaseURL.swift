/// The URL of a database. Printing it never shows its password.
public struct DatabaseURL: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The scheme, in lower case.
    public let scheme: String
    /// The URL as it was given, **including the password**: use it to connect, never to show.
    public let textWithPassword: String

    /// Reads the scheme of a URL. The rest is for the database.
    /// - Throws: ``DatabaseURLError`` if there is no scheme.
    public init(_ text: String) throws(DatabaseURLError) {
        let text = String(text.drop(while: \.isWhitespace))
        guard let colon = text.firstIndex(of: ":") else { throw .noScheme }
        let scheme = text[..<colon].lowercased()
        let isScheme =
            !scheme.isEmpty && scheme.first?.isLetter == true
            && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "-" || $0 == ".") }
        guard isScheme else { throw .noScheme }
        self.scheme = scheme
        textWithPassword = text
    }

    /// The text after the scheme's colon, including the password.
    package var afterScheme: Substring {
        textWithPassword.drop { $0 != ":" }.dropFirst()
    }

    /// The URL with every password in it replaced by `***`.
    public var description: String {
        Self.hidingPasswords(in: textWithPassword)
    }

    /// Only the ``description``, so that a dump of a value with a URL shows no password either.
    public var customMirror: Mirror {
        Mirror(self, children: ["url": description])
    }

    private static func hidingPasswords(in text: String) -> String {
        var result = text
        for range in passwords(in: text).reversed() { result.replaceSubrange(range, with: "***") }
        return result
    }

    /// Returns the ranges of passwords in a URL, in order: in the user information, and in parameters with secrets.
    ///
    /// A password may contain an unescaped `@`, `/` or `?`. Everything up to the last `@` is treated as user
    /// information, so that too much is hidden rather than too little. For the same reason a URL without the two
    /// slashes is read as if it had them.
    package static func passwords(in url: String) -> [Range<String.Index>] {
        var ranges: [Range<String.Index>] = []
        let authority = url.firstIndex(of: ":").map { url[$0...].dropFirst().drop { $0 == "/" }.startIndex }
        if let authority, let at = url[authority...].lastIndex(of: "@"),
            let colon = url[authority..<at].firstIndex(of: ":")
        {
            ranges.append(url.index(after: colon)..<at)
        }
        var rest = url[...]
        while let start = rest.firstIndex(where: { $0 == "?" || $0 == "&" }) {
            let parameter = rest[start...].dropFirst().prefix { $0 != "&" }
            if let equals = parameter.firstIndex(of: "="), namesSecret(parameter[..<equals].utf8) {
                ranges.append(parameter.index(after: equals)..<parameter.endIndex)
            }
            rest = rest[parameter.endIndex...]
        }
        return merging(ranges)
    }

    /// Returns whether a parameter's value is secret. Reads the name as `libpq` does, which also decodes names.
    /// - Parameter name: the name as written, in UTF-8.
    package static func namesSecret(_ name: some Sequence<UInt8>) -> Bool {
        var bytes: [UInt8] = []
        var pending = Array(name)[...]
        while let byte = pending.popFirst() {
            let digits = pending.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let decoded = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(decoded)
                pending = pending.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        return ["password", "passwd", "oauth_client_secret", "scram_client_key", "scram_server_key"].contains {
            text.hasSuffix($0)
        }
    }

    /// Merges overlapping ranges. The `@` of a parameter may have been read as the end of user information; then two
    /// ranges overlap.
    private static func merging(_ ranges: [Range<String.Index>]) -> [Range<String.Index>] {
        var merged: [Range<String.Index>] = []
        for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

/// An error: a text is not a database URL.
public enum DatabaseURLError: Error, Sendable, Hashable {
    /// The text does not begin with a scheme. (The error does not contain the text, because it may hold a password.)
    case noScheme
    /// The text begins with the scheme of a database system that was not requested.
    /// - Parameters:
    ///   - scheme: the scheme; empty if no slashes follow it.
    ///   - examples: a URL of each requested system.
    case otherScheme(_ scheme: String, examples: [String])
}

extension DatabaseURLError: ExplainedError {
    /// The problem, and examples of URLs.
    public var explanation: Explanation {
        switch self {
        case .noScheme:
            Explanation(
                "the database URL does not begin with a scheme",
                advice: "A URL begins with the name of its database system and a colon; `athanor --help` shows some.")
        case .otherScheme(let scheme, let examples):
            Explanation(
                scheme.isEmpty
                    ? "the database URL belongs to another database system"
                    : "the database URL begins with \"\(scheme):\", which belongs to another database system",
                state: "Nothing was opened.",
                advice: examples.isEmpty
                    ? "No database system was given: give one, such as `PostgreSQL()`."
                    : "Give a URL like \(examples.joined(separator: " or ")), or the database system that this URL "
                        + "belongs to.")
        }
    }
}
