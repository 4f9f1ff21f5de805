internal import Athanor

/// A schema, which only has a name.
struct SchemaDefinition: DefinedObject {
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("CREATE SCHEMA \(key.sql)")]
    }
}
