extension Operations {
    /// Adds a column at the end of a table.
    ///
    /// PostgreSQL: `ALTER TABLE … ADD COLUMN`, then `COMMENT ON COLUMN` if it has a comment. SQLite: the same if SQLite
    /// can; otherwise Athanor rebuilds the table.
    /// - Parameters:
    ///   - column: the column: `.column("state", .text, nullable: false, default: "new")`.
    ///   - table: the table.
    ///   - ifNotExists: no error when the column exists already, with any definition. On PostgreSQL, the given
    ///     comment replaces the column's present one.
    public func addColumn(_ column: ColumnDefinition, to table: QualifiedName, ifNotExists: Bool = false) -> AlterTable
    {
        AlterTable(table, [.addColumn(column, ifNotExists: ifNotExists)])
    }

    /// Drops a column.
    ///
    /// PostgreSQL: `ALTER TABLE … DROP COLUMN`. SQLite: the same if SQLite can; otherwise Athanor rebuilds the table.
    /// - Parameters:
    ///   - column: its definition, so that the downgrade can add it again, without its values:
    ///     `.column("total", .integer)`.
    ///   - table: the table.
    ///   - ifExists: no error when the column is missing.
    ///   - dependents: what happens to objects that depend on it. On SQLite, these include the table's own indexes and
    ///     constraints over the column; PostgreSQL drops those in any case.
    public func dropColumn(
        _ column: ColumnDefinition, from table: QualifiedName, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> AlterTable {
        AlterTable(table, [.dropColumn(column.name, was: column, ifExists: ifExists, dependents: dependents)])
    }

    /// Drops a column by its name. The downgrade must be written.
    /// - Parameters:
    ///   - column: the column's name.
    ///   - table: the table.
    ///   - ifExists: no error when the column is missing.
    ///   - dependents: what happens to objects that depend on it.
    public func dropColumn(
        _ column: String, from table: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> AlterTable {
        AlterTable(table, [.dropColumn(column, was: nil, ifExists: ifExists, dependents: dependents)])
    }

    /// Renames a column.
    ///
    /// Both databases: `ALTER TABLE … RENAME COLUMN`; views, indexes and constraints follow.
    public func renameColumn(_ column: String, of table: QualifiedName, to newName: String) -> AlterTable {
        AlterTable(table, [.renameColumn(column, to: newName)])
    }

    /// Changes a column in one or several ways:
    /// `op.alterColumn("total", of: "orders", .type(.bigint, was: .integer), .notNull)`. Other properties stay.
    ///
    /// The order of the changes does not matter. Two changes of one property are refused when the revision is planned,
    /// and so is a change whose `was:` equals the new value.
    ///
    /// PostgreSQL: `ALTER TABLE … ALTER COLUMN …`, in one statement if possible. SQLite: Athanor rebuilds the table.
    /// There, a new type without `using:` converts values by its affinity, and a strict table refuses values that do
    /// not fit.
    /// - Parameters:
    ///   - column: the column's name.
    ///   - table: the table.
    ///   - change: a change, such as `.notNull`; see ``ColumnChange``.
    ///   - others: further changes.
    ///   - dependents: what happens to the views that use the column. With `.recreate` they are dropped and created
    ///     again, as by ``alteringAround(_:columns:_:)``.
    public func alterColumn(
        _ column: String, of table: QualifiedName, _ change: ColumnChange, _ others: ColumnChange...,
        dependents: DependentViews = .refuse
    ) -> AlterTable {
        AlterTable(table, column, [change] + others, dependentViews: dependents)
    }
}
