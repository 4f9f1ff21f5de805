internal import Athanor

/// A table's inheritance from another one, which is not partitioned. Its path is that of the child and of the parent.
struct InheritanceObject: DefinedObject {
    /// The place among the child's parents.
    let position: Int

    var isPartOfCreation: Bool { true }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        statements("INHERIT", plan.to[key])
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        statements("NO INHERIT", plan.from[key])
    }

    /// The order of the parents only matters when the table is created.
    func alteration(to new: InheritanceObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        .nothing
    }

    private func statements(_ verb: String, _ object: SchemaObject?) -> [ChangeStatement] {
        guard let bond = object?.bond else { return [] }
        return [ChangeStatement("\(bond.child.alteringTable()) \(verb) \(bond.parent.sql)")]
    }
}
