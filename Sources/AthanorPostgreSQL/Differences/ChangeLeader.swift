internal import Athanor

/// A change that makes a change of another object too, such as that of an inherited column.
struct ChangeLeader: Sendable, Hashable {
    /// What happens to the leading object.
    let action: PlannedChange.Action
    /// The leading object.
    let key: SchemaObjectKey

    init(_ action: PlannedChange.Action, _ key: SchemaObjectKey) {
        self.action = action
        self.key = key
    }
}

extension DifferencePlan {
    /// The change of another object that also makes this object's change; `nil` if the object has separate statements.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey) -> ChangeLeader? {
        let object = action == .drop ? from[key] : to[key]
        return object?.definition.object.leader(of: action, key, in: self)
    }
}
