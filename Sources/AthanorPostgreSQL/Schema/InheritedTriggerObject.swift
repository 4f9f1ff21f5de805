internal import Athanor

/// The state of a partition's trigger that the partitioned table's trigger made, where the two states differ.
struct InheritedTriggerObject: DefinedObject {
    /// When it fires.
    let state: FiringState
    /// When the trigger fires that made it.
    let inheritedState: FiringState
    /// The trigger that made it.
    let origin: SchemaObjectKey

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [state.change(ofTrigger: key)]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        // It is set again later, or it goes with the trigger that made it.
        if plan.isCreated(key) || plan.isDropped(origin) { return [] }
        return [inheritedState.change(ofTrigger: key)]
    }

    func alteration(to new: InheritedTriggerObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        .statements(new.creation(of: key, in: plan))
    }
}
