package import Athanor

extension PostgreSQLDialect {
    /// `CREATE TRIGGER … EXECUTE FUNCTION`, `DROP TRIGGER`, `ALTER TRIGGER`, `ALTER TABLE … ENABLE TRIGGER`.
    /// - Throws: ``OperationError`` for a trigger that contains statements: a trigger of PostgreSQL calls a function.
    package func lower(_ operation: TriggerOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let trigger):
            return [step(try creating(trigger), command: "CREATE TRIGGER")]
        case .drop(let name, let table, _, let ifExists):
            return [dropping("TRIGGER", "\(try identifier(name)) ON \(try identifier(table))", ifExists: ifExists)]
        case .rename(let name, let table, let newName):
            let object = "\(try identifier(name)) ON \(try identifier(table))"
            return [altering("TRIGGER", object, "RENAME TO \(try identifier(newName))")]
        case .setEnabled(let name, let table, let isEnabled):
            let change = "\(isEnabled ? "ENABLE" : "DISABLE") TRIGGER \(try identifier(name))"
            return [altering("TABLE", try identifier(table), change)]
        }
    }

    private func creating(_ trigger: TriggerDefinition) throws(OperationError) -> String {
        guard case .execute(let function, let arguments) = trigger.action else {
            throw OperationError(
                "trigger \(trigger.name) on \(trigger.table) holds statements, and a trigger of PostgreSQL calls a function",
                advice: "Create a function with them that returns .trigger, and write .execute(\"its_name\").")
        }
        guard !trigger.events.isEmpty else {
            throw OperationError(
                "trigger \(trigger.name) on \(trigger.table) names no event", advice: "Name an event: [.insert].")
        }
        var events: [String] = []
        for event in trigger.events { events.append(try text(of: event)) }
        var lines = [
            "CREATE \(trigger.constraint == nil ? "" : "CONSTRAINT ")TRIGGER \(try identifier(trigger.name))",
            "\(text(of: trigger.timing)) \(events.joined(separator: " OR ")) ON \(try identifier(trigger.table))",
        ]
        switch trigger.constraint {
        case .notDeferrable?, nil: break
        case .initiallyImmediate?: lines.append("DEFERRABLE")
        case .initiallyDeferred?: lines.append("DEFERRABLE INITIALLY DEFERRED")
        }
        var transition: [String] = []
        if let name = trigger.oldTable { transition.append("OLD TABLE AS \(try identifier(name))") }
        if let name = trigger.newTable { transition.append("NEW TABLE AS \(try identifier(name))") }
        if !transition.isEmpty { lines.append("REFERENCING \(transition.joined(separator: " "))") }
        lines.append("FOR EACH \(trigger.level == .row ? "ROW" : "STATEMENT")")
        if let condition = trigger.condition { lines.append("WHEN (\(condition))") }
        lines.append("EXECUTE FUNCTION \(try identifier(function))(\(literals(arguments)))")
        return lines.joined(separator: "\n")
    }

    private func text(of timing: TriggerDefinition.Timing) -> String {
        switch timing {
        case .before: "BEFORE"
        case .after: "AFTER"
        case .insteadOf: "INSTEAD OF"
        }
    }

    private func text(of event: TriggerDefinition.Event) throws(OperationError) -> String {
        switch event {
        case .insert: "INSERT"
        case .update: "UPDATE"
        case .updateOf(let columns): "UPDATE OF \(try identifiers(columns))"
        case .delete: "DELETE"
        case .truncate: "TRUNCATE"
        }
    }
}
