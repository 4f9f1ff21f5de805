package import Athanor

extension PostgreSQLDialect {
    /// `CREATE DOMAIN`, `ALTER DOMAIN`, `DROP DOMAIN`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: DomainOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let domain):
            return [step(try creating(domain), command: "CREATE DOMAIN")]
        case .alter(let name, let alteration):
            return [altering("DOMAIN", try identifier(name), try text(of: alteration))]
        case .drop(let name, _, let ifExists, let dependents):
            return [dropping("DOMAIN", try identifier(name), ifExists: ifExists, dependents: dependents)]
        case .rename(let name, let newName):
            return [altering("DOMAIN", try identifier(name), "RENAME TO \(try identifier(newName))")]
        }
    }

    private func creating(_ domain: DomainDefinition) throws(OperationError) -> String {
        var words = ["CREATE DOMAIN \(try identifier(domain.name)) AS \(try name(of: domain.type))"]
        if let collation = domain.collation { words.append("COLLATE \(try identifier(collation))") }
        if let value = text(of: domain.default) { words.append("DEFAULT \(value)") }
        if !domain.isNullable { words.append("NOT NULL") }
        for check in domain.checks { words.append(try text(of: check)) }
        return words.joined(separator: " ")
    }

    private func text(of check: DomainDefinition.Check) throws(OperationError) -> String {
        "CONSTRAINT \(try identifier(check.name)) CHECK (\(check.expression))"
    }

    private func text(of alteration: DomainAlteration) throws(OperationError) -> String {
        switch alteration {
        case .setDefault(let value, _): text(of: value).map { "SET DEFAULT \($0)" } ?? "DROP DEFAULT"
        case .setNullable(let isNullable): isNullable ? "DROP NOT NULL" : "SET NOT NULL"
        case .addCheck(let check, let validated): "ADD \(try text(of: check))\(validated ? "" : " NOT VALID")"
        case .dropCheck(let name, _, let ifExists):
            "DROP CONSTRAINT \(ifExists ? "IF EXISTS " : "")\(try identifier(name))"
        case .validateCheck(let name): "VALIDATE CONSTRAINT \(try identifier(name))"
        }
    }
}
