internal import Athanor

/// An attribute of a composite type that has a comment. Its type makes it.
struct CompositeAttributeObject: DefinedObject {
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] { [] }

    /// Only the comment is dropped, if the attribute stays.
    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let type = plan.to[key.container(.compositeType)]?.definition.object as? CompositeTypeObject
        guard let type, type.attributes.contains(where: { $0.name == key.path.last }) else { return [] }
        return [ChangeStatement("COMMENT ON COLUMN \(key.sql) IS NULL")]
    }
}
