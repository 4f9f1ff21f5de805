internal import Athanor

/// The options of a foreign-data wrapper or of what belongs to one. Values can be passwords: a description has none.
struct ForeignOptions: Sendable, Hashable, Codable {
    /// The options by name.
    let options: [Option]

    /// An option.
    struct Option: Sendable, Hashable, Codable {
        let name: ExactText
        let value: ExactText

        /// The option in OPTIONS.
        var sql: String {
            let dialect = PostgreSQLDialect()
            return "\(dialect.quote(name.text)) \(dialect.quoteText(value.text))"
        }
    }

    /// Options by name.
    init(_ options: [Option]) {
        self.options = options
    }

    /// Reads a list of options.
    /// - Throws: `DecodingError` when it is something else.
    init(from decoder: any Decoder) throws {
        options = try decoder.singleValueContainer().decode([Option].self)
    }

    /// Writes a list of options.
    /// - Throws: errors of the encoder.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(options)
    }

    /// The clause in a CREATE statement; `nil` without options.
    var clause: String? {
        options.isEmpty ? nil : Self.clause(options.map(\.sql))
    }

    /// The clause in an ALTER statement; `nil` if the options are the same.
    func change(to new: ForeignOptions) -> String? {
        var changes: [String] = []
        for option in options where !new.options.contains(where: { $0.name == option.name }) {
            changes.append("DROP \(PostgreSQLDialect().quote(option.name.text))")
        }
        for option in new.options where !options.contains(option) {
            let isPresent = options.contains { $0.name == option.name }
            changes.append("\(isPresent ? "SET" : "ADD") \(option.sql)")
        }
        return changes.isEmpty ? nil : Self.clause(changes)
    }

    private static func clause(_ parts: [String]) -> String { "OPTIONS (\(parts.joined(separator: ", ")))" }
}

extension ForeignOptions: CustomStringConvertible, CustomReflectable {
    /// The names of the options.
    var description: String { "options \(options.map(\.name.text).joined(separator: ", "))" }

    var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
