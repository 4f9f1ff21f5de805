internal import Athanor

/// An aggregate.
struct AggregateObject: DefinedObject {
    /// The parameters in parentheses, as the server writes them: `x integer`, `numeric ORDER BY anyelement`, `*`.
    let arguments: ExactText
    /// The type of the result.
    let result: ExactText
    /// Whether it is normal, ordered-set or hypothetical, and the number of its direct arguments, such as `o1`.
    let kind: ExactText
    /// The names of the parameters; an empty one for none, and none at all if no parameter has a name.
    let inputNames: [ExactText]
    /// The clauses of CREATE AGGREGATE.
    let options: [ExactText]

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("CREATE AGGREGATE \(sql(key))")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP AGGREGATE \(key.sql)", [.breaksPrograms])]
    }

    /// A routine without arguments has the name, whose path has no `*`.
    func occupiedNames(_ key: SchemaObjectKey) -> [OccupiedName] {
        key.name == "*" ? [OccupiedName(namespace: .routines, path: key.renamed("").path)] : []
    }

    /// CREATE OR REPLACE where the server allows it.
    func alteration(to new: AggregateObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let namesStay = zip(inputNames, new.inputNames).allSatisfy { old, name in old == "" || old == name }
        guard namesStay, inputNames.isEmpty || !new.inputNames.isEmpty, result == new.result, kind == new.kind
        else { return plan.replacement(of: key) }
        return .statements([ChangeStatement("CREATE OR REPLACE AGGREGATE \(new.sql(key))")])
    }

    /// The statement after CREATE AGGREGATE.
    private func sql(_ key: SchemaObjectKey) -> String {
        let dialect = PostgreSQLDialect()
        let name = key.names.dropLast().map(dialect.quote).joined(separator: ".")
        return "\(name)(\(arguments)) (\n    \(options.map(\.text).joined(separator: ",\n    "))\n)"
    }
}
