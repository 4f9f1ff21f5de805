internal import Athanor

/// A CHECK constraint of a domain.
struct DomainConstraintObject: DefinedObject {
    /// `CHECK (…)`, as the server writes it.
    let condition: ExactText
    /// Whether present values have been checked.
    let isValid: Bool

    /// CREATE DOMAIN always validates.
    var isPartOfCreation: Bool { isValid }

    /// The constraint in CREATE DOMAIN and ADD.
    func clause(_ key: SchemaObjectKey) -> String { "CONSTRAINT \(PostgreSQLDialect().quote(key.name)) \(condition)" }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let domain = key.container(.domain)
        let isUsed = plan.isUsedByColumns(domain)
        let addition = "ALTER DOMAIN \(domain.sql) ADD \(clause(key))"
        guard isValid else { return [ChangeStatement("\(addition) NOT VALID")] }
        guard isUsed else { return [ChangeStatement(addition)] }
        guard plan.policy.isOnline else {
            return [ChangeStatement(addition, [.scan, .blocksWriters, .failsWithRows])]
        }
        return [ChangeStatement("\(addition) NOT VALID"), validation(of: key)]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let name = PostgreSQLDialect().quote(key.name)
        return [ChangeStatement("ALTER DOMAIN \(key.container(.domain).sql) DROP CONSTRAINT \(name)")]
    }

    /// A constraint can be validated; anything else needs a new one.
    func alteration(to new: DomainConstraintObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard condition == new.condition, new.isValid else { return .replacement }
        return .statements([validation(of: key)])
    }

    private func validation(of key: SchemaObjectKey) -> ChangeStatement {
        ChangeStatement(
            "ALTER DOMAIN \(key.container(.domain).sql) VALIDATE CONSTRAINT \(PostgreSQLDialect().quote(key.name))",
            [.scan, .blocksWriters, .failsWithRows], commit: .after)
    }
}
