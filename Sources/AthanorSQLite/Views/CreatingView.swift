internal import Athanor

/// The creation of an emulated materialized view.
struct CreatingView {
    private let name: String
    private let ifNotExists: Bool
    /// Whether it replaces an existing view.
    private let replaces: Bool
    private let definition: EmulatedDefinition
    private let indexes: [IndexDefinition]
    /// Whether the view gets data; `nil` if the statement does not say.
    private let withData: Bool?
    private var statement: SourceSlice? { definition.statement }

    /// Parses `CREATE MATERIALIZED VIEW [IF NOT EXISTS] name [(columns)] AS query [WITH [NO] DATA]`, or
    /// `CREATE OR REPLACE MATERIALIZED VIEW name …`.
    /// - Throws: ``OperationError`` with the place.
    init(parsing statement: SourceSlice) throws {
        var parser = try ViewStatementParser(statement)
        parser.accept("CREATE")
        replaces = parser.accept("OR", "REPLACE")
        parser.accept("MATERIALIZED", "VIEW")
        let place = parser.place
        ifNotExists = parser.accept("IF", "NOT", "EXISTS")
        if replaces, ifNotExists {
            throw OperationError(
                "OR REPLACE and IF NOT EXISTS exclude each other", at: place, advice: "Leave one of them out.")
        }
        name = try parser.viewName()
        let columns = parser.acceptNameList() ?? []
        guard parser.accept("AS") else {
            throw OperationError(
                "AS and a query were expected here", at: parser.place,
                advice:
                    "On SQLite, write CREATE [OR REPLACE] MATERIALIZED VIEW name [(columns)] AS SELECT …; "
                    + "other clauses are PostgreSQL's."
            )
        }
        let (tokens, withData) = Self.dividingDataClause(parser.rest)
        guard let query = ViewQuery(tokens, in: statement.source) else {
            throw OperationError(
                "the query is missing", at: parser.place, advice: "Write the view's SELECT after AS.")
        }
        definition = EmulatedDefinition(columns: columns, query: query, statement: statement)
        self.withData = withData
        indexes = []
    }

    /// - Throws: ``OperationError`` or ``ScriptError`` when the query is not one statement, and for features that
    ///   SQLite does not have.
    init(_ operation: CreateMaterializedView) throws {
        let view = operation.view
        try Self.refuseProperties(of: view)
        name = try view.name.emulatedName()
        definition = try EmulatedDefinition(columns: view.columns, query: view.query, of: view.name)
        replaces = false
        ifNotExists = false
        indexes = view.indexes
        withData = view.withData
    }

    private static func refuseProperties(of view: MaterializedViewDefinition) throws(OperationError) {
        let refused: [(Bool, String, String)] = [
            (view.tablespace != nil, "a tablespace", "tablespace"),
            (!view.storage.isEmpty, "storage parameters", "storage"),
            (view.method != nil, "an access method", "method"),
            (view.comment != nil, "a comment", "comment"), (!view.grants.isEmpty, "grants", "grants"),
            (view.owner != nil, "an owner", "owner"),
        ]
        for (isGiven, feature, argument) in refused where isGiven {
            throw OperationError(
                "materialized view \"\(view.name)\" has \(feature), which SQLite does not have",
                advice: "Leave out `\(argument):` where `op.databaseKind == .sqlite`.")
        }
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(
                summary: "\(replaces ? "create or replace" : "create") materialized view \(name)",
                content:
                    "create materialized view \(name)\(definition.columns) \(definition.query.slice.text) \(indexes)",
                origin: statement
            ) { connection, report in
                try await make(on: connection, reporting: report)
                return []
            })
    }

    private func make(on connection: any Connection, reporting report: StepReporter) async throws {
        let remains = try await EmulatedView.named(name, on: connection)
        if let object = try await SchemaObject.named(name, on: connection) {
            let remains = remains?.isReadable == true ? remains : nil
            if let remains, replaces {
                try await ReplacingView(remains, by: definition, withData: withData).make(
                    on: connection, reporting: report)
                return
            }
            if remains != nil, ifNotExists { return }
            throw refusal(because: object, isMaterialized: remains != nil)
        }
        // If someone removed the view with DROP VIEW, its other objects still exist.
        if let remains { try await connection.run(remains.dropping(origin: statement)) }

        let view = EmulatedView(newNamed: name, isPopulated: withData ?? true)
        try await view.refuseTakenNames(at: statement?.start, on: connection)
        try await RecordedView(connection: connection).made(view)
        let columns = try await definition.foundColumns(on: connection)
        try await connection.query(sql: EmulatedView.creatingTable)
        try await connection.query(sql: definition.creating(for: view, columns: columns))
        try await RecomputedRows(
            view: view, names: columns.map(\.name), wasPopulated: false, indexes: try indexes.map(view.creatingIndex),
            origin: definition.origin
        ).make(on: connection)
        try await connection.query(sql: view.notingNew(origin: definition.origin))
    }

    private func refusal(because object: SchemaObject, isMaterialized: Bool) -> OperationError {
        OperationError(
            "there is already \(isMaterialized ? "a materialized view" : object.kindWithArticle) \"\(object.name)\"",
            at: statement?.start,
            advice: isMaterialized
                ? RevisionKind(of: statement).words(
                    sql: "Give it another definition with CREATE OR REPLACE MATERIALIZED VIEW, leave it with "
                        + "CREATE MATERIALIZED VIEW IF NOT EXISTS, or drop it first with DROP MATERIALIZED VIEW.",
                    swift: "Give it another definition with op.replaceMaterializedView, or drop it first with "
                        + "op.dropMaterializedView.")
                : "Choose another name, or drop the object with that name first.")
    }

    private static func dividingDataClause(_ tokens: ArraySlice<Token>) -> (query: ArraySlice<Token>, withData: Bool?) {
        if tokens.suffix(3).map(\.keyword) == ["WITH", "NO", "DATA"] { return (tokens.dropLast(3), false) }
        if tokens.suffix(2).map(\.keyword) == ["WITH", "DATA"] { return (tokens.dropLast(2), true) }
        return (tokens, nil)
    }
}
