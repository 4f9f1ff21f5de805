internal import Athanor

/// The schemas in which new views are built before they replace the old ones: one for each schema of the old views, so
/// that names stay the same. The views are in these schemas within one transaction only.
struct BuildingSchemas: Sendable {
    /// The building schema for each schema.
    let names: [ExactText: String]
    /// Whether Athanor creates and drops them, rather than using those that the administrator provides.
    let areOwn: Bool
    /// For each provided schema, the roles that have USAGE on it already.
    private let admitted: [String: Set<ExactText>]
    private let dialect = PostgreSQLDialect()

    /// Chooses the schemas.
    /// - Throws: ``OperationError`` when the role may not create schemas and too few are provided for it;
    ///   ``DatabaseFailure``.
    init(
        for sources: [String], session: ReplacingSession, kind: RevisionKind = .swift, on connection: any Connection
    ) async throws {
        areOwn = session.mayCreateSchemas
        let taken: [String]
        if areOwn {
            taken = sources.indices.map { "\(session.buildingPrefix)_\($0 + 1)" }
            admitted = [:]
        } else {
            taken = try await Self.taking(sources.count, session: session, kind: kind, on: connection)
            admitted = try await Self.admitted(to: taken, on: connection)
        }
        names = Dictionary(zip(sources.map { ExactText($0) }, taken)) { first, _ in first }
    }

    /// Locks as many of the provided schemas as are needed until the transaction ends, and leaves the rest to other
    /// sessions.
    private static func taking(
        _ count: Int, session: ReplacingSession, kind: RevisionKind, on connection: any Connection
    ) async throws -> [String] {
        let kept = try await KeptSchema.all(on: connection)
        var (taken, passedOver): ([String], [String]) = ([], [])
        for name in kept.map(\.name) where taken.count < count {
            let isTaken = try await connection.query(
                own: """
                    SELECT pg_catalog.pg_try_advisory_xact_lock(
                               pg_catalog.hashtextextended('athanor building schema ' || $1::text, 0)) AS taken
                    """, [.text(name)]
            ).first?["taken", as: Bool.self]
            guard isTaken == true else { continue }
            // Checks it with the lock held: the previous holder has emptied it by now.
            switch try await KeptSchema.named(name, on: connection)?.objection {
            case nil: taken.append(name)
            case let objection?: passedOver.append("\(name) is not used: \(objection)")
            }
        }
        guard taken.count < count else { return taken }
        let dialect = PostgreSQLDialect()
        let free = (1...).lazy.map { "athanor_building_\($0)" }.filter { name in !kept.contains { $0.name == name } }
        let creations = free.prefix(count - taken.count).map {
            "CREATE SCHEMA \($0) AUTHORIZATION \(dialect.quote(session.user));"
        }
        throw OperationError(
            "role \(session.user) may not create schemas in this database, and a replacement side by side needs "
                + "\(count == 1 ? "one" : "\(count)") to build in; \(taken.count) free "
                + "\(taken.count == 1 ? "one was" : "ones were") found"
                + passedOver.map { "; \($0)" }.joined(),
            advice:
                "Have an administrator run GRANT CREATE ON DATABASE … TO \(dialect.quote(session.user)), or create schemas for it: "
                + creations.joined(separator: " ") + kind.words(sql: "", swift: " Or choose `strategy: .inPlace`."))
    }

    /// Returns the roles that have USAGE on each schema already. Nothing is granted to them, and nothing revoked.
    private static func admitted(
        to schemas: [String], on connection: any Connection
    ) async throws -> [String: Set<ExactText>] {
        var admitted: [String: Set<ExactText>] = [:]
        for schema in schemas {
            let roles = try await connection.query(
                own: """
                    SELECT r.rolname AS name FROM pg_catalog.pg_roles AS r
                    WHERE pg_catalog.has_schema_privilege(r.oid, $1::text, 'USAGE')
                    """, [.text(schema)])
            admitted[schema] = try roles.map { try $0["name", as: String.self] }.exact
        }
        return admitted
    }

    /// Chooses the schemas; `nil` when the role may not create schemas and too few are provided for it.
    /// - Throws: ``DatabaseFailure``.
    static func ifAny(
        for sources: [String], session: ReplacingSession, on connection: any Connection
    ) async throws -> BuildingSchemas? {
        do {
            return try await BuildingSchemas(for: sources, session: session, on: connection)
        } catch is OperationError {
            return nil
        }
    }

    /// Returns the building schema of a view.
    func schema(of view: CapturedView) -> String { names[ExactText(view.schema)] ?? view.schema }

    /// Returns the workshop for texts of other roles, which run in the building schema of their object.
    func workshop(for session: ReplacingSession) -> Workshop {
        Workshop(schemas: names, common: names.values.min(), session: session)
    }

    /// Returns statements that create the schemas, and grant USAGE to the roles whose objects are created in them, that
    /// grant privileges on these, or whose objects read them. ``Workshop`` grants CREATE.
    /// - Parameters:
    ///   - views: the views that are created.
    ///   - readers: the owners of the objects that read them.
    ///   - session: the session; its role needs no grant.
    func creating(for views: [CapturedView], readers: [String] = [], session: ReplacingSession) -> [String] {
        let places = names.values.sorted()
        return (areOwn ? places.map { "CREATE SCHEMA \(dialect.quote($0))" } : [])
            + lookers(views, readers, session).flatMap { role in
                closed(to: role).map {
                    "GRANT USAGE ON SCHEMA \(dialect.quote($0)) TO \(dialect.quote(role))"
                }
            }
    }

    /// Returns statements that drop the schemas, or revoke what was granted on them.
    func removing(for views: [CapturedView], readers: [String] = [], session: ReplacingSession) -> [String] {
        let places = names.values.sorted()
        guard !areOwn else { return places.map { "DROP SCHEMA \(dialect.quote($0))" } }
        return lookers(views, readers, session).flatMap { role in
            closed(to: role).map { "REVOKE USAGE ON SCHEMA \(dialect.quote($0)) FROM \(dialect.quote(role))" }
        }
    }

    private func closed(to role: String) -> [String] {
        names.values.sorted().filter { admitted[$0]?.contains(ExactText(role)) != true }
    }

    private func lookers(_ views: [CapturedView], _ readers: [String], _ session: ReplacingSession) -> [String] {
        var roles = readers.exact
        for view in views {
            let privileges = view.privileges + view.rowType.privileges + view.columns.flatMap(\.privileges)
            roles.insert(ExactText(view.owner))
            roles.formUnion(view.statistics.map(\.owner).exact)
            roles.formUnion(privileges.map(\.grantor).exact)
        }
        return roles.subtracting([ExactText(session.user)]).sorted().map(\.text)
    }
}
