internal import Athanor

/// A range type.
struct RangeTypeObject: DefinedObject {
    /// The type of its bounds.
    let subtype: ExactText
    /// The operator class of the subtype in SQL, where it is not the default.
    let operatorClass: ExactText?
    /// The collation in SQL, where it is not the subtype's.
    let collation: ExactText?
    /// The function that brings values to their canonical form.
    let canonical: ExactText?
    /// The function that gives the distance of two bounds.
    let difference: ExactText?
    /// The multirange type in SQL.
    let multirange: ExactText

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        var options = ["SUBTYPE = \(subtype)"]
        if let operatorClass { options.append("SUBTYPE_OPCLASS = \(operatorClass)") }
        if let collation { options.append("COLLATION = \(collation)") }
        if let canonical { options.append("CANONICAL = \(canonical)") }
        if let difference { options.append("SUBTYPE_DIFF = \(difference)") }
        options.append("MULTIRANGE_TYPE_NAME = \(multirange)")
        return [ChangeStatement("CREATE TYPE \(key.sql) AS RANGE (\n    \(options.joined(separator: ",\n    "))\n)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP TYPE \(key.sql)", [.breaksPrograms])]
    }

    /// A new type. Columns cannot move to it: functions with the names of both types belong to the present one.
    func alteration(to new: RangeTypeObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        plan.replacement(of: key)
    }
}
