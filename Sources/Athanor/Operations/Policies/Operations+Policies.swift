extension Operations {
    /// Enables the policies of a table.
    ///
    /// PostgreSQL: `ALTER TABLE … ENABLE ROW LEVEL SECURITY`. Refused on SQLite.
    public func enableRowSecurity(_ table: QualifiedName) -> PolicyOperation { .setEnabled(table, true) }

    /// Disables the policies of a table.
    ///
    /// PostgreSQL: `ALTER TABLE … DISABLE ROW LEVEL SECURITY`. Refused on SQLite.
    public func disableRowSecurity(_ table: QualifiedName) -> PolicyOperation { .setEnabled(table, false) }

    /// Applies the policies of a table to its owner too, or no longer.
    ///
    /// PostgreSQL: `ALTER TABLE … FORCE ROW LEVEL SECURITY` or `… NO FORCE …`. Refused on SQLite.
    public func forceRowSecurity(_ table: QualifiedName, _ isForced: Bool = true) -> PolicyOperation {
        .setForced(table, isForced)
    }

    /// Creates a policy.
    ///
    /// PostgreSQL: `CREATE POLICY … ON … [AS RESTRICTIVE] FOR … TO … [USING (…)] [WITH CHECK (…)]`. Refused on SQLite.
    public func createPolicy(_ policy: PolicyDefinition) -> PolicyOperation { .create(policy) }

    /// Alters a policy. Properties that are `nil` in the change stay.
    ///
    /// PostgreSQL: `ALTER POLICY … ON … [TO …] [USING (…)] [WITH CHECK (…)]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the policy's name.
    ///   - table: its table.
    ///   - change: the new values.
    ///   - was: the old values of the changed properties, for the downgrade.
    public func alterPolicy(
        _ name: String, on table: QualifiedName, _ change: PolicyChange, was: PolicyChange? = nil
    ) -> PolicyOperation {
        .alter(name, on: table, change, was: was)
    }

    /// Drops a policy.
    ///
    /// PostgreSQL: `DROP POLICY [IF EXISTS] … ON …`. Refused on SQLite.
    /// - Parameters:
    ///   - policy: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the policy is missing.
    public func dropPolicy(_ policy: PolicyDefinition, ifExists: Bool = false) -> PolicyOperation {
        .drop(policy.name, on: policy.table, was: policy, ifExists: ifExists)
    }

    /// Drops a policy by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the policy's name.
    ///   - table: its table.
    ///   - ifExists: no error when the policy is missing.
    public func dropPolicy(_ name: String, on table: QualifiedName, ifExists: Bool = false) -> PolicyOperation {
        .drop(name, on: table, was: nil, ifExists: ifExists)
    }

    /// Renames a policy.
    ///
    /// PostgreSQL: `ALTER POLICY … ON … RENAME TO …`. Refused on SQLite.
    public func renamePolicy(_ name: String, on table: QualifiedName, to newName: String) -> PolicyOperation {
        .rename(name, on: table, to: newName)
    }
}
