internal import Athanor

/// A policy of a table with row security.
struct PolicyObject: DefinedObject {
    /// Whether it allows rows that no other policy allows. A restrictive policy excludes rows.
    let isPermissive: Bool
    /// The statements that it applies to.
    let command: Command
    /// The roles that it applies to, sorted; `nil` for PUBLIC.
    let roles: [ExactText?]
    /// The condition for present rows, as the server writes it.
    let using: ExactText?
    /// The condition for new rows, as the server writes it.
    let check: ExactText?

    /// The statements that a policy applies to, as the catalog has them.
    enum Command: String, Sendable, Codable {
        case all = "*"
        case select = "r"
        case insert = "a"
        case update = "w"
        case delete = "d"

        /// The command in CREATE POLICY.
        var sql: String {
            switch self {
            case .all: "ALL"
            case .select: "SELECT"
            case .insert: "INSERT"
            case .update: "UPDATE"
            case .delete: "DELETE"
            }
        }
    }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        var clauses = ["CREATE POLICY \(key.sql)"]
        if !isPermissive { clauses.append("AS RESTRICTIVE") }
        if command != .all { clauses.append("FOR \(command.sql)") }
        clauses += [rolesClause] + conditions
        // A restrictive policy excludes rows, but those are exposed while a present one is replaced.
        let exposes = !plan.isCreated(key.container(.table)) && (isPermissive || plan.from[key] != nil)
        return [ChangeStatement(clauses.joined(separator: "\n"), exposes ? [.exposure] : [])]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let hazard: Hazard = isPermissive && plan.to[key] == nil ? .breaksPrograms : .exposure
        return [ChangeStatement("DROP POLICY \(key.sql)", [hazard])]
    }

    /// ALTER POLICY where it can do it, else a new policy without a gap between.
    ///
    /// ALTER POLICY changes neither the command nor whether the policy is permissive, and removes no condition.
    func alteration(to new: PolicyObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard isPermissive == new.isPermissive, command == new.command, using == nil || new.using != nil,
            check == nil || new.check != nil
        else { return .statements(plan.recreation(of: key, from: self, to: new)) }
        var clauses = ["ALTER POLICY \(key.sql)"]
        if roles != new.roles { clauses.append(new.rolesClause) }
        if using != new.using, let using = new.using { clauses.append("USING (\(using))") }
        if check != new.check, let check = new.check { clauses.append("WITH CHECK (\(check))") }
        return .statements([ChangeStatement(clauses.joined(separator: "\n"), [.exposure])])
    }

    private var rolesClause: String {
        let dialect = PostgreSQLDialect()
        return "TO \(roles.map { $0.map { dialect.quote($0.text) } ?? "PUBLIC" }.joined(separator: ", "))"
    }

    private var conditions: [String] {
        [using.map { "USING (\($0))" }, check.map { "WITH CHECK (\($0))" }].compactMap(\.self)
    }
}
