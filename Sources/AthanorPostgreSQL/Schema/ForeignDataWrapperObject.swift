internal import Athanor

/// A foreign-data wrapper.
struct ForeignDataWrapperObject: DefinedObject {
    /// The function that handles it, in SQL.
    let handler: ExactText?
    /// The function that checks options, in SQL.
    let validator: ExactText?
    /// The options.
    let options: ForeignOptions

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        var clauses = ["CREATE FOREIGN DATA WRAPPER \(key.sql)"]
        if let handler { clauses.append("HANDLER \(handler)") }
        if let validator { clauses.append("VALIDATOR \(validator)") }
        if let clause = options.clause { clauses.append(clause) }
        return [ChangeStatement(clauses.joined(separator: "\n    "))]
    }

    func alteration(to new: ForeignDataWrapperObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        var clauses = ["ALTER FOREIGN DATA WRAPPER \(key.sql)"]
        if handler != new.handler { clauses.append(new.handler.map { "HANDLER \($0)" } ?? "NO HANDLER") }
        if validator != new.validator { clauses.append(new.validator.map { "VALIDATOR \($0)" } ?? "NO VALIDATOR") }
        if let change = options.change(to: new.options) { clauses.append(change) }
        return .statements([ChangeStatement(clauses.joined(separator: "\n    "))])
    }
}
