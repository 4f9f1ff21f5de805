internal import Athanor

/// A sequence. The one of an identity column is a part of the column, which makes it.
struct SequenceObject: DefinedObject {
    /// Its type, start, step and limits.
    let numbers: SequenceNumbers
    /// Whether it is unlogged.
    let isUnlogged: Bool
    /// Whether an identity column makes it.
    let isOfIdentity: Bool

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        // The column's statement makes it.
        if isOfIdentity { return [] }
        let clauses = ["CREATE \(isUnlogged ? "UNLOGGED " : "")SEQUENCE \(key.sql)"] + numbers.creation
        return [ChangeStatement(clauses.joined(separator: " "))]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP SEQUENCE \(key.sql)")]
    }

    func alteration(to new: SequenceObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard isOfIdentity == new.isOfIdentity else { return .replacement }
        if isOfIdentity { return .nothing }
        var statements = numbers.changes(to: new.numbers, of: key)
        if isUnlogged != new.isUnlogged {
            statements.append(
                ChangeStatement("ALTER SEQUENCE \(key.sql) SET \(new.isUnlogged ? "UNLOGGED" : "LOGGED")"))
        }
        return .statements(statements)
    }

    /// The column, for a sequence that an identity makes, or that goes with the column that owns it.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey, in plan: DifferencePlan) -> ChangeLeader? {
        if isOfIdentity {
            let schema = action == .drop ? plan.from : plan.to
            guard action != .alter, let column = schema[key]?.parent else { return nil }
            if action == .create, plan.isCreated(column) { return ChangeLeader(.create, column) }
            return plan.isAltered(column) ? ChangeLeader(.alter, column) : nil
        }
        let owner = plan.from[key.as(.sequenceOwner)]?.definition.object as? SequenceOwnerObject
        guard action == .drop, let owner, plan.isDropped(owner.column) else { return nil }
        return ChangeLeader(.drop, owner.column)
    }
}
