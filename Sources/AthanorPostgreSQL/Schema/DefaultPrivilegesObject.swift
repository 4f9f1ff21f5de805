internal import Athanor

/// The privileges that a role's new objects get, which are the privileges of this object.
///
/// The key has the role, the schema and the kind of objects: `[alice, sales, tables]`. The role is empty for the one
/// that reads the schema, and the schema is empty for default privileges in all schemas.
///
/// Source: PostgreSQL documentation, "ALTER DEFAULT PRIVILEGES".
struct DefaultPrivilegesObject: DefinedObject {
    /// None: its privileges are granted like those on other objects.
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] { [] }

    /// The statements that bring back the privileges of new objects without default privileges.
    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        plan.defaultPrivilegesRemoval(of: key)
    }
}
