/// What is wrong with a URL that `libpq` cannot read, in words of ours: its own quote the piece at fault.
///
/// Source: `conninfo_uri_parse_options` and `conninfo_uri_decode` in PostgreSQL's `fe-connect.c`.
enum UnreadableURL: String {
    case lacksSlashes = "it has no // after its scheme"
    case wrongPercent = "a % in it is not followed by two hexadecimal digits"
    case forbiddenNUL = "it holds %00, which no part of a URL may be"
    case wrongBrackets = "the brackets around an IPv6 address are not right"
    case wrongPort = "a port in it is not a number from 1 to 65535"
    case wrongParameters = "its parameters, after the ?, are not all known, or are not written as name=value"
    case other = "it cannot be read"

    /// The problem that a message of `libpq` is about.
    init(reason: String) {
        let known: [(text: String, problem: UnreadableURL)] = [
            ("percent-encoded", .wrongPercent), ("%00", .forbiddenNUL), ("IPv6", .wrongBrackets),
            ("\"]\"", .wrongBrackets),
            ("port", .wrongPort), ("query parameter", .wrongParameters), ("key/value separator", .wrongParameters),
        ]
        // What is quoted is a piece of the URL.
        let words = reason.split(separator: "\"", maxSplits: 1)
        let beginning = words.first.map(String.init) ?? ""
        self =
            known.first { beginning.contains($0.text) }?.problem
            ?? (reason.contains("\"]\"") ? .wrongBrackets : .other)
    }
}
