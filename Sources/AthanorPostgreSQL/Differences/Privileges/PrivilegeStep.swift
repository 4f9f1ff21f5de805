internal import Athanor

/// A GRANT or REVOKE by one role.
struct PrivilegeStep: Sendable, Hashable {
    /// The kinds of steps.
    enum Action: Sendable, Hashable {
        case grant(withOption: Bool)
        /// With CASCADE, what the grantees have granted is revoked too. Without, that would be an error.
        case revoke(optionOnly: Bool, cascade: Bool)
    }

    let action: Action
    /// The role that the grants are recorded for.
    let grantor: PrivilegeSet.Holder
    /// The roles that get or lose the privileges, in order.
    var grantees: [PrivilegeSet.Holder]
    /// The privileges.
    var names: Set<ExactText>

    /// Returns the steps from present to desired privileges, in order.
    static func steps(from present: PrivilegeSet, to desired: PrivilegeSet) -> [PrivilegeStep] {
        var present = present
        var steps: [PrivilegeStep] = []
        for grant in present.grants.keys.sorted() {
            // A privilege can be gone with its grantor's.
            guard let isGrantable = present.grants[grant] else { continue }
            let wanted = desired.grants[grant]
            guard wanted == nil || (wanted == false && isGrantable) else { continue }
            let cascade = present.revoke(grant, optionOnly: wanted != nil)
            steps.append(PrivilegeStep(.revoke(optionOnly: wanted != nil, cascade: cascade), grant))
        }
        let missing = desired.grants.filter { grant, isGrantable in
            guard let present = present.grants[grant] else { return true }
            return isGrantable && !present
        }
        return joined(steps) + grants(missing, on: present)
    }

    /// Returns the steps that grant privileges, in an order in which a role grants what it was granted before.
    /// - Parameters:
    ///   - grants: the privileges, and whether each can be granted to others.
    ///   - present: the privileges that exist before.
    static func grants(
        _ grants: [PrivilegeSet.Grant: Bool], on present: PrivilegeSet = .none
    ) -> [PrivilegeStep] {
        var (missing, present) = (grants, present)
        var steps: [PrivilegeStep] = []
        while !missing.isEmpty {
            let possible = missing.keys.filter { present.mayGrant($0.grantor, $0.name) }
            for grant in (possible.isEmpty ? Array(missing.keys) : possible).sorted() {
                let isGrantable = missing.removeValue(forKey: grant) ?? false
                present.add(grant, isGrantable: isGrantable)
                steps.append(PrivilegeStep(.grant(withOption: isGrantable), grant))
            }
        }
        return joined(steps)
    }

    /// Whether it revokes privileges or their grant options.
    var isRevoking: Bool {
        if case .revoke = action { true } else { false }
    }

    /// Whether it revokes a privilege or its grant option.
    func revokes(_ grant: PrivilegeSet.Grant) -> Bool {
        isRevoking && grantor == grant.grantor && grantees.contains(grant.grantee) && names.contains(grant.name)
    }

    private init(_ action: Action, _ grant: PrivilegeSet.Grant) {
        (self.action, grantor, grantees, names) = (action, grant.grantor, [grant.grantee], [grant.name])
    }

    /// Joins steps that one statement can take: first the privileges of a role, then roles with the same privileges.
    private static func joined(_ steps: [PrivilegeStep]) -> [PrivilegeStep] {
        var byRole: [PrivilegeStep] = []
        for step in steps {
            if let place = byRole.lastIndex(where: { $0.canTake(step) && $0.grantees == step.grantees }) {
                byRole[place].names.formUnion(step.names)
            } else {
                byRole.append(step)
            }
        }
        var joined: [PrivilegeStep] = []
        for step in byRole {
            if let place = joined.lastIndex(where: { $0.canTake(step) && $0.names == step.names }) {
                joined[place].grantees += step.grantees
            } else {
                joined.append(step)
            }
        }
        return joined
    }

    private func canTake(_ other: PrivilegeStep) -> Bool { action == other.action && grantor == other.grantor }
}

extension PrivilegeStep {
    /// The object of GRANT and REVOKE as SQL.
    struct Target: Sendable {
        /// The kind and name: `TABLE "public"."orders"`.
        let object: String
        /// The column that the privileges are limited to, quoted.
        var column: String?
        /// The beginning of the statement, before GRANT or REVOKE: `ALTER DEFAULT PRIVILEGES`.
        var beginning: String?
        /// All privileges that exist on it, in order.
        let allNames: [ExactText]
        /// The owner as SQL.
        let owner: String
    }

    /// Returns the step as SQL statements. Only a grantor itself can grant in its name, so the statement runs under the
    /// grantor's role if that is not the owner.
    func statements(on target: Target, hazards: Set<Hazard>) -> [ChangeStatement] {
        let list = grantees.map { Self.sql($0, owner: target.owner) }.joined(separator: ", ")
        let privileges = privileges(on: target)
        let (text, isGrant) =
            switch action {
            case .grant(let withOption):
                ("GRANT \(privileges) ON \(target.object) TO \(list)\(withOption ? " WITH GRANT OPTION" : "")", true)
            case .revoke(let optionOnly, let cascade):
                (
                    "REVOKE \(optionOnly ? "GRANT OPTION FOR " : "")\(privileges) ON \(target.object) FROM \(list)"
                        + (cascade ? " CASCADE" : ""), false
                )
            }
        let sql = [target.beginning, text].compactMap(\.self).joined(separator: " ")
        let statement = ChangeStatement(sql, isGrant ? hazards : [])
        guard grantor != .owner else { return [statement] }
        return [
            ChangeStatement("SET ROLE \(Self.sql(grantor, owner: target.owner))"), statement,
            ChangeStatement("RESET ROLE"),
        ]
    }

    /// The privileges as GRANT lists them: `ALL`, `SELECT, UPDATE` or `SELECT ("total")`.
    private func privileges(on target: Target) -> String {
        let column = target.column.map { " (\($0))" } ?? ""
        if target.allNames.count > 1, names == Set(target.allNames) { return "ALL\(column)" }
        let known = target.allNames.filter(names.contains)
        return (known + names.subtracting(known).sorted()).map { "\($0)\(column)" }.joined(separator: ", ")
    }

    private static func sql(_ holder: PrivilegeSet.Holder, owner: String) -> String {
        switch holder {
        case .owner: owner
        case .everyone: "PUBLIC"
        case .role(let name): PostgreSQLDialect().quote(name.text)
        }
    }
}
