extension Operations {
    /// Creates a trigger.
    ///
    /// PostgreSQL: `CREATE [CONSTRAINT] TRIGGER … EXECUTE FUNCTION …`. SQLite: `CREATE TRIGGER … BEGIN … END`, for one
    /// event and for each row.
    public func createTrigger(_ trigger: TriggerDefinition) -> TriggerOperation { .create(trigger) }

    /// Drops a trigger.
    ///
    /// PostgreSQL: `DROP TRIGGER [IF EXISTS] … ON …`. SQLite: `DROP TRIGGER [IF EXISTS] …`.
    /// - Parameters:
    ///   - trigger: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the trigger is missing.
    public func dropTrigger(_ trigger: TriggerDefinition, ifExists: Bool = false) -> TriggerOperation {
        .drop(trigger.name, on: trigger.table, was: trigger, ifExists: ifExists)
    }

    /// Drops a trigger by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the trigger's name.
    ///   - table: the table or view that it belongs to.
    ///   - ifExists: no error when the trigger is missing.
    public func dropTrigger(_ name: String, on table: QualifiedName, ifExists: Bool = false) -> TriggerOperation {
        .drop(name, on: table, was: nil, ifExists: ifExists)
    }

    /// Renames a trigger.
    ///
    /// PostgreSQL: `ALTER TRIGGER … ON … RENAME TO …`. SQLite: `DROP TRIGGER` and `CREATE TRIGGER` from its text.
    public func renameTrigger(_ name: String, on table: QualifiedName, to newName: String) -> TriggerOperation {
        .rename(name, on: table, to: newName)
    }

    /// Enables a disabled trigger.
    ///
    /// PostgreSQL: `ALTER TABLE … ENABLE TRIGGER …`. Refused on SQLite.
    public func enableTrigger(_ name: String, on table: QualifiedName) -> TriggerOperation {
        .setEnabled(name, on: table, true)
    }

    /// Disables a trigger.
    ///
    /// PostgreSQL: `ALTER TABLE … DISABLE TRIGGER …`. Refused on SQLite.
    public func disableTrigger(_ name: String, on table: QualifiedName) -> TriggerOperation {
        .setEnabled(name, on: table, false)
    }
}
