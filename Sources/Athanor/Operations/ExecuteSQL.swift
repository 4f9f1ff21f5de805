/// Runs SQL as it was written: one statement or a script of several.
public struct ExecuteSQL: Operation, Hashable {
    /// The SQL with the place that its errors are shown at.
    public let script: SourceSlice

    /// The directive. `op.execute` makes one.
    public init(script: SourceSlice) {
        self.script = script
    }

    /// `execute …` with the beginning of the SQL.
    public var summary: String { "execute \(Self.shortened(script.text))" }

    /// The script's statements, each as the database's dialect takes it.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try database.scriptReader.statements(in: script).flatMap { try database.dialect.lower($0) }
    }

    /// SQL on one line, cut to what fits one.
    static func shortened(_ sql: String) -> String {
        let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count <= 60 ? words : words.prefix(59) + "…"
    }
}
