package import Athanor

extension SQLiteDialect {
    /// Returns `CREATE TRIGGER … BEGIN … END` or `DROP TRIGGER`. To rename a trigger, returns both.
    /// (https://sqlite.org/lang_createtrigger.html)
    /// - Throws: ``OperationError`` for features that SQLite's triggers do not have, and for turning a trigger on or
    ///   off.
    package func lower(_ operation: TriggerOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let trigger):
            return [step(try creating(trigger), command: "CREATE TRIGGER")]
        case .drop(let name, let table, _, let ifExists):
            let trigger = try identifier(QualifiedName(schema: table.inMain.schema, name: name))
            return [step("DROP TRIGGER \(ifExists ? "IF EXISTS " : "")\(trigger)", command: "DROP TRIGGER")]
        case .rename(let name, let table, let newName):
            let renaming = RenamingTrigger(
                name: name, table: table, newName: newName, quotedNewName: try identifier(newName))
            return [.resolvedWhenRun(ResolvedStep(summary: operation.summary, statements: renaming.statements))]
        case .setEnabled:
            throw refusal(
                of: operation, because: "its triggers cannot be turned off", "Drop the trigger and create it again.")
        }
    }

    private func creating(_ trigger: TriggerDefinition) throws(OperationError) -> String {
        func refusal(_ what: String, _ advice: String) -> OperationError {
            OperationError("trigger \(trigger.name) on \(trigger.table) \(what)", advice: advice)
        }
        guard case .statements(let statements) = trigger.action else {
            throw refusal(
                "calls a function, and a trigger of SQLite contains statements",
                "Write .statements(\"…;\") where `op.databaseKind == .sqlite`.")
        }
        guard trigger.events.count == 1, let event = trigger.events.first else {
            throw refusal(
                "has \(trigger.events.count) events, and a trigger of SQLite has one",
                "Create a trigger for each event.")
        }
        guard trigger.level == .row else {
            throw refusal("runs once per statement, which SQLite cannot do", "Let it run for each row.")
        }
        guard trigger.constraint == nil else {
            throw refusal("is a constraint trigger, which SQLite does not have", "Leave out `constraint:`.")
        }
        guard trigger.oldTable == nil, trigger.newTable == nil else {
            throw refusal("names transition tables, which SQLite does not have", "Use OLD and NEW.")
        }
        let change: String
        switch event {
        case .insert: change = "INSERT"
        case .update: change = "UPDATE"
        case .updateOf(let columns): change = "UPDATE OF \(try identifiers(columns))"
        case .delete: change = "DELETE"
        case .truncate:
            throw refusal("has the event TRUNCATE, which SQLite does not have", "Use .delete.")
        }
        let timing =
            switch trigger.timing {
            case .before: "BEFORE"
            case .after: "AFTER"
            case .insteadOf: "INSTEAD OF"
            }
        let name = try identifier(QualifiedName(schema: trigger.table.inMain.schema, name: trigger.name))
        return """
            CREATE TRIGGER \(name) \(timing) \(change) ON \(try identifier(trigger.table.name)) FOR EACH ROW\
            \(trigger.condition.map { " WHEN \($0)" } ?? "")
            BEGIN
                \(statements)
            END
            """
    }
}
