internal import Athanor

/// An operator. The path has the schema, the name and both types, `NONE` for a missing one.
struct OperatorObject: DefinedObject {
    /// The function, in SQL.
    let function: ExactText
    /// The type on the left.
    let left: ExactText?
    /// The type on the right.
    let right: ExactText?
    /// `OPERATOR(…)` with its operands exchanged.
    let commutator: ExactText?
    /// `OPERATOR(…)` with the opposite result.
    let negator: ExactText?
    /// The function that estimates how many rows it finds.
    let restriction: ExactText?
    /// The function that estimates how many rows of a join it finds.
    let join: ExactText?
    /// Whether it can be used for hash joins.
    let canHash: Bool
    /// Whether it can be used for merge joins.
    let canMerge: Bool

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        var options = ["FUNCTION = \(function)"]
        func add(_ name: String, _ value: ExactText?) {
            if let value { options.append("\(name) = \(value)") }
        }
        add("LEFTARG", left)
        add("RIGHTARG", right)
        add("COMMUTATOR", commutator)
        add("NEGATOR", negator)
        add("RESTRICT", restriction)
        add("JOIN", join)
        if canHash { options.append("HASHES") }
        if canMerge { options.append("MERGES") }
        let name = "\(PostgreSQLDialect().quote(key.schema)).\(key.names[1])"
        return [ChangeStatement("CREATE OPERATOR \(name) (\n    \(options.joined(separator: ",\n    "))\n)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP OPERATOR \(key.sql)", [.breaksPrograms])]
    }

    /// ALTER OPERATOR changes the estimates, on all versions.
    func alteration(to new: OperatorObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard function == new.function, commutator == new.commutator, negator == new.negator,
            canHash == new.canHash, canMerge == new.canMerge
        else { return plan.replacement(of: key) }
        var options: [String] = []
        if restriction != new.restriction { options.append("RESTRICT = \(new.restriction ?? "NONE")") }
        if join != new.join { options.append("JOIN = \(new.join ?? "NONE")") }
        return .statements([ChangeStatement("ALTER OPERATOR \(key.sql) SET (\(options.joined(separator: ", ")))")])
    }
}
