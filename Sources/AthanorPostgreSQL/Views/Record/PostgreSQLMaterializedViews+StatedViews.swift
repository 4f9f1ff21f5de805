package import Athanor

extension PostgreSQLMaterializedViews {
    /// Looks for the views, each under the settings of its revision, and has the server parse the revisions' queries as
    /// temporary views, in a transaction that is rolled back. The texts of the views in the database are not parsed.
    /// - Throws: ``DatabaseFailure``.
    package func find(_ stated: [StatedView]) async throws -> [StatedViewFinding] {
        guard !stated.isEmpty else { return [] }
        try await connection.query("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE")
        do {
            let found = try await foundInTransaction(stated)
            try await connection.query("ROLLBACK")
            return found
        } catch {
            _ = try? await connection.query("ROLLBACK")
            throw error
        }
    }

    private func foundInTransaction(_ stated: [StatedView]) async throws -> [StatedViewFinding] {
        let relations = try await Scratch.run(
            stated.map { $0.settings + [Relation.looking(for: $0.name)] }, on: connection)
        var findings: [StatedViewFinding] = []
        var compared: [(place: Int, relation: Relation, query: ComparableDefinition.Query)] = []
        for (view, relation) in zip(stated, relations) {
            switch relation {
            case .failure(let error):
                findings.append(StatedViewFinding(view.name, .missing("cannot be looked up: \(error.message)")))
            case .success(let answers):
                guard let row = answers.last?.first, let relation = try Relation(row) else {
                    let schemas = Value(try answers.last?.first?["schemas", as: String.self])
                    findings.append(
                        StatedViewFinding(
                            view.name, .missing("does not exist"),
                            recording: [Self.forgetting(view, in: schemas)]))
                    continue
                }
                findings.append(relation.finding(for: view))
                if let definition = relation.comparableDefinition(of: view) {
                    let query = ComparableDefinition.Query(
                        settings: view.definition?.settings ?? [], creation: definition.scratchCreation)
                    compared.append((findings.count - 1, relation, query))
                }
            }
        }
        let readings = try await ComparableDefinition.readings(of: compared.map(\.query), on: connection)
        let live = try await Scratch.run(
            compared.map { [ComparableDefinition.writing($0.relation.oid)] }, on: connection)
        for ((place, relation, _), (reading, live)) in zip(compared, zip(readings, live)) {
            findings[place] = try Self.finding(of: relation, reading, live: live)
        }
        return findings
    }

    /// Compares a view with what the server made of the revision's query.
    private static func finding(
        of relation: Relation, _ reading: Result<ComparableDefinition.Reading, DatabaseFailure>,
        live: Result<[StatementResult], DatabaseFailure>
    ) throws -> StatedViewFinding {
        switch (reading, live) {
        case (.failure(let error), _), (_, .failure(let error)):
            return StatedViewFinding(relation.name, .notCompared(because: error.message))
        case (.success(let reading), .success(let answers)):
            let isSame = try answers.last?.first?["definition", as: String?.self].map(reading.isDefinition) ?? false
            return StatedViewFinding(
                relation.name, isSame ? .sameAsRevision : .differs,
                recording: [recording(relation.oid, reading, isSame: isSame)])
        }
    }

    /// Returns a statement that records the revision's definition as the definition that revisions gave the view. It
    /// also records the current rule if the definitions are the same. The age of the view's rows is unknown, so this
    /// does not count as a refresh.
    private static func recording(_ oid: Int64, _ reading: ComparableDefinition.Reading, isSame: Bool) -> SQLStatement {
        SQLStatement(
            own: """
                INSERT INTO \(PostgreSQLDialect().name(of: .views)) AS o
                    (schema, name, kind, relation, definition, comparable, rule, noted_at)
                SELECT n.nspname, c.relname, CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END,
                       (\(NotingViews.relation)) || c.oid, $2::text, $3::text,
                       CASE WHEN $4::boolean THEN \(ViewRule.expression) END, '-infinity'
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.oid = $1::oid AND c.relkind IN ('v', 'm')
                ON CONFLICT (schema, name) DO UPDATE
                SET kind = excluded.kind, relation = excluded.relation, definition = excluded.definition,
                    comparable = excluded.comparable, rule = excluded.rule,
                    refresh = CASE WHEN o.relation = excluded.relation THEN o.refresh END,
                    noted_at = CASE WHEN o.relation = excluded.relation AND o.definition <> '' THEN o.noted_at
                                    ELSE excluded.noted_at END
                """, [.integer(oid), .text(reading.made), .text(reading.restored), .boolean(isSame)])
    }

    /// Returns a statement that deletes the row of a missing view.
    /// - Parameter schemas: the schemas that the view may be in, as an array literal.
    fileprivate static func forgetting(_ stated: StatedView, in schemas: Value) -> SQLStatement {
        SQLStatement(
            own: """
                DELETE FROM \(PostgreSQLDialect().name(of: .views)) AS o
                WHERE o.schema = ANY ($1::text[]) AND o.name = $2::text AND o.kind = $3::text
                """,
            [
                schemas, .text(stated.name.name),
                .text(stated.isMaterialized ? "materialized view" : "view"),
            ])
    }

    /// Returns the schemas of the session's search path that exist, in order.
    /// - Throws: ``DatabaseFailure``.
    package func lookupSchemas() async throws -> [String]? {
        try await connection.query(
            own: """
                SELECT s.name FROM pg_catalog.unnest(\(SessionPath.evaluating("pg_catalog.current_schemas(false)")))
                    WITH ORDINALITY AS s (name, place)
                ORDER BY s.place
                """
        ).map { try $0["name", as: String.self] }
    }

    /// Returns a statement that deletes the row of the view in `athanor.views`.
    package func forgetting(_ view: QualifiedName) -> [SQLStatement] {
        [
            SQLStatement(
                own:
                    "DELETE FROM \(PostgreSQLDialect().name(of: .views)) AS o WHERE o.schema = $1::text AND o.name = $2::text",
                [Value(view.schema), .text(view.name)])
        ]
    }
}

/// The relation that a view's name refers to.
private struct Relation {
    let oid: Int64
    let name: QualifiedName
    private let kind: String
    /// The kind of object, as messages name it.
    private let type: String

    static func looking(for name: QualifiedName) -> SQLStatement {
        SQLStatement(
            own: """
                SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, i.type,
                       s.schemas::text AS schemas
                FROM (SELECT CASE WHEN $2::text IS NULL
                                  THEN (\(SessionPath.evaluating("pg_catalog.current_schemas(false)")))::text[]
                                  ELSE ARRAY[$2::text] END AS schemas) AS s
                LEFT JOIN pg_catalog.pg_class AS c ON c.oid = \(SessionPath.relation("$1::text"))
                LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                LEFT JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) AS i
                    ON true
                """, [.text(PostgreSQLDialect().quote(name)), Value(name.schema)])
    }

    /// `nil` if the name refers to no relation.
    init?(_ row: ResultRow) throws {
        guard let found = try row["oid", as: Int64?.self] else { return nil }
        oid = found
        name = QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self])
        kind = try row["kind", as: String.self]
        type = try row["type", as: String.self]
    }

    private func isKind(of stated: StatedView) -> Bool {
        kind == (stated.isMaterialized ? "m" : "v")
    }

    /// Returns the definition to compare it with; `nil` if it cannot be compared.
    func comparableDefinition(of stated: StatedView) -> StatedDefinition? {
        isKind(of: stated) ? stated.definition?.definition : nil
    }

    /// Returns the finding before a comparison.
    func finding(for stated: StatedView) -> StatedViewFinding {
        guard isKind(of: stated) else {
            let schemas = ViewNames.array([name.schema].compactMap(\.self))
            return StatedViewFinding(
                name, .missing("is a \(type) here"),
                recording: [PostgreSQLMaterializedViews.forgetting(stated, in: schemas)])
        }
        return StatedViewFinding(name, .notCompared(because: "no revision gives it a definition"))
    }
}

extension StatedView {
    fileprivate var isMaterialized: Bool { definition?.definition.isMaterialized ?? true }
}

extension StatedDefinition {
    /// The statement that creates the temporary view, so that the server parses the query.
    fileprivate var scratchCreation: SQLStatement {
        let columns = columns.map(PostgreSQLDialect().quote).joined(separator: ", ")
        return SQLStatement(ComparableDefinition.creating(query.text, columns: columns), rewrittenFrom: query)
    }
}
