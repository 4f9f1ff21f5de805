internal import Athanor

/// An event trigger of the database.
struct EventTriggerObject: DefinedObject {
    /// The event, such as `ddl_command_end`.
    let event: ExactText
    /// The commands that it fires for, such as `CREATE TABLE`; none for all.
    let tags: [ExactText]
    /// The function, quoted and with its schema.
    let function: ExactText
    /// When it fires.
    let state: FiringState

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        var clauses = ["CREATE EVENT TRIGGER \(key.sql) ON \(event)"]
        if !tags.isEmpty {
            let list = tags.map { PostgreSQLDialect().quoteText($0.text) }.joined(separator: ", ")
            clauses.append("WHEN TAG IN (\(list))")
        }
        clauses.append("EXECUTE FUNCTION \(function)()")
        return [ChangeStatement(clauses.joined(separator: "\n"))] + stateChanges(from: .origin, key)
    }

    func alteration(to new: EventTriggerObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard event == new.event, tags == new.tags, function == new.function else { return .replacement }
        return .statements(new.stateChanges(from: state, key))
    }

    private func stateChanges(from old: FiringState, _ key: SchemaObjectKey) -> [ChangeStatement] {
        old == state ? [] : [ChangeStatement("ALTER EVENT TRIGGER \(key.sql) \(state.sql)")]
    }
}
