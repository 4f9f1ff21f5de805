internal import Athanor

/// The statements that a ``ViewBuilder`` would run, for a script.
struct ViewBuildingScript: Sendable {
    let site: ViewRebuild.Site
    /// The references that the views must have.
    let references: FamilyReferences
    /// The roles to which default privileges may grant something; `nil` is `PUBLIC`.
    let favoured: [String?]

    /// Reads the roles to which default privileges grant something.
    /// - Throws: ``DatabaseError``.
    init(at site: ViewRebuild.Site, _ references: FamilyReferences, on connection: any Connection) async throws {
        self.site = site
        self.references = references
        favoured = try await connection.query(
            own: """
                SELECT DISTINCT CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee) END AS grantee
                FROM pg_catalog.pg_default_acl AS d, pg_catalog.aclexplode(d.defaclacl) AS p
                WHERE d.defaclobjtype = 'r'
                """
        ).map { try $0.textIfAny("grantee") }
    }

    /// Returns the statements.
    /// - Throws: ``OperationError`` for an invalid index.
    func statements(_ plans: [ViewRebuild]) throws -> [Statement] {
        var statements: [Statement] = []
        func add(_ texts: [String]) { statements += texts.map { Statement($0) } }
        for plan in plans {
            statements += plan.shaping(at: site)
            add(
                ExactPrivileges(of: plan.view, on: plan.creation(at: site).target, session: site.session)
                    .statements(favouring: favoured))
        }
        for plan in plans {
            let creation = plan.creation(at: site)
            add(plan.view.indexes.flatMap { creation.indexing($0, in: site.workshop) })
            add(try plan.indexingAnew(at: site))
            add(plan.gathering(at: site))
        }
        statements.append(Statement(own: references.checking(.built, at: site.schema, isRenamed: false)))
        for plan in plans { add(plan.creation(at: site).filling) }
        for plan in plans { add(plan.creation(at: site).analysing) }
        for plan in plans { add(plan.renaming(at: site)) }
        return statements
    }
}
