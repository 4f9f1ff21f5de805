internal import Foundation

/// The problem with a URL that `libpq` cannot read, in Athanor's words: the text of `libpq` may quote a piece of the
/// password.
///
/// Source: `conninfo_uri_parse_options` and `conninfo_uri_decode` in PostgreSQL's `fe-connect.c`.
enum UnreadableURL: String {
    case lacksSlashes = "it has no // after its scheme"
    case wrongPercent = "a % in it is not followed by two hexadecimal digits"
    case forbiddenNUL = "it contains %00, which is not allowed in a URL"
    case wrongBrackets = "the brackets around an IPv6 address are not right"
    case wrongPort = "a port in it is not a number from 1 to 65535"
    case wrongParameters = "its parameters, after the ?, are not all known, or are not written as name=value"
    case controlCharacter = "a value in it holds a control character"
    case wrongValue = "a value in it is not valid for its parameter"
    case other = "it cannot be read"

    /// The problem that a message of `libpq` is about.
    init(reason: String) {
        let known: [(text: String, problem: UnreadableURL)] = [
            ("percent-encoded", .wrongPercent), ("%00", .forbiddenNUL), ("IPv6", .wrongBrackets),
            ("\"]\"", .wrongBrackets),
            ("port", .wrongPort), ("query parameter", .wrongParameters), ("key/value separator", .wrongParameters),
        ]
        // A quoted text is a piece of the URL.
        let words = reason.split(separator: "\"", maxSplits: 1)
        let beginning = words.first.map(String.init) ?? ""
        self =
            known.first { beginning.contains($0.text) }?.problem
            ?? (reason.contains("\"]\"") ? .wrongBrackets : .other)
    }

    /// The problem with the ports of a URL, separated by commas; `nil` for none.
    init?(ports: String) {
        let isRight = ports.split(separator: ",").allSatisfy { port in
            Int(port.filter { !$0.isWhitespace }).map((1...65535).contains) ?? false
        }
        guard !isRight else { return nil }
        self = .wrongPort
    }

    /// The problem when `libpq` refuses a value that it could parse, and quotes it; `nil` for any other message, and
    /// for a value that does not occur in the URL.
    ///
    /// Source: `connectOptions2` and `parse_int_param` in PostgreSQL's `fe-connect.c`.
    init?(refusal message: String, in forms: [String]) {
        // `libpq` notices some only when it connects to the first host, and then names that host first.
        let isRefusal = message.components(separatedBy: " failed: ").contains { reason in
            let pieces = reason.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            guard pieces.count > 1, forms.contains(where: { $0.contains(pieces[1]) }) else { return false }
            let words = pieces[0]
            return words.hasPrefix("invalid ") || words.hasPrefix("could not parse network address")
                || words.contains("require_auth method") || pieces[pieces.count - 1].hasPrefix(" invalid when")
        }
        guard isRefusal else { return nil }
        self = .wrongValue
    }
}
