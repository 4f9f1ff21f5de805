internal import Athanor

/// Views that are recreated together: a view that changes, or a table's dependents, with all views that read them.
struct ViewFamily: Sendable {
    /// The views, each after the views that it reads.
    var views: [CapturedView]
    /// Their uses of each other, and of the relation that they all depend on.
    let uses: Set<DependentViewGraph.Use>

    /// Reads the views that depend on a relation.
    /// - Parameters:
    ///   - relation: the relation.
    ///   - columns: only readers of these columns count as direct ones; `nil` for all.
    ///   - includesRelation: whether the relation itself is a view that is recreated.
    /// - Throws: ``OperationError`` for views that read each other; ``DatabaseFailure``.
    init(
        dependingOn relation: Int64, columns: [String]? = nil, includesRelation: Bool, on connection: any Connection
    ) async throws {
        try await connection.query(sql: SQLStatement(ReplacingSession.pinnedPath))
        (views, uses) = try await connection.leavingNoLocks {
            let graph = try await DependentViewGraph(of: relation, columns: columns, on: connection)
            try await Self.refuse(circular: graph.circular, on: connection)
            let oids = (includesRelation ? [relation] : []) + graph.readers
            return (try await CapturedView.capture(oids, on: connection), graph.uses)
        }
    }

    /// Refuses views that read each other, since they cannot be created in any order.
    private static func refuse(circular views: Set<Int64>, on connection: any Connection) async throws {
        guard !views.isEmpty else { return }
        let names = try await connection.query(
            own: """
                SELECT pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, v.oid, 0) AS name
                FROM pg_catalog.unnest($1::oid[]) AS v (oid) ORDER BY name
                """, [.text(CapturedView.array(views.sorted()))]
        ).map { try $0["name", as: String.self] }
        throw OperationError(
            names.count == 1
                ? "\(names[0]) reads itself" : "\(names.joined(separator: ", ")) read each other in a circle",
            advice: "Such views cannot be queried, and cannot be recreated in any order. "
                + "Drop them earlier in this revision, or change the definition of one.")
    }

    var oids: [Int64] { views.map(\.oid) }

    /// The schemas of the views, in order of first appearance.
    var schemas: [String] {
        views.reduce(into: [ExactText]()) { schemas, view in
            let schema = ExactText(view.schema)
            if !schemas.contains(schema) { schemas.append(schema) }
        }.map(\.text)
    }

    /// The materialized views, and the views that read one, directly or through others.
    var readersOfMaterialized: Set<Int64> {
        var found = Set(views.filter { $0.kind == .materialized }.map(\.oid))
        for view in views where uses.contains(where: { $0.reader == view.oid && found.contains($0.read) }) {
            found.insert(view.oid)
        }
        return found
    }

    /// Whether a materialized view is populated, so that sessions can be reading its rows.
    var holdsData: Bool { views.contains { $0.kind == .materialized && $0.isPopulated } }

    /// The views' versions by OID, for ``LockedChange/expected``.
    var versions: [Int64: String] { Dictionary(views.map { ($0.oid, $0.version) }) { first, _ in first } }

    /// Statements that lock each materialized view, with its TOAST table, against commands that work on it, but not
    /// against readers. They reset an option that is rarely set, and must be rolled back.
    ///
    /// Source: PostgreSQL documentation, "Explicit Locking" and "ALTER TABLE" (`SHARE UPDATE EXCLUSIVE` for
    /// autovacuum-related storage parameters).
    var makingWay: [String] {
        views.filter { $0.kind == .materialized }.map {
            "ALTER MATERIALIZED VIEW \(PostgreSQLDialect().quote($0.qualifiedName)) "
                + "RESET (toast.autovacuum_vacuum_threshold)"
        }
    }

    /// Statements that lock each view against readers and change nothing. They lock a view before the views that it
    /// reads, as a reader would. `LOCK TABLE` does not accept materialized views, and would also lock what a view
    /// reads.
    ///
    /// Sequences of views come last: their lock blocks `nextval`, which keeps its lock until its transaction ends.
    var locking: [String] {
        views.reversed().map { view in
            "ALTER \(view.kind.keywords) \(PostgreSQLDialect().quote(view.qualifiedName)) "
                + "OWNER TO \(PostgreSQLDialect().quote(view.owner))"
        } + views.flatMap { ViewCreation($0, in: $0.schema).owningSequences }
    }

    /// Statements that drop all views, each before the views that it reads. Rules that were added to a view may read
    /// its readers, so they are dropped first. The sequences of a view's columns lose their owner column, since they
    /// would be dropped with it.
    var dropping: [String] {
        let dialect = PostgreSQLDialect()
        let rules = views.flatMap { view in
            view.rules.map { "DROP RULE \(dialect.quote($0.name)) ON \(dialect.quote(view.qualifiedName))" }
        }
        let sequences = views.flatMap(\.sequences).map {
            "ALTER SEQUENCE \(dialect.quote(QualifiedName(schema: $0.schema, name: $0.name))) OWNED BY NONE"
        }
        return rules + sequences
            + views.reversed().map { "DROP \($0.kind.keywords) \(dialect.quote($0.qualifiedName))" }
    }

    /// Returns the text of each view's query by its OID. It follows the current search path.
    /// - Throws: ``DatabaseFailure``.
    func definitions(on connection: any Connection) async throws -> [Int64: String] {
        let deparsed = SessionPath.evaluating("pg_catalog.pg_get_viewdef(v.oid)")
        let rows = try await connection.query(
            own: """
                SELECT v.oid::bigint AS oid, pg_catalog.rtrim(\(deparsed), '; ') AS definition
                FROM pg_catalog.unnest($1::oid[]) AS v (oid)
                """, [.text(CapturedView.array(oids))])
        // A view that another session has dropped has no definition.
        return Dictionary(
            try rows.compactMap { row in
                try row["definition", as: String?.self].map { (try row["oid", as: Int64.self], $0) }
            }, uniquingKeysWith: { first, _ in first })
    }
}
