internal import Athanor

/// Where new views are built before they take the place of the old: a schema for each schema that these are in, so that names
/// stay as they are. They exist within one transaction only.
struct BuildingSchemas: Sendable {
    /// The building schema for each schema.
    let names: [String: String]
    /// The schemas of the old views, in the order in which they are searched.
    let sources: [String]
    /// Whether they are made and removed here, rather than kept by the administrator.
    let areOwn: Bool
    private let dialect = PostgreSQLDialect()

    /// Names them.
    /// - Throws: ``OperationError`` when the role may not create schemas and none are kept for it; ``DatabaseError``.
    init(for sources: [String], session: ReplacingSession, on connection: any Connection) async throws {
        self.sources = sources
        areOwn = session.mayCreateSchemas
        guard !areOwn else {
            names = Dictionary(
                uniqueKeysWithValues: sources.enumerated().map {
                    ($1, "athanor_building_\(session.processID)_\($0 + 1)")
                })
            return
        }
        let rows = try await connection.query(
            own: """
                SELECT n.nspname AS name
                FROM pg_catalog.pg_namespace AS n
                WHERE n.nspname ~ '^athanor_building_[0-9]+$'
                  AND pg_catalog.has_schema_privilege(n.oid, 'CREATE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.relnamespace = n.oid)
                  AND pg_catalog.pg_try_advisory_xact_lock(
                      pg_catalog.hashtextextended('athanor building schema ' || n.nspname, 0))
                ORDER BY n.nspname
                """)
        let kept = try rows.map { try $0.text("name") }
        let dialect = PostgreSQLDialect()
        guard kept.count >= sources.count else {
            throw OperationError(
                "role \(session.user) may not create schemas in this database, and a replacement side by side needs "
                    + "\(sources.count == 1 ? "one" : "\(sources.count)") to build in; \(kept.count) free "
                    + "\(kept.count == 1 ? "one was" : "ones were") found",
                advice:
                    "Have an administrator run GRANT CREATE ON DATABASE … TO \(dialect.quote(session.user)), or keep schemas for it: "
                    + (1...sources.count).map {
                        "CREATE SCHEMA athanor_building_\($0) AUTHORIZATION \(dialect.quote(session.user));"
                    }.joined(separator: " ") + " Or choose `strategy: .inPlace`.")
        }
        names = Dictionary(uniqueKeysWithValues: zip(sources, kept))
    }

    /// Names them; `nil` when the role may not create schemas and none are kept for it.
    /// - Throws: ``DatabaseError``.
    static func ifAny(
        for sources: [String], session: ReplacingSession, on connection: any Connection
    ) async throws -> BuildingSchemas? {
        do {
            return try await BuildingSchemas(for: sources, session: session, on: connection)
        } catch is OperationError {
            return nil
        }
    }

    /// The building schema of a view.
    func schema(of view: CapturedView) -> String { names[view.schema] ?? view.schema }

    /// Where text that other roles wrote is run: in the building schema of what it is about.
    func workshop(for session: ReplacingSession) -> Workshop {
        Workshop(schemas: names, common: names.values.min(), session: session)
    }

    /// The search path under which the old views are deparsed.
    var deparsingPath: String { path(sources) }

    /// The search path under which that text binds to the new views: each building schema stands before its own source.
    var bindingPath: String { path(sources.flatMap { [names[$0] ?? $0, $0] }) }

    /// Temporary relations come last: by default they would hide what the text means.
    private func path(_ schemas: [String]) -> String {
        (schemas.map(dialect.quote) + ["pg_temp"]).joined(separator: ", ")
    }

    /// Creates them, and lets the roles whose things are made in them or read them look into them. Who may create in them,
    /// ``Workshop`` sees to.
    /// - Parameters:
    ///   - views: the views that are made.
    ///   - readers: owners of what reads them.
    func creating(for views: [CapturedView], readers: [String] = [], session: ReplacingSession) -> [String] {
        let places = names.values.sorted()
        return (areOwn ? places.map { "CREATE SCHEMA \(dialect.quote($0))" } : [])
            + lookers(views, readers, session).flatMap { role in
                places.map { "GRANT USAGE ON SCHEMA \(dialect.quote($0)) TO \(dialect.quote(role))" }
            }
    }

    /// Removes them, or takes back what they were granted for.
    func removing(for views: [CapturedView], readers: [String] = [], session: ReplacingSession) -> [String] {
        let places = names.values.sorted()
        guard !areOwn else { return places.map { "DROP SCHEMA \(dialect.quote($0))" } }
        return lookers(views, readers, session).flatMap { role in
            places.map { "REVOKE USAGE ON SCHEMA \(dialect.quote($0)) FROM \(dialect.quote(role))" }
        }
    }

    private func lookers(_ views: [CapturedView], _ readers: [String], _ session: ReplacingSession) -> [String] {
        let roles = views.flatMap { view in
            [view.owner] + view.statistics.map(\.owner)
                + (view.privileges + view.columns.flatMap(\.privileges)).map(\.grantor)
        }
        return Set(roles + readers).subtracting([session.user]).sorted()
    }
}
