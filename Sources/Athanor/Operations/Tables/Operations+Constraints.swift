extension Operations {
    /// Adds a constraint: `op.addConstraint("orders", .unique("number"))`.
    ///
    /// PostgreSQL: `ALTER TABLE … ADD CONSTRAINT`, with `NOT VALID` when it is not to look at the rows that are there.
    /// SQLite: the table is rebuilt, and the rows are looked at in any case.
    ///
    /// A primary key makes its columns `NOT NULL`. On PostgreSQL before version 18 they stay so when the key is dropped again, also on the way back:
    /// where they could hold NULL before, say `nullable: true` with ``alterColumn(_:_:nullable:default:identity:rename:comment:was:dependents:)``.
    /// - Parameters:
    ///   - table: the table.
    ///   - constraint: the constraint; without a name it gets the one of ``ConstraintDefinition/name(on:)``.
    ///     That one is not numbered when it is taken, as it is among the constraints of ``createTable(_:ifNotExists:)``: the database refuses it, and
    ///     you give a name.
    ///   - validated: whether the rows that are there are looked at now; if not, ``validateConstraint(_:_:)`` does it later,
    ///     while others go on writing. For check constraints and foreign keys only.
    public func addConstraint(
        _ table: QualifiedName, _ constraint: ConstraintDefinition, validated: Bool = true
    ) -> AlterTable {
        AlterTable(table, [.addConstraint(constraint, validated: validated)])
    }

    /// Adds a primary key or unique constraint that takes over an index that is there, so that nobody waits for it.
    ///
    /// PostgreSQL: `ALTER TABLE … ADD CONSTRAINT … USING INDEX`. Refused on SQLite.
    public func addConstraint(
        _ table: QualifiedName, named name: String, usingIndex index: String, primaryKey: Bool = false
    ) -> AlterTable {
        AlterTable(table, [.addConstraintUsingIndex(name: name, index: index, isPrimaryKey: primaryKey)])
    }

    /// Drops a constraint by its name.
    ///
    /// PostgreSQL: `ALTER TABLE … DROP CONSTRAINT`. SQLite: the table is rebuilt.
    /// - Parameters:
    ///   - table: the table.
    ///   - name: the constraint's name.
    ///   - was: what it was, so that it can be added again on the way back. There all rows are looked at, even if it was not validated.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to objects that depend on it.
    public func dropConstraint(
        _ table: QualifiedName, _ name: String, was: ConstraintDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> AlterTable {
        AlterTable(table, [.dropConstraint(name, was: was, ifExists: ifExists, dependents: dependents)])
    }

    /// Drops a constraint that carries its own way back; it is found by its name, given or derived. On SQLite a constraint
    /// without a name is found by what it says.
    /// - Parameters:
    ///   - table: the table.
    ///   - constraint: what it is.
    ///   - dependents: what happens to objects that depend on it.
    public func dropConstraint(
        _ table: QualifiedName, _ constraint: ConstraintDefinition, dependents: DependentObjects = .refuse
    ) -> AlterTable {
        dropConstraint(table, constraint.name(on: table), was: constraint, dependents: dependents)
    }

    /// Looks whether all rows satisfy a constraint that was added without looking.
    ///
    /// PostgreSQL: `ALTER TABLE … VALIDATE CONSTRAINT`, during which others go on writing. SQLite, where a constraint
    /// is never without: nothing.
    public func validateConstraint(_ table: QualifiedName, _ name: String) -> AlterTable {
        AlterTable(table, [.validateConstraint(name)])
    }

    /// Renames a constraint.
    ///
    /// PostgreSQL: `ALTER TABLE … RENAME CONSTRAINT`. SQLite: the table is rebuilt.
    public func renameConstraint(_ table: QualifiedName, _ name: String, to newName: String) -> AlterTable {
        AlterTable(table, [.renameConstraint(name, to: newName)])
    }
}
