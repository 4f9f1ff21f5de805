internal import Athanor

/// A rule of a table or view, other than the one that holds a view's query.
struct RuleObject: DefinedObject {
    /// The statement that creates it, as the server writes it: `CREATE RULE …`.
    let statement: ExactText
    /// When it fires.
    let state: FiringState

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement(statement.text)] + stateChanges(from: .origin, key)
    }

    func alteration(to new: RuleObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let replaced = statement == new.statement ? [] : [ChangeStatement(new.statement.orReplace)]
        return .statements(replaced + new.stateChanges(from: state, key))
    }

    private func stateChanges(from old: FiringState, _ key: SchemaObjectKey) -> [ChangeStatement] {
        guard old != state else { return [] }
        let rule = "RULE \(PostgreSQLDialect().quote(key.name))"
        return [ChangeStatement("ALTER TABLE \(key.container(.table).sql) \(state.sql) \(rule)")]
    }
}

extension ExactText {
    /// A statement that begins with CREATE, as CREATE OR REPLACE.
    var orReplace: String {
        let create = "CREATE "
        return text.hasPrefix(create) ? "CREATE OR REPLACE \(text.dropFirst(create.count))" : text
    }
}
