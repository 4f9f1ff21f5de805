extension Operations {
    /// Creates a view.
    ///
    /// PostgreSQL: `CREATE [RECURSIVE] VIEW …`. SQLite: `CREATE VIEW …`; check options, security options and
    /// `recursive` are refused.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - columns: the names of its columns; if empty, those of the query.
    ///   - query: the query.
    public func createView(_ name: QualifiedName, columns: [String] = [], as query: ViewQuery) -> ViewOperation {
        .create(resolving(ViewDefinition(name, columns: columns, as: query)))
    }

    /// Creates a view from a full definition.
    public func createView(_ view: ViewDefinition) -> ViewOperation { .create(resolving(view)) }

    /// Replaces the query of a view, or creates the view.
    ///
    /// PostgreSQL: `CREATE OR REPLACE VIEW …`, which can add columns at the end but not remove them. To undo such a
    /// change, drop the view. SQLite: `DROP VIEW IF EXISTS` and `CREATE VIEW`; the view's triggers are created again.
    /// - Parameters:
    ///   - view: the new view.
    ///   - was: the old one, for the downgrade.
    public func replaceView(_ view: ViewDefinition, was: ViewDefinition? = nil) -> ViewOperation {
        .replace(resolving(view), was: was.map(resolving))
    }

    /// Drops a view. A materialized view is refused.
    ///
    /// PostgreSQL: `DROP VIEW [IF EXISTS] … [CASCADE]`. Without `.cascade`, the drop is refused while other objects
    /// depend on the view; the error names each of them with its kind. In a script, the server checks this. SQLite:
    /// `DROP VIEW [IF EXISTS] …`, with `.cascade` after the drops of the objects that read the view.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - was: its definition, for the downgrade.
    ///   - ifExists: no error when the view is missing.
    ///   - dependents: what happens to objects that read it.
    public func dropView(
        _ name: QualifiedName, was: ViewDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> ViewOperation {
        .drop(name, was: was, ifExists: ifExists, dependents: dependents)
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
