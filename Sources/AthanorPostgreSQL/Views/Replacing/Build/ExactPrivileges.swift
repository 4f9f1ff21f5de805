internal import Athanor

/// Sets privileges on a view to exactly what they were, whatever default privileges have given to the new one.
struct ExactPrivileges: Sendable {
    let view: CapturedView
    /// The view that gets them, in quotes.
    let target: String
    /// What gives the session its role back.
    let restoringRole: String
    private let dialect = PostgreSQLDialect()

    init(of view: CapturedView, on target: String, session: ReplacingSession) {
        self.view = view
        self.target = target
        restoringRole = session.restoringRole
    }

    /// The statements.
    /// - Parameter fresh: what the new view has by itself.
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

    /// The statements for a view that is not there yet.
    /// - Parameter favoured: whom default privileges may give something; `nil` is everybody.
    func statements(favouring favoured: [String?]) -> [String] {
        let own = view.privileges.filter { $0.grantee?.isSameText(as: view.owner) == true && $0.isByOwner(of: view) }
        let isUsual = favoured.isEmpty && own.count == view.privileges.count
        let revoking = (favoured + [view.owner]).map { "REVOKE ALL ON \(target) FROM \(name($0))" }
        return (isUsual ? [] : revoking + granting(view.privileges, on: target)) + rowTypeStatements
            + view.columns.flatMap { granting($0.privileges, columns: " (\(dialect.quote($0.name)))", on: target) }
    }

    private var rowType: String { "TYPE \(target)" }

    /// Default privileges say nothing of the types of rows: these belong to everybody at first.
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

    /// The owner's grants come first, then those of the grantees who could give them on, each after the one that lets him.
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
            // A grantor who has lost the right keeps what he gave in no server; then nothing may be left out either.
            let next = ready.isEmpty ? waiting : ready
            for privilege in next {
                let option = privilege.isGrantable ? " WITH GRANT OPTION" : ""
                let grant =
                    "GRANT \(privilege.privilege)\(columns) ON \(object) TO \(name(privilege.grantee))\(option)"
                if privilege.isByOwner(of: view) {
                    texts.append(grant)
                } else {
                    // Whoever gave it must be the one who gives it again.
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
