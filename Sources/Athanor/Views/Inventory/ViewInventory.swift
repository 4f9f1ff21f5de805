/// The views of a database, plain and materialized, as seen through one connection. Reads only.
///
/// Views of the system and of extensions, temporary views, and Athanor's own views are omitted.
package protocol ViewInventory: Sendable {
    /// Returns views, ordered by name.
    /// - Parameters:
    ///   - name: the wanted view, as ``relation(named:)`` returns it; `nil` for all.
    ///   - exact: counts the rows of each view instead of using the statistics.
    /// - Throws: ``DatabaseFailure``.
    func views(_ name: QualifiedName?, exact: Bool) async throws -> [ListedView]

    /// Returns the views in Athanor's table of views that do not exist, or have another kind, ordered by name; none if
    /// the table cannot be read. Materialized views and plain ones are two kinds.
    /// - Throws: ``DatabaseFailure``.
    func missingViews() async throws -> [MissingView]

    /// Returns further properties of a view.
    /// - Throws: ``DatabaseFailure``.
    func properties(of view: ListedView) async throws -> ViewProperties

    /// Returns the dependencies.
    /// - Throws: ``DatabaseFailure``.
    func dependencies() async throws -> ViewDependencyGraph

    /// Returns the view or table of a name as a person types it: with or without a schema, in quotes or not.
    /// - Throws: ``ViewLookupError`` if there is none, with the nearest names of views; ``DatabaseFailure``.
    func relation(named name: String) async throws -> ViewRelation

    /// Returns several views or tables, in the order of the names.
    /// - Throws: as ``relation(named:)``.
    func relations(named names: [String]) async throws -> [ViewRelation]
}

extension ViewInventory {
    /// Finds one after the other, for databases without round trips to save.
    package func relations(named names: [String]) async throws -> [ViewRelation] {
        var relations: [ViewRelation] = []
        for name in names { relations.append(try await relation(named: name)) }
        return relations
    }
}
