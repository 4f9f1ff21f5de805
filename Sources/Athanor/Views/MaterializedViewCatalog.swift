/// Reads the materialized views of a database, as seen through one connection.
package protocol MaterializedViewCatalog: Sendable {
    /// Returns all views, ordered by name.
    /// - Parameter exactRows: counts the rows of each view instead of using the statistics.
    /// - Throws: ``DatabaseFailure``.
    func all(exactRows: Bool) async throws -> [MaterializedView]

    /// Returns the view of a name as a person types it: with or without a schema, in quotes or not.
    /// - Throws: ``ViewLookupError`` if there is none, with the nearest names; ``DatabaseFailure``.
    func named(_ name: String) async throws -> MaterializedView

    /// Returns the names of several views, in the order in which they are typed. One lookup for all.
    /// - Throws: as ``named(_:)``.
    func names(of typed: [String]) async throws -> [QualifiedName]

    /// Returns the definition of a view, materialized or plain, by a name as a person types it.
    /// - Throws: ``ViewLookupError`` if there is none, with the nearest names; ``DatabaseFailure``.
    func definition(of name: String) async throws -> LiveDefinition

    /// Returns whether the database reads a query as a view's definition. Changes nothing.
    /// - Throws: ``DatabaseFailure``.
    func isDefinition(_ query: SourceSlice, of view: LiveDefinition) async throws -> Bool

    /// Returns the status of all views, ordered by name. Called often, and reads no rows.
    /// - Throws: ``DatabaseFailure``.
    func statuses() async throws -> [ViewStatus]

    /// Returns the rows of Athanor's table of views for existing views, by their recorded name.
    /// - Throws: ``DatabaseFailure``.
    func noted() async throws -> [QualifiedName: NotedView]

    /// Finds the views that revisions describe, and compares them with those descriptions. Changes nothing. No
    /// transaction is open before and after.
    /// - Returns: the finding for each view.
    /// - Throws: ``DatabaseFailure``.
    func find(_ stated: [StatedView]) async throws -> [StatedViewFinding]

    /// Returns the schemas in which names without a schema are looked up, in order; `nil` if names mean the same in
    /// every session.
    /// - Throws: ``DatabaseFailure``.
    func lookupSchemas() async throws -> [String]?

    /// Returns statements that delete a view from Athanor's table of views, with its target.
    func forgetting(_ view: QualifiedName) -> [SQLStatement]
}

extension MaterializedViewCatalog {
    /// Returns `nil`: names mean the same in every session.
    package func lookupSchemas() async throws -> [String]? { nil }

    /// Looks up one name after the other, for databases without round trips to save.
    package func names(of typed: [String]) async throws -> [QualifiedName] {
        var names: [QualifiedName] = []
        for name in typed { names.append(try await named(name).name) }
        return names
    }
}
