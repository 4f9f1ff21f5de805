internal import Athanor

/// Sets privileges on a view to exactly what they were, whatever default privileges have granted on the new one.
struct ExactPrivileges: Sendable {
    /// The creation of the view that gets them.
    let creation: ViewCreation
    /// The statement that restores the session's role.
    let restoringRole: String
    private let dialect = PostgreSQLDialect()

    init(of creation: ViewCreation, session: ReplacingSession) {
        self.creation = creation
        restoringRole = session.restoringRole
    }

    private var view: CapturedView { creation.view }
    private var target: String { creation.target }

    /// Returns the statements.
    /// - Parameter fresh: the new view as created.
    func statements(replacing fresh: CapturedView) -> [String] {
        var texts: [String] = []
        if Set(fresh.privileges) != Set(view.privileges) {
            texts += revoking(fresh.privileges, on: target)
            texts += granting(view.privileges, on: target)
        }
        if Set(fresh.rowType.privileges) != Set(view.rowType.privileges) {
            texts += revoking(fresh.rowType.privileges, on: rowType)
            texts += granting(view.rowType.privileges, on: rowType)
        }
        let freshColumns = Dictionary(fresh.columns.map { (ExactText($0.name), $0) }) { first, _ in first }
        for column in view.columns {
            let present = freshColumns[ExactText(column.name)]?.privileges ?? []
            guard Set(present) != Set(column.privileges) else { continue }
            let columns = " (\(dialect.quote(column.name)))"
            texts +=
                revoking(present, columns: columns, on: target)
                + granting(column.privileges, columns: columns, on: target)
        }
        return texts
    }

    /// Returns the statements for a script, whose view does not exist yet.
    /// - Parameter favoured: the roles to which default privileges may grant something; `nil` is `PUBLIC`.
    func statements(favouring favoured: [String?]) -> [String] {
        let own = view.privileges.filter { $0.grantee?.isSameText(as: view.owner) == true && $0.isByOwner(of: view) }
        let isUsual = favoured.isEmpty && own.count == view.privileges.count
        let revoking = (favoured + [view.owner]).map { "REVOKE ALL ON \(target) FROM \(name($0))" }
        return (isUsual ? [] : revoking + granting(view.privileges, on: target)) + rowTypeStatements
            + view.columns.flatMap { granting($0.privileges, columns: " (\(dialect.quote($0.name)))", on: target) }
    }

    /// Returns the roles to which default privileges may grant something; `nil` is `PUBLIC`.
    /// - Throws: ``DatabaseFailure``.
    static func favoured(on connection: any Connection) async throws -> [String?] {
        try await connection.query(
            own: """
                SELECT DISTINCT CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee) END AS grantee
                FROM pg_catalog.pg_default_acl AS d, pg_catalog.aclexplode(d.defaclacl) AS p
                WHERE d.defaclobjtype = 'r'
                """
        ).map { try $0["grantee", as: String?.self] }
    }

    private var rowType: String { "TYPE \(target)" }

    /// Statements for the row type. Default privileges do not apply to row types: at first, `PUBLIC` has USAGE on them.
    private var rowTypeStatements: [String] {
        let usual = [view.owner, nil].map {
            CapturedView.Privilege(grantor: view.owner, grantee: $0, privilege: "USAGE", isGrantable: false)
        }
        guard Set(view.rowType.privileges) != Set(usual) else { return [] }
        return revoking(usual, on: rowType) + granting(view.rowType.privileges, on: rowType)
    }

    private func revoking(
        _ privileges: [CapturedView.Privilege], columns: String = "", on object: String
    ) -> [String] {
        var seen: Set<ExactText> = []
        return privileges.compactMap { privilege in
            let grantee = name(privilege.grantee)
            return seen.insert(ExactText(grantee)).inserted ? "REVOKE ALL\(columns) ON \(object) FROM \(grantee)" : nil
        }
    }

    /// Orders the grants: the owner's come first, then those of other grantors, each after the one that lets the
    /// grantor grant.
    private func granting(
        _ privileges: [CapturedView.Privilege], columns: String = "", on object: String
    ) -> [String] {
        var texts: [String] = []
        var able: Set<ExactText> = []
        var waiting = privileges
        while !waiting.isEmpty {
            let ready = waiting.filter {
                $0.isByOwner(of: view) || able.contains(ExactText("\($0.grantor) \($0.privilege)"))
            }
            // No server keeps a grant of a grantor who has lost the grant option. If it occurs, no grant is left out.
            let next = ready.isEmpty ? waiting : ready
            for privilege in next {
                let option = privilege.isGrantable ? " WITH GRANT OPTION" : ""
                let grant =
                    "GRANT \(privilege.privilege)\(columns) ON \(object) TO \(name(privilege.grantee))\(option)"
                if privilege.isByOwner(of: view) {
                    texts.append(grant)
                } else {
                    // The original grantor must grant it again.
                    texts += ["SET LOCAL ROLE \(dialect.quote(privilege.grantor))", grant, restoringRole]
                }
                if privilege.isGrantable, let grantee = privilege.grantee {
                    able.insert(ExactText("\(grantee) \(privilege.privilege)"))
                }
            }
            waiting.removeAll(where: next.contains)
        }
        return texts
    }

    private func name(_ grantee: String?) -> String { grantee.map(dialect.quote) ?? "PUBLIC" }
}
