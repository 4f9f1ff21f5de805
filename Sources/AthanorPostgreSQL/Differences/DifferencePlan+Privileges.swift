internal import Athanor

extension DifferencePlan {
    /// The statements that give an object its privileges. A new object begins with the built-in privileges and the
    /// default privileges of the role that runs the changes.
    /// - Parameters:
    ///   - old: the present object; `nil` for one that was just created.
    ///   - new: the desired object.
    func privilegeChanges(from old: SchemaObject?, to new: SchemaObject) -> [ChangeStatement] {
        guard policy.privileges, let desired = new.privileges, let scope = PrivilegeScope(new.key),
            old?.privileges != desired || owner(of: new, in: to) != old.flatMap({ owner(of: $0, in: from) })
        else { return [] }
        let owners = owners(of: old, new)
        let present =
            if let old {
                PrivilegeSet(old.privileges ?? [], owners: owners.present)
            } else {
                initialPrivileges(of: new.key, scope)
            }
        let steps = PrivilegeStep.steps(from: present, to: PrivilegeSet(desired, owners: owners.desired))
        let isExposing = old != nil && new.key.kind != .defaultPrivileges
        let target = target(of: new.key, scope, owner: ownerText(from: old, to: new))
        return steps.flatMap { $0.statements(on: target, hazards: isExposing ? [.exposure] : []) }
            + grantsOnColumns(lostBy: steps, on: new.key, owners: owners, owner: target.owner)
    }

    /// The statements that remove default privileges.
    func defaultPrivilegesRemoval(of key: SchemaObjectKey) -> [ChangeStatement] {
        guard policy.privileges, let object = from[key], let scope = PrivilegeScope(key) else { return [] }
        let present = PrivilegeSet(object.privileges ?? [], owners: Set([object.owner].compactMap(\.self)))
        let target = target(of: key, scope, owner: ownerText(from: object, to: object))
        return PrivilegeStep.steps(from: present, to: initialPrivileges(of: key, scope)).flatMap {
            $0.statements(on: target, hazards: [])
        }
    }

    /// The role that owns an object, or what the object is a part of.
    private func owner(of object: SchemaObject, in schema: PostgreSQLSchema) -> ExactText? {
        object.owner ?? object.parent.flatMap { schema[$0]?.owner }
    }

    /// The roles that count as the owner in the present and in the desired privileges.
    ///
    /// A new owner gets the privileges of the old one, besides its own. Where owners are not compared, the owners of both
    /// schemas count as the same role.
    private func owners(
        of old: SchemaObject?, _ new: SchemaObject
    ) -> (present: Set<ExactText>, desired: Set<ExactText>) {
        let desired = Set([owner(of: new, in: to)].compactMap(\.self))
        let both = desired.union([old.flatMap { owner(of: $0, in: from) }].compactMap(\.self))
        return (both, policy.owners ? desired : both)
    }

    /// The owner after ``attributeChanges(from:to:)``, as SQL.
    private func ownerText(from old: SchemaObject?, to new: SchemaObject) -> String {
        let desired = owner(of: new, in: to)
        let owner =
            if new.key.kind == .defaultPrivileges {
                new.key.path.first == "" ? nil : desired
            } else if let old {
                policy.owners ? desired : self.owner(of: old, in: from).flatMap { $0 == from.role ? nil : $0 }
            } else {
                policy.owners && desired != to.role ? desired : nil
            }
        return owner.map { PostgreSQLDialect().quote($0.text) } ?? "CURRENT_USER"
    }

    /// The statements that grant privileges on columns again. Revoking privileges on a table revokes the same privileges
    /// on all its columns.
    private func grantsOnColumns(
        lostBy steps: [PrivilegeStep], on table: SchemaObjectKey,
        owners: (present: Set<ExactText>, desired: Set<ExactText>), owner: String
    ) -> [ChangeStatement] {
        guard steps.contains(where: \.isRevoking) else { return [] }
        return (parts[table] ?? []).flatMap { key -> [ChangeStatement] in
            guard let scope = PrivilegeScope(key), scope == .column, !isDropped(key), let desired = to[key]?.privileges,
                let present = from[key]?.privileges, !present.isEmpty
            else { return [] }
            let kept = PrivilegeSet(present, owners: owners.present)
            let lost = PrivilegeSet(desired, owners: owners.desired).grants.filter { grant, _ in
                kept.grants[grant] != nil && steps.contains { $0.revokes(grant) }
            }
            let target = target(of: key, scope, owner: owner)
            return PrivilegeStep.grants(lost).flatMap { $0.statements(on: target, hazards: []) }
        }
    }
}

// MARK: - New objects

extension DifferencePlan {
    /// The privileges that an object has when it is created.
    private func initialPrivileges(of key: SchemaObjectKey, _ scope: PrivilegeScope) -> PrivilegeSet {
        let builtIn = PrivilegeSet.builtIn(scope, onServer: to.serverVersion)
        switch key.kind {
        // Those in a schema are added to those in all schemas.
        case .defaultPrivileges: return key.path[1].text.isEmpty ? builtIn : .none
        case .column, .viewColumn: return .none
        default: break
        }
        let inAllSchemas = defaultPrivileges(in: "", scope) ?? builtIn
        guard scope != .schema, let schema = key.path.first, let inSchema = defaultPrivileges(in: schema, scope) else {
            return inAllSchemas
        }
        return inAllSchemas.union(inSchema)
    }

    /// The default privileges of the role that runs the changes. They are changed before objects are created.
    private func defaultPrivileges(in schema: ExactText, _ scope: PrivilegeScope) -> PrivilegeSet? {
        let key = SchemaObjectKey(.defaultPrivileges, ["", schema, ExactText(scope.plural)])
        guard let object = to[key] else { return nil }
        return PrivilegeSet(object.privileges ?? [], owners: Set([object.owner].compactMap(\.self)))
    }
}

// MARK: - SQL

extension DifferencePlan {
    private func target(of key: SchemaObjectKey, _ scope: PrivilegeScope, owner: String) -> PrivilegeStep.Target {
        var target = PrivilegeStep.Target(
            object: key.grantedObject(scope), allNames: scope.names(onServer: to.serverVersion), owner: owner)
        if scope == .column { target.column = PostgreSQLDialect().quote(key.name) }
        if key.kind == .defaultPrivileges { target.beginning = key.alteringDefaultPrivileges }
        return target
    }
}

extension SchemaObjectKey {
    /// The object of GRANT: `TABLE "public"."orders"`, or `TABLES` for default privileges.
    fileprivate func grantedObject(_ scope: PrivilegeScope) -> String {
        let dialect = PostgreSQLDialect()
        switch kind {
        case .defaultPrivileges: return scope.plural.uppercased()
        case .view, .materializedView: return "TABLE \(sql)"
        case .function: return "FUNCTION \(sql)"
        // In GRANT, an aggregate of any rows has no arguments, not `*`.
        case .aggregate: return "FUNCTION \(name == "*" ? renamed("").sql : sql)"
        case .server: return "FOREIGN SERVER \(sql)"
        case .domain: return "TYPE \(sql)"
        default:
            guard scope == .column else { return "\(keyword) \(sql)" }
            return "TABLE \(names.dropLast().map(dialect.quote).joined(separator: "."))"
        }
    }

    /// `ALTER DEFAULT PRIVILEGES FOR ROLE "alice" IN SCHEMA "sales"`.
    fileprivate var alteringDefaultPrivileges: String {
        let dialect = PostgreSQLDialect()
        let role = path[0].text.isEmpty ? nil : "FOR ROLE \(dialect.quote(path[0].text))"
        let schema = path[1].text.isEmpty ? nil : "IN SCHEMA \(dialect.quote(path[1].text))"
        return ["ALTER DEFAULT PRIVILEGES", role, schema].compactMap(\.self).joined(separator: " ")
    }
}
