/// The name of a table, view or index, with its schema where one is given.
public struct QualifiedName: Sendable, Hashable, CustomStringConvertible {
    private let exactSchema: ExactText?
    private let exactName: ExactText

    /// The schema, or `nil` to let the database search for it.
    public var schema: String? { exactSchema?.text }
    /// The name itself, as the database stores it: without quotes, in the stored capitals.
    public var name: String { exactName.text }

    /// A name from its parts, which may contain dots. Two names are equal when their bytes are.
    public init(schema: String?, name: String) {
        exactSchema = schema.map { ExactText($0) }
        exactName = ExactText(name)
    }

    /// A name as it is written in code: `daily_usage` or `reporting.daily_usage`. A literal and a variable mean the same.
    ///
    /// The first dot divides the schema from the name. A schema or a table with a dot in its name is written with
    /// ``init(schema:name:)``.
    public init(_ text: String) {
        // By bytes, as databases see a name: a dot with a combining mark after it divides too.
        guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else {
            self.init(schema: nil, name: text)
            return
        }
        self.init(schema: String(text[..<dot]), name: String(text[text.utf8.index(after: dot)...]))
    }

    /// `schema.name` for people. A part with a dot in it is shown in quotes.
    public var description: String {
        (schema.map { "\(Self.shown($0))." } ?? "") + Self.shown(name)
    }

    /// The name as Athanor's own tables keep it: never in quotes, as every version has written it.
    package var recorded: String {
        schema.map { "\($0).\(name)" } ?? name
    }

    private static func shown(_ part: String) -> String {
        part.utf8.contains(UInt8(ascii: ".")) ? part.quoted(by: "\"") : part
    }
}

extension QualifiedName: ExpressibleByStringLiteral {
    /// A name written in code, as ``init(_:)`` reads it.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
