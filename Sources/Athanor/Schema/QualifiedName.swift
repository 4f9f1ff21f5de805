/// The name of a table, view or index, with its schema where one is given.
public struct QualifiedName: Sendable, Hashable, CustomStringConvertible {
    /// The schema, or `nil` to let the database search for it.
    public let schema: String?
    /// The name itself, as the database stores it: without quotes, in the stored capitals.
    public let name: String

    /// A name.
    public init(schema: String? = nil, _ name: String) {
        self.schema = schema
        self.name = name
    }

    /// `schema.name`, unquoted, for people.
    public var description: String {
        schema.map { "\($0).\(name)" } ?? name
    }
}

extension QualifiedName: ExpressibleByStringLiteral {
    /// A name written in code, as `"daily_usage"` or `"reporting.daily_usage"`. The first dot divides; a schema or table
    /// with a dot in its name is written with ``init(schema:_:)``.
    public init(stringLiteral value: String) {
        guard let dot = value.firstIndex(of: ".") else {
            self.init(value)
            return
        }
        self.init(schema: String(value[..<dot]), String(value[value.index(after: dot)...]))
    }
}
