/// Runs SQL as it was written: one statement or a script of several.
public struct ExecuteSQL: Operation, Hashable {
    /// SQL with the values for its placeholders.
    public struct BoundScript: Sendable, Hashable {
        /// The SQL with the place that its errors are shown at.
        public let script: SourceSlice
        /// The values for `$1`, `$2` …, on every database.
        public let values: [Value]

        /// SQL with values.
        public init(_ script: SourceSlice, values: [Value] = []) {
            self.script = script
            self.values = values
        }
    }

    /// What runs.
    public let sql: BoundScript
    /// What undoes it; `nil` when nothing is known to.
    public let reverse: BoundScript?
    /// Where the files are that its statements take the queries of views from.
    public let definitionFiles: DefinitionFiles

    /// The operation. `op.execute` makes one.
    public init(_ sql: BoundScript, reverse: BoundScript? = nil, definitionFiles: DefinitionFiles = .none) {
        self.sql = sql
        self.reverse = reverse
        self.definitionFiles = definitionFiles
    }

    /// A script without values.
    public init(script: SourceSlice, definitionFiles: DefinitionFiles = .none) {
        self.init(BoundScript(script), definitionFiles: definitionFiles)
    }

    /// `execute …` with the beginning of the SQL.
    public var summary: String { "execute \(Self.shortened(sql.script.text))" }

    /// The script's statements, each as the database's dialect takes it.
    /// - Throws: ``ScriptError``; ``OperationError`` when there are values and not exactly one statement.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        let reader = database.scriptReader
        guard !sql.values.isEmpty else {
            return try reader.statements(in: sql.script).flatMap { statement in
                if let said = statement.freshness {
                    return try said.target.noted(of: said.view, for: database, from: statement.slice)
                }
                return try database.dialect.lower(try statement.expanded(with: definitionFiles, by: reader))
            }
        }
        let statements = try reader.statementsWithPlaceholders(in: sql.script)
        guard statements.count == 1 else {
            throw OperationError(
                "values are given for \(statements.count) statements", at: sql.script.start,
                advice: "Give values to one statement at a time: an op.execute for each.")
        }
        return try statements.flatMap { try database.dialect.lower($0) }.map { step in
            guard case .statement(let lowered) = step else {
                throw OperationError(
                    "\"\(Self.shortened(sql.script.text))\" cannot have values on \(database.displayName)",
                    at: sql.script.start, advice: "Write them into the statement.")
            }
            let statement = Statement(
                lowered.statement.text, sql.values, rewrittenFrom: lowered.statement.origin)
            return .statement(
                LoweredStatement(statement, execution: lowered.execution, command: lowered.command))
        }
    }

    /// What was given as `reverse:`.
    public var inverse: Inverse {
        reverse.map { .operations([ExecuteSQL($0, reverse: sql, definitionFiles: definitionFiles)]) }
            ?? .impossible(because: "nothing says what undoes this SQL; give that with `reverse:`")
    }

    /// SQL on one line, cut to what fits one.
    static func shortened(_ sql: String) -> String {
        let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count <= 60 ? words : words.prefix(59) + "…"
    }
}
