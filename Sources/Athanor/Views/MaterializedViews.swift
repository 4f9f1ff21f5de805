/// The materialized views of a database, seen through one connection.
public protocol MaterializedViews: Sendable {
    /// All of them, ordered by name.
    /// - Parameter exactRows: counts the rows of each instead of asking the statistics.
    /// - Throws: ``DatabaseError``.
    func all(exactRows: Bool) async throws -> [MaterializedView]

    /// The one of a name as a person types it: with or without a schema, in quotes or not.
    /// - Throws: ``MaterializedViewError`` when there is none, with the nearest names; ``DatabaseError``.
    func named(_ name: String) async throws -> MaterializedView

    /// The definition of a view, materialized or plain, of a name as a person types it.
    /// - Throws: ``MaterializedViewError`` when there is none, with the nearest names; ``DatabaseError``.
    func definition(of name: String) async throws -> LiveDefinition

    /// Whether a query is a view's definition, by the database's own reading. Nothing is changed.
    /// - Throws: ``DatabaseError``.
    func isDefinition(_ query: SourceSlice, of view: LiveDefinition) async throws -> Bool

    /// How to refresh a view in its present state.
    /// - Throws: ``DatabaseError``.
    func refreshPlan(for view: MaterializedView) async throws -> RefreshPlan
}

/// A materialized view is not what was expected.
public enum MaterializedViewError: Error, Sendable, Hashable, ExplainedError {
    /// There is none of that name.
    case notFound(String, nearest: [String])
    /// There is something of that name, but it is not a materialized view.
    case otherKind(String, kind: String)

    /// The error and what to do.
    public var explanation: Explanation {
        switch self {
        case .notFound(let name, let nearest):
            var explanation = Explanation("there is no materialized view \"\(name)\"")
            explanation.advice =
                nearest.isEmpty
                ? "`athanor views` lists those that there are."
                : "Did you mean \(nearest.joined(separator: " or "))? `athanor views` lists all."
            return explanation
        case .otherKind(let name, let kind):
            var explanation = Explanation("\"\(name)\" is a \(kind), not a materialized view")
            explanation.advice = "`athanor views` lists the materialized views."
            return explanation
        }
    }
}
