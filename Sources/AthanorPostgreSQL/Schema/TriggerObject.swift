internal import Athanor

/// A trigger of a table or view. On a partitioned table, it includes those of the partitions.
struct TriggerObject: DefinedObject {
    /// The statement that creates it, as the server writes it: `CREATE TRIGGER …`.
    let statement: ExactText
    /// When it fires.
    let state: FiringState
    /// Whether it is a constraint trigger, which CREATE OR REPLACE does not know.
    let isConstraint: Bool

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement(statement.text)] + stateChanges(from: .origin, key)
    }

    /// CREATE OR REPLACE TRIGGER, or for constraint triggers a new one without a gap between.
    ///
    /// Both enable the trigger, and both, like ALTER TABLE, change those of the partitions.
    func alteration(to new: TriggerObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let statements: [ChangeStatement] =
            if statement == new.statement {
                new.stateChanges(from: state, key)
            } else if isConstraint || new.isConstraint {
                plan.recreation(of: key, from: self, to: new)
            } else {
                [ChangeStatement(new.statement.orReplace)] + new.stateChanges(from: .origin, key)
            }
        return .statements(statements, disturbing: [.inheritedTrigger])
    }

    private func stateChanges(from old: FiringState, _ key: SchemaObjectKey) -> [ChangeStatement] {
        old == state ? [] : [state.change(ofTrigger: key)]
    }
}

extension FiringState {
    /// The statement that gives a trigger the state.
    func change(ofTrigger key: SchemaObjectKey) -> ChangeStatement {
        let trigger = "TRIGGER \(PostgreSQLDialect().quote(key.name))"
        return ChangeStatement("ALTER TABLE \(key.container(.table).sql) \(sql) \(trigger)")
    }
}
