internal import Athanor

/// A composite type of its own, which is not the row type of a table or view.
struct CompositeTypeObject: DefinedObject {
    /// The attributes in order.
    let attributes: [Attribute]

    /// An attribute of a composite type.
    struct Attribute: Sendable, Hashable, Codable {
        /// Its name.
        let name: ExactText
        /// Its type, as the server writes it, with its modifier.
        let type: ExactText
        /// The collation in SQL, where it is not the type's.
        let collation: ExactText?

        /// The attribute in CREATE TYPE and ADD ATTRIBUTE.
        var sql: String { "\(PostgreSQLDialect().quote(name.text)) \(type)\(collationClause)" }

        /// The collation after the type.
        var collationClause: String { collation.map { " COLLATE \($0)" } ?? "" }
    }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let list = attributes.map { "\n    \($0.sql)" }.joined(separator: ",")
        return [ChangeStatement("CREATE TYPE \(key.sql) AS (\(list)\(list.isEmpty ? "" : "\n"))")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP TYPE \(key.sql)", [.breaksPrograms])]
    }

    /// ALTER TYPE if it can give the attributes their order, else a new type.
    func alteration(to new: CompositeTypeObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let present = Set(attributes.map(\.name))
        let desired = Set(new.attributes.map(\.name))
        let kept = attributes.filter { desired.contains($0.name) }
        let isInOrder = new.attributes.map(\.name).starts(with: kept.map(\.name))
        let isRetyped = new.attributes.contains { present.contains($0.name) && !attributes.contains($0) }
        // PostgreSQL gives no attribute another type while a column has the composite type.
        guard isInOrder, !isRetyped || !plan.isUsedByColumns(key) else { return swap(to: new, of: key, in: plan) }
        let hasTables = plan.lastingDependents(of: key).contains { $0.kind == .table }
        let changes = changes(to: new, cascade: hasTables ? " CASCADE" : "")
        let isLosing = kept.count < attributes.count && (hasTables || plan.isUsedByColumns(key))
        var hazards: Set<Hazard> = isLosing ? [.dataLoss, .breaksPrograms] : []
        if isRetyped { hazards.formUnion(hasTables ? [.rewrite, .blocksReaders, .breaksPrograms] : [.breaksPrograms]) }
        let statement = ChangeStatement("ALTER TYPE \(key.sql)\n    \(changes.joined(separator: ",\n    "))", hazards)
        let isAdding = kept.count == attributes.count && !isRetyped
        return .statements([statement], disturbing: isAdding ? [] : disturbedKinds(of: key, in: plan))
    }

    private func changes(to new: CompositeTypeObject, cascade: String) -> [String] {
        let dialect = PostgreSQLDialect()
        var changes: [String] = []
        for attribute in attributes where !new.attributes.contains(where: { $0.name == attribute.name }) {
            changes.append("DROP ATTRIBUTE \(dialect.quote(attribute.name.text))\(cascade)")
        }
        for attribute in new.attributes where !attributes.contains(attribute) {
            if attributes.contains(where: { $0.name == attribute.name }) {
                let name = dialect.quote(attribute.name.text)
                changes.append("ALTER ATTRIBUTE \(name) TYPE \(attribute.type)\(attribute.collationClause)\(cascade)")
            } else {
                changes.append("ADD ATTRIBUTE \(attribute.sql)\(cascade)")
            }
        }
        return changes
    }

    /// The kinds of objects that can name an attribute. Functions only can if their body is SQL that is parsed.
    private func disturbedKinds(of key: SchemaObjectKey, in plan: DifferencePlan) -> Set<SchemaObjectKind> {
        var kinds: Set<SchemaObjectKind> = [
            .view, .materializedView, .rule, .policy, .trigger, .index, .constraint, .columnDefault, .statistics,
            .domainConstraint, .column,
        ]
        let hasParsedBody = (plan.dependents[key] ?? []).contains { dependent in
            (plan.from[dependent]?.definition.object as? RoutineObject)?.hasParsedBody == true
        }
        if hasParsedBody { kinds.formUnion([.function, .procedure]) }
        return kinds
    }

    private func swap(
        to new: CompositeTypeObject, of key: SchemaObjectKey, in plan: DifferencePlan
    ) -> Alteration {
        let creation = new.creation(of: key, in: plan)
        if attributes.map(\.name) == new.attributes.map(\.name) {
            return TypeSwap(byText: key, creation: creation, hazards: [.failsWithRows]).alteration(in: plan)
        }
        let arrays = plan.lastingRows(on: key).filter { plan.column($0).old?.type.text.hasSuffix("[]") == true }
        if let column = arrays.first {
            return .refused("\(column) is an array of it, whose rows cannot be converted by an expression")
        }
        let isLosing = attributes.contains { old in !new.attributes.contains { $0.name == old.name } }
        let hazards: Set<Hazard> = isLosing ? [.rewrite, .blocksReaders, .dataLoss] : [.rewrite, .blocksReaders]
        let swap = TypeSwap(key: key, creation: creation, hazards: hazards) { column, type in
            let dialect = PostgreSQLDialect()
            let values = new.attributes.map { attribute in
                attributes.contains { $0.name == attribute.name }
                    ? "(\(column)).\(dialect.quote(attribute.name.text))" : "NULL"
            }
            // A row of NULLs is not the same as NULL, which IS NULL does not show.
            return "CASE WHEN \(column) IS DISTINCT FROM NULL THEN ROW(\(values.joined(separator: ", ")))::\(type) END"
        }
        return swap.alteration(in: plan)
    }
}
