extension Operations {
    /// Creates a table.
    ///
    /// ```swift
    /// op.createTable(
    ///     "orders",
    ///     [
    ///         .column("id", .bigint, identity: .always),
    ///         .column("customer_id", .bigint, nullable: false),
    ///         .column("placed_at", .timestamptz, nullable: false, default: .expression("CURRENT_TIMESTAMP")),
    ///         .primaryKey("id"),
    ///         .foreignKey("customer_id", references: "customers", ["id"], onDelete: .cascade),
    ///     ])
    /// ```
    ///
    /// PostgreSQL: `CREATE TABLE`, then `COMMENT ON` for the table and the columns that have a comment. SQLite:
    /// `CREATE TABLE`; an identity is an `INTEGER PRIMARY KEY AUTOINCREMENT`.
    /// - Parameters:
    ///   - name: the table's name, such as `"orders"` or `"sales.orders"`.
    ///   - elements: its columns and constraints.
    ///   - partitioning: how it is partitioned, or the table that it is a partition of. Refused on SQLite.
    ///   - storage: storage parameters. Refused on SQLite.
    ///   - tablespace: the tablespace. Refused on SQLite.
    ///   - options: properties of the whole table.
    ///   - comment: its comment in the catalog.
    ///   - ifNotExists: no error when the table exists already, with any definition. On PostgreSQL, the given
    ///     comments replace the present ones, and their columns must exist.
    public func createTable(
        _ name: QualifiedName, _ elements: [TableElement], partitioning: TableDefinition.Partitioning? = nil,
        storage: StorageParameters = [:], tablespace: String? = nil, options: Set<TableDefinition.Option> = [],
        comment: String? = nil, ifNotExists: Bool = false
    ) -> TableOperation {
        createTable(
            TableDefinition(
                name, elements, partitioning: partitioning, storage: storage, tablespace: tablespace, options: options,
                comment: comment),
            ifNotExists: ifNotExists)
    }

    /// Creates a table.
    /// - Parameters:
    ///   - table: the table.
    ///   - ifNotExists: no error when the table exists already, with any definition.
    public func createTable(_ table: TableDefinition, ifNotExists: Bool = false) -> TableOperation {
        .create(table, ifNotExists: ifNotExists)
    }

    /// Drops a table.
    ///
    /// PostgreSQL: `DROP TABLE`. SQLite: `DROP TABLE`, with foreign keys checked before the commit.
    /// - Parameters:
    ///   - table: its definition, so that the downgrade can create it again, without its rows.
    ///   - ifExists: no error when the table is missing.
    ///   - dependents: what happens to objects that depend on it. On SQLite, `.cascade` drops the views that read it,
    ///     and foreign keys that refer to it are still checked.
    public func dropTable(
        _ table: TableDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> TableOperation {
        .drop(table.name, was: table, ifExists: ifExists, dependents: dependents)
    }

    /// Drops a table by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the table's name.
    ///   - ifExists: no error when the table is missing.
    ///   - dependents: what happens to objects that depend on it.
    public func dropTable(
        _ name: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> TableOperation {
        .drop(name, was: nil, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a table within its schema.
    ///
    /// Both databases: `ALTER TABLE … RENAME TO`.
    public func renameTable(_ name: QualifiedName, to newName: String) -> TableOperation {
        .rename(name, to: newName)
    }

    /// Moves a table to another schema.
    ///
    /// PostgreSQL: `ALTER TABLE … SET SCHEMA`. Refused on SQLite.
    public func setTableSchema(_ name: QualifiedName, to schema: String) -> TableOperation {
        .setSchema(name, to: schema)
    }

    /// Alters a table in several ways, in order. On PostgreSQL, alterations share a statement if possible, so that the
    /// rows are written once, and a column gets its new type before its new default. On SQLite, one rebuild does all of
    /// them if possible.
    public func alterTable(_ name: QualifiedName, ifExists: Bool = false, _ alterations: [TableAlteration])
        -> AlterTable
    {
        AlterTable(name, ifExists: ifExists, alterations)
    }

    /// Sets storage parameters of a table.
    ///
    /// PostgreSQL: `ALTER TABLE … SET (…)`. Refused on SQLite.
    /// - Parameters:
    ///   - table: the table's name.
    ///   - parameters: the parameters, with their new values.
    ///   - was: the old values of those that were set, for the downgrade; `[:]` if none was set.
    public func setTableStorage(
        _ table: QualifiedName, _ parameters: StorageParameters, was: StorageParameters? = nil
    ) -> AlterTable {
        AlterTable(table, [.setStorage(parameters, was: was)])
    }
}
