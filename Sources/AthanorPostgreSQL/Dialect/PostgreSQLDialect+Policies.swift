package import Athanor

extension PostgreSQLDialect {
    /// `CREATE POLICY`, `ALTER POLICY`, `DROP POLICY`, `ALTER TABLE … ROW LEVEL SECURITY`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: PolicyOperation) throws -> [LoweredStep] {
        switch operation {
        case .setEnabled(let table, let flag):
            return [altering("TABLE", try identifier(table), "\(flag ? "ENABLE" : "DISABLE") ROW LEVEL SECURITY")]
        case .setForced(let table, let flag):
            return [altering("TABLE", try identifier(table), "\(flag ? "FORCE" : "NO FORCE") ROW LEVEL SECURITY")]
        case .create(let policy):
            let words = [
                "CREATE POLICY", try name(policy.name, on: policy.table), policy.isRestrictive ? "AS RESTRICTIVE" : nil,
                "FOR \(policy.command.rawValue.uppercased())",
                try clauses(PolicyChange(to: policy.grantees, using: policy.using, check: policy.check)),
            ]
            return [step(words.compactMap(\.self).joined(separator: " "), command: "CREATE POLICY")]
        case .alter(let policy, let table, let change, _):
            return [altering("POLICY", try name(policy, on: table), try clauses(change))]
        case .drop(let policy, let table, _, let ifExists):
            return [dropping("POLICY", try name(policy, on: table), ifExists: ifExists)]
        case .rename(let policy, let table, let newName):
            return [altering("POLICY", try name(policy, on: table), "RENAME TO \(try identifier(newName))")]
        }
    }

    private func name(_ object: String, on table: QualifiedName) throws(OperationError) -> String {
        "\(try identifier(object)) ON \(try identifier(table))"
    }

    private func clauses(_ change: PolicyChange) throws(OperationError) -> String {
        let words = [
            try change.grantees.map(list), change.using.map { "USING (\($0))" },
            change.check.map { "WITH CHECK (\($0))" },
        ]
        return words.compactMap(\.self).joined(separator: " ")
    }

    private func list(_ grantees: [Grantee]) throws(OperationError) -> String { "TO \(try text(of: grantees))" }

    /// The grantees, separated by commas.
    func text(of grantees: [Grantee]) throws(OperationError) -> String {
        guard !grantees.isEmpty else {
            throw OperationError("an operation names no role", advice: "Name roles, or .public for everybody.")
        }
        var texts: [String] = []
        for grantee in grantees { texts.append(try text(of: grantee)) }
        return texts.joined(separator: ", ")
    }
}
