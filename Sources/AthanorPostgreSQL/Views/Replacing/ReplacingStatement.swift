internal import Athanor

/// Athanor's own statement `CREATE OR REPLACE MATERIALIZED VIEW name [(columns)] AS query [WITH [NO] DATA]`.
///
/// It creates a missing view, as `CREATE OR REPLACE VIEW` does. PostgreSQL has no such statement for materialized
/// views, so this hides none of the server's statements.
struct ReplacingStatement {
    /// The operation if the view exists.
    let replacement: ReplaceMaterializedView
    /// The statement if the view does not exist: PostgreSQL's own.
    let creation: SQLStatement
    /// Whether the view should be populated afterwards.
    let data: DataClause
    private let statement: SourceSlice

    /// The clause about a view's data.
    enum DataClause: Sendable, Hashable {
        /// No clause: the view is populated afterwards if it was before.
        case unsaid
        /// `WITH DATA`.
        case filled
        /// `WITH NO DATA`.
        case empty
    }

    /// Parses a statement; `nil` for every statement that does not begin with `CREATE OR REPLACE MATERIALIZED VIEW`.
    /// - Throws: ``OperationError`` with the position.
    init?(_ statement: SourceSlice) throws(OperationError) {
        var tokens = ViewStatementTokens(statement)
        guard tokens.accept("CREATE", "OR", "REPLACE"), let kind = tokens.rest.first,
            tokens.accept("MATERIALIZED", "VIEW")
        else { return nil }
        let end = statement.utf8Range.upperBound
        let rest = statement.source[kind.utf8Range.lowerBound..<end]
        creation = SQLStatement("CREATE \(rest.text)", rewrittenFrom: rest)
        let name = try Self.name(&tokens)
        let columns = try Self.columns(&tokens)
        guard tokens.accept("AS") else {
            throw OperationError(
                "AS and a query were expected here", at: tokens.place,
                advice:
                    "Write CREATE OR REPLACE MATERIALIZED VIEW name [(columns)] AS SELECT …; storage, tablespace and access "
                    + "method stay what they are, and ALTER MATERIALIZED VIEW changes them.")
        }
        let (query, data) = Self.dividingDataClause(tokens.rest)
        guard let first = query.first, let last = query.last else {
            throw OperationError(
                "the query is missing", at: tokens.place,
                advice: "Write the view's SELECT after AS, or FILE and the path of a definition file.")
        }
        let slice = statement.source[first.utf8Range.lowerBound..<last.utf8Range.upperBound]
        replacement = ReplaceMaterializedView(name: name, columns: columns, query: .written(slice))
        self.data = data
        self.statement = statement
    }

    private static func name(_ tokens: inout ViewStatementTokens) throws(OperationError) -> QualifiedName {
        let place = tokens.place
        if tokens.accept("IF", "NOT", "EXISTS") {
            throw OperationError(
                "OR REPLACE and IF NOT EXISTS contradict each other", at: place, advice: "Leave out one of them.")
        }
        guard let first = tokens.acceptName() else {
            throw OperationError(
                "a view's name is missing", at: place, advice: "Write the name of the materialized view.")
        }
        guard tokens.accept(symbol: ".") else { return QualifiedName(schema: nil, name: first) }
        guard let second = tokens.acceptName() else {
            throw OperationError(
                "a name is missing after the schema \(first)", at: tokens.place,
                advice: "Write the name of the materialized view.")
        }
        return QualifiedName(schema: first, name: second)
    }

    private static func columns(_ tokens: inout ViewStatementTokens) throws(OperationError) -> [String] {
        guard tokens.accept(symbol: "(") else { return [] }
        var columns: [String] = []
        repeat {
            guard let column = tokens.acceptName() else {
                throw OperationError(
                    "a column's name was expected here", at: tokens.place,
                    advice: "Write names with commas: (user_id, target_date).")
            }
            columns.append(column)
        } while tokens.accept(symbol: ",")
        guard tokens.accept(symbol: ")") else {
            throw OperationError(
                "\")\" was expected here", at: tokens.place, advice: "Close the list of columns.")
        }
        return columns
    }

    private static func dividingDataClause(
        _ tokens: ArraySlice<ViewStatementTokens.Token>
    ) -> (query: ArraySlice<ViewStatementTokens.Token>, data: DataClause) {
        let end = tokens.suffix(3).map { $0.depth == 0 ? $0.keyword : nil }
        if end == ["WITH", "NO", "DATA"] { return (tokens.dropLast(3), .empty) }
        return end.suffix(2) == ["WITH", "DATA"] ? (tokens.dropLast(2), .filled) : (tokens, .unsaid)
    }

    /// Returns the steps of the replacement; when run, they create the view if it does not exist.
    /// - Throws: ``OperationError`` for an invalid name or query.
    func steps(_ dialect: PostgreSQLDialect) throws -> [LoweredStep] {
        let name = try dialect.identifier(replacement.name)
        let query = try dialect.querySource(replacement.query, of: "materialized view \(replacement.name)")
        let step = ReplacingView(operation: replacement, query: query, kind: .sql, fills: data == .filled).step
        var steps = [step]
        if case .resolvedWhenRun(let replacing) = step.content {
            steps = [.resolvedWhenRun(creatingIfAbsent(replacing))]
        }
        if data == .empty {
            let emptying = SQLStatement("REFRESH MATERIALIZED VIEW \(name) WITH NO DATA", rewrittenFrom: statement)
            steps.append(.statement(LoweredStatement(emptying, command: "REFRESH MATERIALIZED VIEW")))
        }
        return steps
    }

    private func creatingIfAbsent(_ replacing: ResolvedStep) -> ResolvedStep {
        let (creation, name) = (creation, replacement.name)
        let creating: @Sendable (any Connection) async throws -> [SQLStatement]? = { connection in
            guard case .free(let place, let later) = try await CreationPlace(of: name, on: connection) else {
                return nil
            }
            return [creation] + (later.map { [Self.warning(created: place, besides: $0)] } ?? [])
        }
        var previewing = replacing.previewing
        if case .statements(let statements) = previewing {
            previewing = .statements { connection in
                guard let creating = try await creating(connection) else { return try await statements(connection) }
                return try await PreviewedViews(view: name, on: connection).preview(creating)
            }
        }
        return ResolvedStep(
            summary: replacing.summary, content: "\(replacing.content)\n\(statement.text)", origin: statement,
            previewing: previewing, rebuiltTables: replacing.rebuiltTables, longBuild: replacing.longBuild
        ) { connection, reporter in
            if let creating = try await creating(connection) { return creating }
            return try await replacing.statements(connection, reporter)
        }
    }

    /// A warning that the server raises, in a run and in a script.
    private static func warning(created: QualifiedName, besides other: QualifiedName) -> SQLStatement {
        let dialect = PostgreSQLDialect()
        let message =
            "materialized view \(created) was created; \(other), in a later schema of the search path, stays as it is"
        let hint =
            "To replace that one, write its schema: CREATE OR REPLACE MATERIALIZED VIEW \(dialect.quote(other)) AS"
        return SQLStatement.block(
            "RAISE WARNING USING MESSAGE = \(dialect.quoteText(message)), HINT = \(dialect.quoteText(hint));")
    }
}
