extension Operations {
    /// Creates a materialized view with its indexes.
    ///
    /// PostgreSQL: `CREATE MATERIALIZED VIEW …`, then the indexes, the comment, the owner, and the grants, which the
    /// owner gives. SQLite has no materialized views: Athanor keeps the rows in a table. There, tablespace, storage,
    /// method, comment, grants and owner are refused. `refresh` is recorded in `athanor.views` (SQLite:
    /// `athanor_views`), as by ``setRefreshTarget(_:to:was:)``.
    /// - Parameters:
    ///   - name: the view's name, such as `"daily_usage"` or `"reporting.daily_usage"`.
    ///   - query: the query: a text, or `.file("views/daily_usage_v01.sql")`.
    ///   - columns: the names of the view's columns; if empty, those of the query.
    ///   - indexes: the indexes to create with it. With a `.unique` index, the view can be refreshed while others read
    ///     it.
    ///   - withData: whether to fill it at once.
    ///   - tablespace: the tablespace of its rows; `nil` is the default.
    ///   - storage: storage parameters, such as `["fillfactor": 70]`.
    ///   - method: the table access method; `nil` is the default.
    ///   - comment: its comment in the catalog.
    ///   - grants: privileges on it, such as `[.grant(.select, to: [.role("reader")])]`.
    ///   - owner: its owner; `nil` is the role that creates it.
    ///   - refresh: when to refresh it: `.every(minutes: 5)`, `.cron(try CronSchedule("0 4 * * *"))`,
    ///     `.after("other_view")` or `.manual`.
    public func createMaterializedView(
        _ name: QualifiedName, as query: ViewQuery, columns: [String] = [], indexes: [IndexDefinition] = [],
        withData: Bool = true, tablespace: String? = nil, storage: StorageParameters = [:], method: String? = nil,
        comment: String? = nil, grants: [ViewGrant] = [], owner: DatabaseRole? = nil,
        refresh: FreshnessTarget? = nil
    ) -> CreateMaterializedView {
        createMaterializedView(
            MaterializedViewDefinition(
                name, as: query, columns: columns, indexes: indexes, withData: withData, tablespace: tablespace,
                storage: storage, method: method, comment: comment, grants: grants, owner: owner, refresh: refresh))
    }

    /// Creates a materialized view from a full definition.
    public func createMaterializedView(_ view: MaterializedViewDefinition) -> CreateMaterializedView {
        CreateMaterializedView(resolving(view))
    }

    /// Sets when to refresh a materialized view. The view itself does not change.
    ///
    /// The target is kept when the view is renamed, moved, replaced or altered around, and removed when it is dropped.
    ///
    /// PostgreSQL: a block that writes the target into the view's row of `athanor.views`. SQLite:
    /// `INSERT … ON CONFLICT DO UPDATE` on `athanor_views`.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - target: when to refresh it, such as `.every(minutes: 5)`; `nil` removes the target.
    ///   - was: the old target, for the downgrade; `.manual` if it had none.
    public func setRefreshTarget(
        _ name: QualifiedName, to target: FreshnessTarget?, was: FreshnessTarget? = nil
    ) -> SetRefreshTarget {
        SetRefreshTarget(name: name, target: target, was: was)
    }

    /// Drops a materialized view.
    ///
    /// PostgreSQL: `DROP MATERIALIZED VIEW [IF EXISTS] … [CASCADE]`. Without `.cascade`, both databases refuse the drop
    /// while other objects depend on the view; the error names each of them with its kind. In a script, the server
    /// checks this.
    /// - Parameters:
    ///   - view: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the view is missing.
    ///   - dependents: whether objects that depend on it are dropped too.
    public func dropMaterializedView(
        _ view: MaterializedViewDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> DropMaterializedView {
        DropMaterializedView(name: view.name, was: resolving(view), ifExists: ifExists, dependents: dependents)
    }

    /// Drops a materialized view by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - ifExists: no error when the view is missing.
    ///   - dependents: whether objects that depend on it are dropped too.
    public func dropMaterializedView(
        _ name: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> DropMaterializedView {
        DropMaterializedView(name: name, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a materialized view within its schema. Objects that depend on it still read it.
    ///
    /// PostgreSQL: `ALTER MATERIALIZED VIEW … RENAME TO …`. SQLite: Athanor renames it.
    public func renameMaterializedView(_ name: QualifiedName, to newName: String) -> AlterMaterializedView {
        .rename(name, to: newName)
    }

    /// Moves a materialized view with its indexes to another schema.
    ///
    /// PostgreSQL: `ALTER MATERIALIZED VIEW … SET SCHEMA …`. Refused on SQLite.
    public func setMaterializedViewSchema(_ name: QualifiedName, to schema: String) -> AlterMaterializedView {
        .setSchema(name, to: schema)
    }

    /// Replaces the definition of a materialized view. Everything else is kept: indexes, owner, privileges, comments,
    /// storage and statistics settings, and every view, policy, rule and function that depends on it.
    ///
    /// Does nothing if the database reads both definitions as the same and `indexes` is `.keep`.
    ///
    /// PostgreSQL, side by side: the new view and its dependents are built next to the old ones while others read
    /// these. A short swap then replaces the old ones; see <doc:KeepingMaterializedViews>. SQLite: in one transaction.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - query: the new query: a text, or `.file("views/daily_usage_v02.sql")`.
    ///   - columns: the names of the view's columns; if empty, those of the query.
    ///   - was: the old query, for the downgrade.
    ///   - strategy: how to replace it.
    ///   - indexes: `.keep`, or the indexes that replace the present ones.
    ///   - renamedColumns: columns with another name in the new definition, the new name by the old one. Indexes,
    ///     privileges and dependents follow.
    ///   - swap: how to wait for readers when the new view takes the old one's place.
    public func replaceMaterializedView(
        _ name: QualifiedName, as query: ViewQuery, columns: [String] = [], was: ViewQuery? = nil,
        strategy: ReplacementStrategy = .automatic, indexes: ReplacementIndexes = .keep,
        renamedColumns: [ExactText: ExactText] = [:], swap: SwapPatience = SwapPatience()
    ) -> ReplaceMaterializedView {
        ReplaceMaterializedView(
            name: name, columns: columns, query: definitionFiles.resolving(query),
            was: was.map(definitionFiles.resolving), strategy: strategy, indexes: indexes,
            renamedColumns: renamedColumns, swap: swap)
    }

    /// Alters a table without its dependent views, and then restores the views with all their properties.
    ///
    /// For changes that a database refuses while a view uses the column, such as another type, and for changes that
    /// break the view without an error. Everything happens in the revision's transaction: readers of the views wait
    /// until it commits. Rename columns outside: views follow a rename by themselves.
    ///
    /// PostgreSQL: `DROP` of the dependent views in reverse order, the enclosed statements, `CREATE` with every
    /// property. SQLite: the same, with the rows of materialized views computed again.
    /// - Parameters:
    ///   - table: the table, or view.
    ///   - columns: the columns that change; views that do not use them stay. Empty means all columns.
    ///   - operations: the operations to run while the views are dropped.
    public func alteringAround(
        _ table: QualifiedName, columns: [String] = [], @OperationsBuilder _ operations: () throws -> OperationList
    ) rethrows -> AlteringAround {
        AlteringAround(table, columns: columns, try operations().operations)
    }

    private func resolving(_ view: MaterializedViewDefinition) -> MaterializedViewDefinition {
        var view = view
        view.query = definitionFiles.resolving(view.query)
        return view
    }
}
