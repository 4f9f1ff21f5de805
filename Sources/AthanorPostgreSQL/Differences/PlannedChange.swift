internal import Athanor

/// One change of one object, with its statements.
struct PlannedChange: Sendable, Hashable {
    /// The object.
    let key: SchemaObjectKey
    /// What happens to it.
    let action: Action
    /// The statements, in order.
    let statements: [ChangeStatement]

    /// What happens to an object.
    enum Action: Int, Sendable, Hashable {
        case drop, alter, create
    }
}
