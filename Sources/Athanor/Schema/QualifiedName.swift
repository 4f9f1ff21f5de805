/// The name of a table, view or index, with its schema if given.
public struct QualifiedName: Sendable, Hashable, CustomStringConvertible {
    private let exactSchema: ExactText?
    private let exactName: ExactText

    /// The schema, or `nil` to let the database search for it.
    public var schema: String? { exactSchema?.text }
    /// The name itself, as the database stores it: without quotes, with the stored upper and lower case.
    public var name: String { exactName.text }

    /// A name from its parts, which may contain dots. Two names are equal when their bytes are.
    public init(schema: String?, name: String) {
        exactSchema = schema.map { ExactText($0) }
        exactName = ExactText(name)
    }

    /// A name as it is written in code: `daily_usage` or `reporting.daily_usage`. A literal and a variable mean the
    /// same.
    ///
    /// The first dot separates the schema from the name. If a schema or table has a dot in its name, use
    /// ``init(schema:name:)``.
    public init(_ text: String) {
        // Compares bytes, as databases do: a dot followed by a combining mark also separates.
        guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else {
            self.init(schema: nil, name: text)
            return
        }
        self.init(schema: String(text[..<dot]), name: String(text[text.utf8.index(after: dot)...]))
    }

    /// `schema.name` for messages. A part that contains a dot is shown in quotes.
    public var description: String {
        (schema.map { "\(Self.shown($0))." } ?? "") + Self.shown(name)
    }

    /// The name in the metadata tables: never in quotes, as every version has written it.
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
