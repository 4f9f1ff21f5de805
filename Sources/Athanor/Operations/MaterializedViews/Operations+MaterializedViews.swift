extension Operations {
    /// Creates a materialized view with its indexes.
    ///
    /// PostgreSQL: `CREATE MATERIALIZED VIEW …`, then an index each, comment, owner, and grants,
    /// which the owner gives. SQLite, which has none:
    /// Athanor keeps the rows in a table of its own; tablespace, storage, method, comment, grants and owner are refused.
    /// What `refresh` says is entered in `athanor.views` (`athanor_views`), as ``setRefreshTarget(_:to:was:)`` does.
    /// - Parameters:
    ///   - name: the view's name, as `"daily_usage"` or `"reporting.daily_usage"`.
    ///   - query: the query: a text, or `.file("views/daily_usage_v01.sql")`.
    ///   - columns: the names of the view's columns; those of the query when empty.
    ///   - indexes: made with it. With a `.unique` one the view can be refreshed while people read it.
    ///   - withData: whether it is filled at once.
    ///   - tablespace: the tablespace of its rows; `nil` is the usual one.
    ///   - storage: storage parameters, as `["fillfactor": 70]`.
    ///   - method: the table access method; `nil` is the usual one.
    ///   - comment: what the catalog says of it.
    ///   - grants: who may do what with it, as `[.grant(.select, to: [.role("reader")])]`.
    ///   - owner: who owns it; `nil` is who creates it.
    ///   - refresh: how fresh it is to be kept, as `.every(.minutes(5))`, `.cron("0 4 * * *", timeZone: "Asia/Tokyo")`,
    ///     `.after("other_view")` or `.manual`.
    public func createMaterializedView(
        _ name: QualifiedName, as query: ViewQuery, columns: [String] = [], indexes: [IndexDefinition] = [],
        withData: Bool = true, tablespace: String? = nil, storage: StorageParameters = [:], method: String? = nil,
        comment: String? = nil, grants: [ViewGrant] = [], owner: DatabaseRole? = nil,
        refresh: FreshnessTarget? = nil
    ) -> CreateMaterializedView {
        CreateMaterializedView(
            name: name, columns: columns, query: definitionFiles.resolving(query), indexes: indexes, withData: withData,
            tablespace: tablespace, storage: storage, method: method, comment: comment, grants: grants, owner: owner,
            refresh: refresh)
    }

    /// Says how fresh a materialized view is to be kept; the view itself is not touched.
    ///
    /// Renaming, moving, replacing and altering around the view keep what was said; dropping it ends it.
    ///
    /// PostgreSQL: a block that writes the target into the view's row of `athanor.views`. SQLite: `INSERT … ON CONFLICT DO
    /// UPDATE` on `athanor_views`.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - target: how fresh, as `.every(.minutes(5))`; `nil` takes back what was said.
    ///   - was: what was said before, for the way back; `.manual` where nothing was.
    public func setRefreshTarget(
        _ name: QualifiedName, to target: FreshnessTarget?, was: FreshnessTarget? = nil
    ) -> SetRefreshTarget {
        SetRefreshTarget(name: name, target: target, was: was)
    }

    /// Drops a materialized view.
    ///
    /// PostgreSQL: `DROP MATERIALIZED VIEW [IF EXISTS] … [CASCADE]`. While something depends on the view, the drop is
    /// refused and names every such object with its kind; so it is on SQLite. A script leaves that to the server.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - was: what it was, so that it can be created again on the way back.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: whether what depends on it is dropped too.
    public func dropMaterializedView(
        _ name: QualifiedName, was: CreateMaterializedView? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> DropMaterializedView {
        DropMaterializedView(name: name, was: was, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a materialized view within its schema; what depends on it goes on reading it.
    ///
    /// PostgreSQL: `ALTER MATERIALIZED VIEW … RENAME TO …`. SQLite: Athanor's own.
    public func renameMaterializedView(_ name: QualifiedName, to newName: String) -> AlterMaterializedView {
        .rename(name, to: newName)
    }

    /// Moves a materialized view with its indexes to another schema.
    ///
    /// PostgreSQL: `ALTER MATERIALIZED VIEW … SET SCHEMA …`. Refused on SQLite.
    public func setMaterializedViewSchema(_ name: QualifiedName, to schema: String) -> AlterMaterializedView {
        .setSchema(name, to: schema)
    }

    /// Gives a materialized view another definition and keeps all else: indexes, owner, privileges, comments, storage and
    /// statistics settings, and every view, policy, rule and function that depends on it.
    ///
    /// Nothing is done when the definition is the same by the database's own reading.
    ///
    /// PostgreSQL: side by side, the new view and its dependents are built beside the old ones while readers go on, and
    /// take their place in a moment; see <doc:KeepingMaterializedViews>. SQLite: in one transaction.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - query: the new query: a text, or `.file("views/daily_usage_v02.sql")`.
    ///   - was: the query that it had, for the way back.
    ///   - columns: the names of the view's columns; those of the query when empty.
    ///   - strategy: in which way.
    ///   - indexes: `.keep`, or those that take the place of the present ones.
    ///   - renamedColumns: columns that have another name in the new definition, the new name by the old one; indexes,
    ///     privileges and dependents follow.
    ///   - swap: how to wait for readers when the new view takes the old one's place.
    public func replaceMaterializedView(
        _ name: QualifiedName, as query: ViewQuery, was: ViewQuery? = nil, columns: [String] = [],
        strategy: ReplacementStrategy = .automatic, indexes: ReplacementIndexes = .keep,
        renamedColumns: [ExactText: ExactText] = [:], swap: SwapPatience = SwapPatience()
    ) -> ReplaceMaterializedView {
        ReplaceMaterializedView(
            name: name, columns: columns, query: definitionFiles.resolving(query),
            was: was.map(definitionFiles.resolving), strategy: strategy, indexes: indexes,
            renamedColumns: renamedColumns, swap: swap)
    }

    /// Alters a table while the views that depend on it are set aside, and brings them back with all that they had.
    ///
    /// For changes that a database refuses while a view uses a column, such as another type, or makes without a word and
    /// breaks the view. Everything happens in the revision's transaction: readers of the views wait until it commits.
    ///
    /// PostgreSQL: `DROP` of the dependent views in reverse order, the enclosed statements, `CREATE` with every property.
    /// SQLite: likewise, the rows of materialized views computed anew.
    /// - Parameters:
    ///   - table: the table, or view.
    ///   - columns: the columns that change; views that do not use them stay. Empty is all of them.
    ///   - operations: what is done meanwhile.
    public func alteringAround(
        _ table: QualifiedName, columns: [String] = [], @OperationsBuilder _ operations: () -> OperationList
    ) -> AlteringAround {
        AlteringAround(table, columns: columns, operations().operations)
    }
}
