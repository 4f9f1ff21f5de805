internal import Athanor

/// The column that a sequence is owned by, so that dropping the column drops the sequence.
///
/// It is an object of its own because the column's default needs the sequence, and the owner needs the column.
struct SequenceOwnerObject: DefinedObject {
    /// The column.
    let column: SchemaObjectKey

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("ALTER SEQUENCE \(key.sql) OWNED BY \(column.sql)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("ALTER SEQUENCE \(key.sql) OWNED BY NONE")]
    }

    func alteration(to new: SequenceOwnerObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        // Before the present column is dropped, which would drop the sequence, the new one may not exist.
        plan.isDropped(column) ? .replacement : .statements(new.creation(of: key, in: plan))
    }
}
