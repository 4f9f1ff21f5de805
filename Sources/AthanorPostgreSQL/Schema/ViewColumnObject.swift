internal import Athanor

/// A column of a view or materialized view, which can have a comment and privileges. Everything else about it is the
/// view's.
struct ViewColumnObject: DefinedObject {
    /// None: the view creates it.
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] { [] }

    /// None: it goes with the view.
    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] { [] }
}
