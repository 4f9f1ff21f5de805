internal import Athanor

/// A cast. The path has the type of the value and that of the result.
struct CastObject: DefinedObject {
    /// `WITH FUNCTION …`, `WITH INOUT` or `WITHOUT FUNCTION`.
    let method: ExactText
    /// `AS ASSIGNMENT` or `AS IMPLICIT`; `nil` for explicit use only.
    let context: ExactText?

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("CREATE CAST \(key.sql) \(method)\(context.map { " \($0)" } ?? "")")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP CAST \(key.sql)", [.breaksPrograms])]
    }

    func alteration(to new: CastObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        plan.replacement(of: key)
    }
}
