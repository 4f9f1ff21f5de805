/// Runs SQL as it is written: one statement or several.
public struct ExecuteSQL: MigrationOperation, Hashable {
    /// SQL with the values for its placeholders.
    public struct BoundScript: Sendable, Hashable {
        /// The SQL with its place in the source, for errors.
        public let script: SourceSlice
        /// The values for `$1`, `$2` …, on every database.
        public let values: [Value]

        /// SQL with values.
        public init(_ script: SourceSlice, values: [Value] = []) {
            self.script = script
            self.values = values
        }
    }

    /// The SQL to run.
    public let sql: BoundScript
    /// The SQL that undoes it; `nil` when none was given.
    public let reverse: BoundScript?
    /// The files that its statements read the queries of views from.
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

    /// The steps for the script's statements, in the database's dialect.
    /// - Throws: ``ScriptError``; ``OperationError`` when values are given and the script does not have exactly one
    ///   statement, or the statement cannot have values on this database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        let reader = database.module.scriptReader
        guard !sql.values.isEmpty else {
            return try reader.statements(in: sql.script).flatMap { statement in
                if let said = statement.freshness {
                    return try said.target.noted(of: said.view, for: database.module, from: statement.slice)
                        .attributed(to: StepSource(statement))
                }
                let expanded = try statement.expanded(with: definitionFiles, by: reader)
                return try database.module.dialect.lower(expanded).attributed(to: StepSource(expanded))
            }
        }
        let statements = try reader.statementsWithPlaceholders(in: sql.script)
        guard statements.count == 1 else {
            throw OperationError(
                "values are given for \(statements.count) statements", at: sql.script.start,
                advice: "Give values to one statement at a time: an op.execute for each.")
        }
        return try statements.flatMap { statement in
            try database.module.dialect.lower(statement).map { try bound($0, for: database.module) }
                .attributed(to: StepSource(statement, values: sql.values))
        }
    }

    /// Returns a step of the statement with the values.
    private func bound(_ step: LoweredStep, for database: any DatabaseModule) throws(OperationError) -> LoweredStep {
        guard case .statement(let lowered) = step.content else {
            throw OperationError(
                "\"\(Self.shortened(sql.script.text))\" cannot have values on \(database.displayName)",
                at: sql.script.start, advice: "Write them into the statement.")
        }
        let statement = SQLStatement(lowered.statement.text, sql.values, rewrittenFrom: lowered.statement.origin)
        return .statement(LoweredStatement(statement, execution: lowered.execution, command: lowered.command))
    }

    /// The SQL given as `reverse:`.
    public var inverse: Inverse {
        reverse.map { .operations([ExecuteSQL($0, reverse: sql, definitionFiles: definitionFiles)]) }
            ?? .impossible(because: "it does not carry the SQL that undoes it; give it with `reverse:`")
    }

    /// The SQL on one line, cut to 60 characters.
    static func shortened(_ sql: String) -> String {
        let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count <= 60 ? words : words.prefix(59) + "…"
    }
}
