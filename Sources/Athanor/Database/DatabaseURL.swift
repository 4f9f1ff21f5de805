/// Where a database is. Printing one never shows its password.
public struct DatabaseURL: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The scheme, in lower case.
    public let scheme: String
    /// The URL as it was given, **password included**: for connecting, never for showing.
    public let textWithPassword: String

    /// Takes a URL apart as far as its scheme; the rest belongs to the database.
    /// - Throws: ``DatabaseURLError`` when there is no scheme.
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

    /// Everything after the scheme's colon, password included.
    public var afterScheme: Substring {
        textWithPassword.drop { $0 != ":" }.dropFirst()
    }

    /// The URL with every password in it replaced by `***`.
    public var description: String {
        Self.hidingPasswords(in: textWithPassword)
    }

    /// Nothing but the ``description``: a dump of a value that holds a URL shows no password either.
    public var customMirror: Mirror {
        Mirror(self, children: ["url": description])
    }

    static func hidingPasswords(in text: String) -> String {
        guard let slashes = text.range(of: "://") else { return hidingPasswordParameters(in: text) }
        // A password may hold an `@`, `/` or `?` that nobody escaped: everything up to the last `@` is taken for user
        // information, so that too much is hidden rather than too little.
        guard let at = text[slashes.upperBound...].lastIndex(of: "@"),
            let colon = text[slashes.upperBound..<at].firstIndex(of: ":")
        else { return hidingPasswordParameters(in: text) }
        return text[...colon] + "***" + hidingPasswordParameters(in: String(text[at...]))
    }

    private static func hidingPasswordParameters(in text: String) -> String {
        guard let question = text.firstIndex(of: "?") else { return text }
        let parameters = text[text.index(after: question)...].split(separator: "&", omittingEmptySubsequences: false)
        let hidden = parameters.map { parameter -> String in
            guard let equals = parameter.firstIndex(of: "=") else { return String(parameter) }
            return parameter[..<equals].lowercased().hasSuffix("password")
                ? "\(parameter[...equals])***" : String(parameter)
        }
        return text[...question] + hidden.joined(separator: "&")
    }
}

/// A text is not a database URL.
public enum DatabaseURLError: Error, Sendable, Hashable {
    /// It does not begin with a scheme. (The text is not carried along: it may hold a password.)
    case noScheme
}

extension DatabaseURLError: ExplainedError {
    /// What a URL looks like.
    public var explanation: Explanation {
        var explanation = Explanation("the database URL does not begin with a scheme")
        explanation.advice = "Write it as postgresql://user@host/database or sqlite:path/to/file.db."
        return explanation
    }
}
