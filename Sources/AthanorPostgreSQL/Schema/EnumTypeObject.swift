internal import Athanor

/// An enum type.
struct EnumTypeObject: DefinedObject {
    /// The values in order.
    let labels: [ExactText]

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        guard !labels.isEmpty else { return [ChangeStatement("CREATE TYPE \(key.sql) AS ENUM ()")] }
        let values = labels.map { dialect.quoteText($0.text) }.joined(separator: ",\n    ")
        return [ChangeStatement("CREATE TYPE \(key.sql) AS ENUM (\n    \(values)\n)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP TYPE \(key.sql)", [.breaksPrograms])]
    }

    /// New values are added in their place. PostgreSQL can neither remove nor move a value, so that needs a new type.
    func alteration(to new: EnumTypeObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let kept = new.labels.filter(Set(labels).contains)
        guard kept == labels else {
            let isLosing = !Set(labels).isSubset(of: new.labels)
            return TypeSwap(
                byText: key, creation: new.creation(of: key, in: plan), hazards: isLosing ? [.failsWithRows] : []
            ).alteration(in: plan)
        }
        return .statements(additions(to: new, of: key, in: plan))
    }

    private func additions(
        to new: EnumTypeObject, of key: SchemaObjectKey, in plan: DifferencePlan
    ) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        var present = labels
        let added = Set(new.labels).subtracting(labels)
        let commit: ChangeStatement.Commit = usesNewValues(of: key, in: plan) ? .before : .together
        var statements: [ChangeStatement] = []
        for (index, label) in new.labels.enumerated() where added.contains(label) {
            // All earlier values exist by now.
            let place =
                if index == present.count { "" } else if index == 0 {
                    present.first.map { " BEFORE \(dialect.quoteText($0.text))" } ?? ""
                } else { " AFTER \(dialect.quoteText(new.labels[index - 1].text))" }
            present.insert(label, at: min(index, present.count))
            statements.append(
                ChangeStatement(
                    "ALTER TYPE \(key.sql) ADD VALUE \(dialect.quoteText(label.text))\(place)", commit: commit))
        }
        return statements
    }

    /// Whether anything that has to do with the type is new or different, and so perhaps uses a new value, which
    /// PostgreSQL allows only when the statement that adds it is committed.
    private func usesNewValues(of key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        let columns = plan.to.objects.values.filter { $0.key.kind == .column && $0.dependencies.contains(key) }
        let using = Set(columns.map(\.key)).union([key])
        let tables = Set(columns.compactMap(\.parent))
        return plan.to.objects.values.contains { object in
            guard plan.from[object.key]?.definition != object.definition else { return false }
            let isPart = object.key.kind == .partition || object.key.kind == .table
            return !object.dependencies.isDisjoint(with: isPart ? using.union(tables) : using)
        }
    }
}
