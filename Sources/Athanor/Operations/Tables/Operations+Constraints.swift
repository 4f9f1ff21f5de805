extension Operations {
    /// Adds a constraint: `op.addConstraint(.unique("number"), on: "orders")`.
    ///
    /// PostgreSQL: `ALTER TABLE … ADD CONSTRAINT`, with `NOT VALID` unless `validated`. SQLite: Athanor rebuilds the
    /// table, and existing rows are always checked.
    ///
    /// A primary key makes its columns `NOT NULL`. On PostgreSQL before version 18 they stay `NOT NULL` when the key is
    /// dropped again, also in the downgrade. If they allowed NULL before, add ``ColumnChange/dropNotNull`` with
    /// ``alterColumn(_:of:_:_:dependents:)``.
    /// - Parameters:
    ///   - constraint: the constraint; without a name it gets the one of ``ConstraintDefinition/name(on:)``. If that
    ///     name is taken, the database refuses it, and you must give a name. (Only ``createTable(_:ifNotExists:)`` adds
    ///     a number, to a derived name that another constraint of the table has.)
    ///   - table: the table.
    ///   - validated: whether to check existing rows now. If not, ``validateConstraint(_:on:)`` checks them later, while
    ///     others can write. For check constraints and foreign keys only.
    public func addConstraint(
        _ constraint: ConstraintDefinition, on table: QualifiedName, validated: Bool = true
    ) -> AlterTable {
        AlterTable(table, [.addConstraint(constraint, validated: validated)])
    }

    /// Adds a primary key or unique constraint that takes over an existing index, so that others do not wait for an
    /// index build.
    ///
    /// PostgreSQL: `ALTER TABLE … ADD CONSTRAINT … USING INDEX`. Refused on SQLite.
    public func addConstraint(
        named name: String, usingIndex index: String, on table: QualifiedName, primaryKey: Bool = false
    ) -> AlterTable {
        AlterTable(table, [.addConstraintUsingIndex(name: name, index: index, isPrimaryKey: primaryKey)])
    }

    /// Drops a constraint, with its definition for the downgrade. It is found by its given or derived name. On SQLite,
    /// a constraint without a name is found by its definition.
    ///
    /// PostgreSQL: `ALTER TABLE … DROP CONSTRAINT`. SQLite: Athanor rebuilds the table.
    /// - Parameters:
    ///   - constraint: its definition, so that the downgrade can add it again. The downgrade checks all rows, even if
    ///     the constraint was not validated.
    ///   - table: the table.
    ///   - ifExists: no error when the constraint is missing.
    ///   - dependents: what happens to objects that depend on it.
    public func dropConstraint(
        _ constraint: ConstraintDefinition, on table: QualifiedName, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> AlterTable {
        AlterTable(
            table,
            [
                .dropConstraint(
                    constraint.name(on: table), was: constraint, ifExists: ifExists, dependents: dependents)
            ])
    }

    /// Drops a constraint by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the constraint's name.
    ///   - table: the table.
    ///   - ifExists: no error when the constraint is missing.
    ///   - dependents: what happens to objects that depend on it.
    public func dropConstraint(
        _ name: String, on table: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> AlterTable {
        AlterTable(table, [.dropConstraint(name, was: nil, ifExists: ifExists, dependents: dependents)])
    }

    /// Checks all rows against a constraint that was added without validation.
    ///
    /// PostgreSQL: `ALTER TABLE … VALIDATE CONSTRAINT`, while others can write. SQLite: nothing, because constraints
    /// are always validated there.
    public func validateConstraint(_ name: String, on table: QualifiedName) -> AlterTable {
        AlterTable(table, [.validateConstraint(name)])
    }

    /// Renames a constraint.
    ///
    /// PostgreSQL: `ALTER TABLE … RENAME CONSTRAINT`. SQLite: Athanor rebuilds the table.
    public func renameConstraint(_ name: String, on table: QualifiedName, to newName: String) -> AlterTable {
        AlterTable(table, [.renameConstraint(name, to: newName)])
    }
}
