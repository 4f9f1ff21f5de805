extension Operations {
    /// Creates a view.
    ///
    /// PostgreSQL: `CREATE [RECURSIVE] VIEW …`. SQLite: `CREATE VIEW …`; check options, security options and
    /// `recursive` are refused.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - query: the query: a text, or `.file("views/paid_orders_v01.sql")`.
    ///   - columns: the names of its columns; if empty, those of the query.
    public func createView(_ name: QualifiedName, as query: ViewQuery, columns: [String] = []) -> ViewOperation {
        createView(ViewDefinition(name, as: query, columns: columns))
    }

    /// Creates a view from a full definition.
    public func createView(_ view: ViewDefinition) -> ViewOperation { .create(resolving(view)) }

    /// Replaces the query of a view, or creates the view.
    ///
    /// PostgreSQL: `CREATE OR REPLACE VIEW …`, which can add columns at the end but not remove them. To undo such a
    /// change, drop the view. SQLite: `DROP VIEW IF EXISTS` and `CREATE VIEW`; the view's triggers are created again.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - query: the new query: a text, or `.file("views/paid_orders_v02.sql")`.
    ///   - columns: the names of its columns; if empty, those of the query. The old view has the same names.
    ///   - was: the old query, for the downgrade.
    public func replaceView(
        _ name: QualifiedName, as query: ViewQuery, columns: [String] = [], was: ViewQuery? = nil
    ) -> ViewOperation {
        replaceView(
            ViewDefinition(name, as: query, columns: columns),
            was: was.map { ViewDefinition(name, as: $0, columns: columns) })
    }

    /// Replaces the query of a view, or creates the view, from full definitions.
    /// - Parameters:
    ///   - view: the new view.
    ///   - was: the old one, for the downgrade. Another name is refused when the revision is planned.
    public func replaceView(_ view: ViewDefinition, was: ViewDefinition? = nil) -> ViewOperation {
        .replace(resolving(view), was: was.map(resolving))
    }

    /// Drops a view. A materialized view is refused.
    ///
    /// PostgreSQL: `DROP VIEW [IF EXISTS] … [CASCADE]`. Without `.cascade`, the drop is refused while other objects
    /// depend on the view; the error names each of them with its kind. In a script, the server checks this. SQLite:
    /// `DROP VIEW [IF EXISTS] …`, with `.cascade` after the drops of the objects that read the view.
    /// - Parameters:
    ///   - view: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the view is missing.
    ///   - dependents: what happens to objects that read it.
    public func dropView(
        _ view: ViewDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> ViewOperation {
        .drop(view.name, was: resolving(view), ifExists: ifExists, dependents: dependents)
    }

    /// Drops a view by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - ifExists: no error when the view is missing.
    ///   - dependents: what happens to objects that read it.
    public func dropView(
        _ name: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> ViewOperation {
        .drop(name, was: nil, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a view within its schema.
    ///
    /// PostgreSQL: `ALTER VIEW … RENAME TO …`. SQLite: `DROP VIEW` and `CREATE VIEW` from its text, with its triggers.
    /// Views and triggers that use it follow, as when a table is renamed.
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
