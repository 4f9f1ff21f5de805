extension Operations {
    /// Creates a view.
    ///
    /// PostgreSQL: `CREATE [RECURSIVE] VIEW …`. SQLite: `CREATE VIEW …`; check options and security are refused.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - columns: the names of its columns; none are the query's own.
    ///   - query: the query.
    public func createView(_ name: QualifiedName, columns: [String] = [], as query: ViewQuery) -> ViewOperation {
        .create(resolving(ViewDefinition(name, columns: columns, as: query)))
    }

    /// Creates a view with all that a view can have.
    public func createView(_ view: ViewDefinition) -> ViewOperation { .create(resolving(view)) }

    /// Gives a view another query, or creates it.
    ///
    /// PostgreSQL: `CREATE OR REPLACE VIEW …`, which can add columns at the end but not take them away: the way back of
    /// such a change is a drop. SQLite: `DROP VIEW IF EXISTS` and `CREATE VIEW`; its triggers are made again.
    /// - Parameters:
    ///   - view: the new view.
    ///   - was: the old one, for the way back.
    public func replaceView(_ view: ViewDefinition, was: ViewDefinition? = nil) -> ViewOperation {
        .replace(resolving(view), was: was.map(resolving))
    }

    /// Drops a view. A materialized view is refused.
    ///
    /// PostgreSQL: `DROP VIEW [IF EXISTS] … [CASCADE]`. While something depends on the view, the drop is refused and names
    /// every such object with its kind; a script leaves that to the server. SQLite: `DROP VIEW [IF EXISTS] …`, before it
    /// those of what reads the view, if they are to go too.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - was: what it was, for the way back.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to what reads it.
    public func dropView(
        _ name: QualifiedName, was: ViewDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> ViewOperation {
        .drop(name, was: was, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a view within its schema.
    ///
    /// PostgreSQL: `ALTER VIEW … RENAME TO …`. SQLite: `DROP VIEW` and `CREATE VIEW` from its own text, with its
    /// triggers; views and triggers that use it follow, as they do when a table is renamed.
    public func renameView(_ name: QualifiedName, to newName: String) -> ViewOperation {
        .rename(name, to: newName)
    }

    /// Moves a view to another schema.
    ///
    /// PostgreSQL: `ALTER VIEW … SET SCHEMA …`. Refused on SQLite.
    public func setViewSchema(_ name: QualifiedName, to schema: String) -> ViewOperation {
        .setSchema(name, to: schema)
    }

    private func resolving(_ view: ViewDefinition) -> ViewDefinition {
        var view = view
        view.query = definitionFiles.resolving(view.query)
        return view
    }
}
