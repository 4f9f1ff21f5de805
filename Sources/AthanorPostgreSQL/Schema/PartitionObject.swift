internal import Athanor

/// A table's place in a partitioned table.
struct PartitionObject: DefinedObject {
    /// The partitioned table.
    let table: SchemaObjectKey
    /// The rows that belong to it: `FOR VALUES FROM (0) TO (9)`, `DEFAULT`.
    let bound: ExactText
    /// The condition that its rows meet, in SQL; `nil` if it only holds in this database.
    let condition: ExactText?

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let attach = "\(table.alteringTable(only: true)) ATTACH PARTITION \(key.sql) \(bound)"
        let child = key.as(.table)
        let defaultHazards: Set<Hazard> =
            hasLastingDefault(besides: key, in: plan) ? [.scan, .blocksReaders, .failsWithRows] : []
        guard plan.hasRows(child) else { return [ChangeStatement(attach, defaultHazards)] }
        guard plan.policy.isOnline, let condition, bound != "DEFAULT" else {
            return [ChangeStatement(attach, defaultHazards.union([.scan, .blocksReaders]))]
        }
        // A constraint that implies the condition spares the scan while the table is locked.
        let alter = child.alteringTable()
        let name = PostgreSQLDialect().quote(plan.temporaryConstraintName("\(key.name)_bound", on: child))
        return [
            ChangeStatement("\(alter) ADD CONSTRAINT \(name) CHECK (\(condition)) NOT VALID"),
            ChangeStatement("\(alter) VALIDATE CONSTRAINT \(name)", [.scan], commit: .after),
            ChangeStatement(attach, defaultHazards),
            ChangeStatement("\(alter) DROP CONSTRAINT \(name)"),
        ]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(table.alteringTable(only: true)) DETACH PARTITION \(key.sql)")]
    }

    func alteration(to new: PartitionObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard table == new.table else { return .replacement }
        // The condition of a default partition follows from the others.
        guard bound != new.bound else { return .nothing }
        let attach = "\(table.alteringTable(only: true)) ATTACH PARTITION \(key.sql) \(new.bound)"
        return .statements(removal(of: key, in: plan) + [ChangeStatement(attach, [.scan, .blocksReaders])])
    }

    /// Whether the table has a default partition before, whose rows the server checks.
    private func hasLastingDefault(besides key: SchemaObjectKey, in plan: DifferencePlan) -> Bool {
        plan.attachedChildren(of: table).contains { child in
            guard child.path != key.path else { return false }
            return (plan.from[child.as(.partition)]?.definition.object as? PartitionObject)?.bound == "DEFAULT"
        }
    }
}
