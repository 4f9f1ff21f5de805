public import Athanor

extension PostgreSQLMaterializedViews {
    /// Looks for the view under the settings of its revision, and has the server read the revision's query as a temporary view, in a
    /// transaction that is rolled back. The view's own text is not read as SQL.
    /// - Throws: ``DatabaseError``.
    public func find(_ stated: StatedView) async throws -> StatedViewFinding {
        try await connection.query("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE")
        do {
            for setting in stated.settings { try await connection.query(setting) }
            let found = try await foundInTransaction(stated)
            try await connection.query("ROLLBACK")
            return found
        } catch let error as DatabaseError where error.kind != .connectionLost {
            try await connection.query("ROLLBACK")
            return StatedViewFinding(stated.name, .missing("cannot be looked for: \(error.message)"))
        } catch {
            _ = try? await connection.query("ROLLBACK")
            throw error
        }
    }

    private func foundInTransaction(_ stated: StatedView) async throws -> StatedViewFinding {
        let row = try await connection.query(
            own: """
                SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, i.type
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) AS i
                WHERE c.oid = \(SessionPath.relation("$1::text"))
                """, [.text(PostgreSQLDialect().quote(stated.name))]
        ).first
        guard let row else { return StatedViewFinding(stated.name, .missing("does not exist")) }
        let name = QualifiedName(schema: try row.text("schema"), name: try row.text("name"))
        let kind = try row.text("kind")
        let isMaterialized = stated.definition?.definition.isMaterialized ?? true
        guard kind == (isMaterialized ? "m" : "v") else {
            return StatedViewFinding(name, .missing("is a \(try row.text("type")) here"))
        }
        guard let definition = stated.definition?.definition else {
            return StatedViewFinding(name, .notCompared(because: "no revision gives it a definition"))
        }
        let oid = try row.integer("oid")
        do {
            let columns = definition.columns.map(PostgreSQLDialect().quote).joined(separator: ", ")
            let creation = ComparableDefinition.creating(definition.query.text, columns: columns)
            let reading = try await ComparableDefinition.reading(
                Statement(creation, rewrittenFrom: definition.query), on: connection)
            let live = try await ComparableDefinition.of(oid, on: connection)
            let isSame = live.map(reading.isDefinition) ?? false
            return StatedViewFinding(
                name, isSame ? .sameAsRevision : .differs,
                recording: [Self.recording(oid, reading, isSame: isSame)])
        } catch let error as DatabaseError where error.kind != .connectionLost {
            return StatedViewFinding(name, .notCompared(because: error.message))
        }
    }

    /// Enters what a revision says as what revisions made of the view; with the rule that is there, where that is the same. When
    /// its rows are from is not known: so it does not count as refreshed.
    private static func recording(_ oid: Int64, _ reading: ComparableDefinition.Reading, isSame: Bool) -> Statement {
        Statement(
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

    /// Deletes the view's row.
    public func forgetting(_ view: QualifiedName) -> [Statement] {
        [
            Statement(
                own:
                    "DELETE FROM \(PostgreSQLDialect().name(of: .views)) AS o WHERE o.schema = $1::text AND o.name = $2::text",
                [Value(view.schema), .text(view.name)])
        ]
    }
}
