extension Operations {
    /// Creates an index: `op.createIndex(.unique("number"), on: "orders")`.
    ///
    /// Both databases: `CREATE [UNIQUE] INDEX`. With `concurrently`, others can write during the build on PostgreSQL;
    /// it is then a non-transactional statement. SQLite ignores it, and refuses properties that its indexes do not
    /// have, such as a method, included columns and storage parameters.
    /// - Parameters:
    ///   - index: the index.
    ///   - relation: the table or materialized view.
    ///   - concurrently: whether others can write during the build.
    ///   - ifNotExists: no error when an index of this name exists already, on any table or materialized view.
    public func createIndex(
        _ index: IndexDefinition, on relation: QualifiedName, concurrently: Bool = false, ifNotExists: Bool = false
    ) -> IndexOperation {
        .create(index, on: relation, concurrently: concurrently, ifNotExists: ifNotExists)
    }

    /// Drops an index by its name.
    ///
    /// Both databases: `DROP INDEX`. With `concurrently`, PostgreSQL does not block others while it waits for their
    /// transactions; it is then a non-transactional statement. SQLite ignores it.
    /// - Parameters:
    ///   - name: the index's name, with its schema if needed. The downgrade must be written.
    ///   - concurrently: whether others can read and write during the drop.
    ///   - ifExists: no error when the index is missing.
    ///   - dependents: what happens to objects that depend on it. PostgreSQL cannot cascade concurrently.
    public func dropIndex(
        _ name: QualifiedName, concurrently: Bool = false, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> IndexOperation {
        .drop(name, was: nil, concurrently: concurrently, ifExists: ifExists, dependents: dependents)
    }

    /// Drops an index, with its definition for the downgrade.
    /// - Parameters:
    ///   - index: its definition. It is found by its given or derived name.
    ///   - relation: the table or materialized view that it is on.
    ///   - concurrently: whether others can read and write during the drop.
    ///   - ifExists: no error when the index is missing.
    ///   - dependents: what happens to objects that depend on it. PostgreSQL cannot cascade concurrently.
    public func dropIndex(
        _ index: IndexDefinition, on relation: QualifiedName, concurrently: Bool = false, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> IndexOperation {
        .drop(
            QualifiedName(schema: relation.schema, name: index.name(on: relation)),
            was: IndexOperation.PreviousIndex(index, on: relation), concurrently: concurrently, ifExists: ifExists,
            dependents: dependents)
    }

    /// Renames an index.
    ///
    /// PostgreSQL: `ALTER INDEX … RENAME TO`. SQLite: Athanor drops the index and creates it again.
    public func renameIndex(_ name: QualifiedName, to newName: String) -> IndexOperation {
        .rename(name, to: newName)
    }
}
