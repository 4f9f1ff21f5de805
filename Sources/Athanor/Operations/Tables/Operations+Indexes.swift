extension Operations {
    /// Creates an index: `op.createIndex(.unique("number"), on: "orders")`.
    ///
    /// Both databases: `CREATE [UNIQUE] INDEX`. With `concurrently`, PostgreSQL lets others write meanwhile; the statement
    /// then runs outside any transaction, by itself. SQLite has no need of it.
    /// - Parameters:
    ///   - index: the index.
    ///   - relation: the table or materialized view.
    ///   - concurrently: whether others can write meanwhile.
    ///   - ifNotExists: whether it is fine that there is an index of the name, whatever it is on.
    public func createIndex(
        _ index: IndexDefinition, on relation: QualifiedName, concurrently: Bool = false, ifNotExists: Bool = false
    ) -> IndexOperation {
        .create(index, on: relation, concurrently: concurrently, ifNotExists: ifNotExists)
    }

    /// Drops an index by its name.
    ///
    /// Both databases: `DROP INDEX`; with `concurrently`, PostgreSQL waits for nobody's transaction while holding a lock.
    /// - Parameters:
    ///   - name: the index's name, with its schema where that is needed.
    ///   - was: what it was and on what, so that it can be created again on the way back.
    ///   - concurrently: whether others can go on meanwhile.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to objects that depend on it. PostgreSQL cannot cascade concurrently.
    public func dropIndex(
        _ name: QualifiedName, was: IndexOperation.PreviousIndex? = nil, concurrently: Bool = false,
        ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> IndexOperation {
        .drop(name, was: was, concurrently: concurrently, ifExists: ifExists, dependents: dependents)
    }

    /// Drops an index that carries its own way back.
    /// - Parameters:
    ///   - index: what it is; it is found by its name, given or derived.
    ///   - relation: the table or materialized view that it is on.
    ///   - concurrently: whether others can go on meanwhile.
    public func dropIndex(
        _ index: IndexDefinition, on relation: QualifiedName, concurrently: Bool = false
    ) -> IndexOperation {
        .drop(
            QualifiedName(schema: relation.schema, name: index.name(on: relation)),
            was: IndexOperation.PreviousIndex(index, on: relation), concurrently: concurrently, ifExists: false,
            dependents: .refuse)
    }

    /// Renames an index.
    ///
    /// PostgreSQL: `ALTER INDEX … RENAME TO`. SQLite: the index is dropped and created again.
    public func renameIndex(_ name: QualifiedName, to newName: String) -> IndexOperation {
        .rename(name, to: newName)
    }
}
