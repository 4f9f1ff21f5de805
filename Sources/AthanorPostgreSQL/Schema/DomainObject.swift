internal import Athanor

/// A domain, without its CHECK constraints.
struct DomainObject: DefinedObject {
    /// The type that it is made of, as the server writes it, with its modifier.
    let baseType: ExactText
    /// The collation in SQL, where it is not the base type's.
    let collation: ExactText?
    /// The default, as the server writes it.
    let defaultExpression: ExactText?
    /// Whether NULL is not a value of it.
    let isNotNull: Bool
    /// The name of the NOT NULL constraint, from PostgreSQL 17 on.
    let notNullName: ExactText?

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        var clauses = ["CREATE DOMAIN \(key.sql) AS \(baseType)"]
        if let collation { clauses.append("COLLATE \(collation)") }
        if let defaultExpression { clauses.append("DEFAULT \(defaultExpression)") }
        if isNotNull { clauses.append("\(notNullPrefix)NOT NULL") }
        for constraint in plan.contents[key] ?? [] {
            guard let definition = plan.to[constraint]?.definition.object as? DomainConstraintObject else { continue }
            clauses.append(definition.clause(constraint))
        }
        return [ChangeStatement(clauses.joined(separator: "\n    "))]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP DOMAIN \(key.sql)", [.breaksPrograms])]
    }

    /// Everything but the base type and its collation can be altered.
    func alteration(to new: DomainObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard baseType == new.baseType, collation == new.collation else {
            let creation = new.creation(of: key, in: plan)
            return TypeSwap(key: key, creation: creation, hazards: [.rewrite, .blocksReaders, .failsWithRows]) {
                column, type in
                "\(column)::\(new.baseType)\(type.hasSuffix("[]") ? "[]" : "")::\(type)"
            }.alteration(in: plan)
        }
        var statements: [ChangeStatement] = []
        func alter(_ action: String, _ hazards: Set<Hazard> = []) {
            statements.append(ChangeStatement("ALTER DOMAIN \(key.sql) \(action)", hazards))
        }
        if defaultExpression != new.defaultExpression {
            alter(new.defaultExpression.map { "SET DEFAULT \($0)" } ?? "DROP DEFAULT")
        }
        if isNotNull, !new.isNotNull { alter("DROP NOT NULL", [.breaksPrograms]) }
        if !isNotNull, new.isNotNull {
            let hazards: Set<Hazard> =
                plan.isUsedByColumns(key) ? [.scan, .blocksWriters, .failsWithRows, .breaksPrograms] : []
            // Before PostgreSQL 17, the constraint has no name.
            alter(new.notNullName == nil ? "SET NOT NULL" : "ADD \(new.notNullPrefix)NOT NULL", hazards)
        }
        if isNotNull, new.isNotNull, let old = notNullName, let name = new.notNullName, old != name {
            let dialect = PostgreSQLDialect()
            alter("RENAME CONSTRAINT \(dialect.quote(old.text)) TO \(dialect.quote(name.text))")
        }
        return .statements(statements)
    }

    private var notNullPrefix: String {
        notNullName.map { "CONSTRAINT \(PostgreSQLDialect().quote($0.text)) " } ?? ""
    }
}
