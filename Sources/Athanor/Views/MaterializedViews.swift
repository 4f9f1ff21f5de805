public import Foundation

/// The materialized views of a database, seen through one connection.
public protocol MaterializedViews: Sendable {
    /// All of them, ordered by name.
    /// - Parameter exactRows: counts the rows of each instead of asking the statistics.
    /// - Throws: ``DatabaseError``.
    func all(exactRows: Bool) async throws -> [MaterializedView]

    /// The one of a name as a person types it: with or without a schema, in quotes or not.
    /// - Throws: ``MaterializedViewError`` when there is none, with the nearest names; ``DatabaseError``.
    func named(_ name: String) async throws -> MaterializedView

    /// The names of those that a person names, in the order in which they are typed: one lookup for all.
    /// - Throws: as ``named(_:)``.
    func names(of typed: [String]) async throws -> [QualifiedName]

    /// The definition of a view, materialized or plain, of a name as a person types it.
    /// - Throws: ``MaterializedViewError`` when there is none, with the nearest names; ``DatabaseError``.
    func definition(of name: String) async throws -> LiveDefinition

    /// Whether a query is a view's definition, by the database's own reading. Nothing is changed.
    /// - Throws: ``DatabaseError``.
    func isDefinition(_ query: SourceSlice, of view: LiveDefinition) async throws -> Bool

    /// All of them, as far as freshness goes, ordered by name. One that is asked often, and looks at no rows.
    /// - Throws: ``DatabaseError``.
    func statuses() async throws -> [ViewStatus]

    /// What Athanor's record says of the views that are there: by name, as the record has it.
    /// - Throws: ``DatabaseError``.
    func noted() async throws -> [QualifiedName: NotedView]

    /// How to refresh a view in its present state, with what has to be known of it.
    /// - Throws: ``DatabaseError``.
    func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan

    /// How to refresh several views in their present states; those that are not there any more are left out.
    /// - Throws: ``DatabaseError``.
    func refreshPlans(for views: [QualifiedName], _ settings: RefreshSettings) async throws -> [ViewRefreshPlan]

    /// Makes a view this session's own until the transaction ends, which has just begun: no other session refreshes or
    /// replaces it meanwhile. It does not wait. Sets the timeouts of the transaction too.
    /// - Returns: whether it is this session's now.
    /// - Throws: ``DatabaseError``.
    func claim(_ view: QualifiedName, _ settings: RefreshSettings) async throws -> Bool

    /// How much a view holds now, inside the transaction that has claimed it.
    /// - Throws: ``MaterializedViewError`` when it is not there any more; ``DatabaseError``.
    func size(of view: QualifiedName) async throws -> ViewSize

    /// Refreshes a view, inside the transaction that has claimed it, and looks at it before and after, in as few round trips as
    /// the database allows.
    /// - Throws: ``MaterializedViewError`` when it is not there any more; ``DatabaseError``.
    func refresh(_ plan: ViewRefreshPlan) async throws -> RefreshedView

    /// The sessions whose locks keep a view from being claimed or refreshed, each in one line, as far as they can be seen.
    /// - Throws: ``DatabaseError``.
    func holders(of view: QualifiedName) async throws -> [String]

    /// The sessions whose locks keep a view from being claimed, or from being refreshed in the way of a plan, each in one
    /// line: those that have claimed it first.
    /// - Throws: ``DatabaseError``.
    func holders(for plan: ViewRefreshPlan) async throws -> [String]

    /// An error of a refresh with what can be said of it by looking at the view, once the transaction is rolled back.
    func explained(_ error: DatabaseError, refreshing view: QualifiedName) async -> DatabaseError

    /// Looks for views that revisions state, and compares them with what these say. Nothing is changed, and no transaction is
    /// open before and after.
    /// - Returns: what was found of each view.
    /// - Throws: ``DatabaseError``.
    func find(_ stated: [StatedView]) async throws -> [StatedViewFinding]

    /// The schemas in which names without one are looked up, in order; `nil` where names mean the same in every session.
    /// - Throws: ``DatabaseError``.
    func lookupSchemas() async throws -> [String]?

    /// Statements that take a view out of Athanor's record, target and all.
    func forgetting(_ view: QualifiedName) -> [Statement]

    /// What must have happened to a view between two of its states, as the end of a sentence whose subject is the view;
    /// `nil` when they are the same, or do not tell.
    func change(from old: String, to new: String) -> String?
}

extension MaterializedViews {
    /// Names mean the same everywhere.
    public func lookupSchemas() async throws -> [String]? { nil }

    /// One view after the other.
    public func refreshPlans(
        for views: [QualifiedName], _ settings: RefreshSettings
    ) async throws -> [ViewRefreshPlan] {
        let present = Dictionary(try await all(exactRows: false).map { ($0.name, $0) }) { first, _ in first }
        var plans: [ViewRefreshPlan] = []
        for view in views.compactMap({ present[$0] }) { plans.append(try await refreshPlan(for: view, settings)) }
        return plans
    }

    /// The same, whichever way it is refreshed in.
    public func holders(for plan: ViewRefreshPlan) async throws -> [String] { try await holders(of: plan.view) }

    /// The error as it is.
    public func explained(_ error: DatabaseError, refreshing view: QualifiedName) async -> DatabaseError { error }

    /// Nothing: the states do not tell.
    public func change(from old: String, to new: String) -> String? { nil }
}

/// How much a view holds.
public struct ViewSize: Sendable, Hashable {
    /// How many rows.
    public let rows: RowCount
    /// How many bytes it and its indexes take, where the database says so.
    public let bytes: Int64?
    /// What changes with every refresh, whoever makes it; `nil` where nothing does.
    public let state: String?

    /// An extent as a database room reads it.
    public init(rows: RowCount, bytes: Int64?, state: String?) {
        self.rows = rows
        self.bytes = bytes
        self.state = state
    }
}

/// What a refresh wrote.
public struct RefreshedRows: Sendable, Hashable {
    /// How many rows it wrote.
    public let changes: RowChanges
    /// How many rows the view holds now, where the refresh itself tells; `nil` elsewhere.
    public let rows: Int64?

    /// What a database room has seen.
    public init(changes: RowChanges, rows: Int64?) {
        self.changes = changes
        self.rows = rows
    }
}

/// What a refresh did to a view.
public struct RefreshedView: Sendable, Hashable {
    /// When it began, by the database's clock.
    public let startedAt: Date
    /// How much the view held before.
    public let before: ViewSize
    /// How much it holds now.
    public let after: ViewSize
    /// What was written.
    public let written: RefreshedRows

    /// What a database room has seen.
    public init(startedAt: Date, before: ViewSize, after: ViewSize, written: RefreshedRows) {
        self.startedAt = startedAt
        self.before = before
        self.after = after
        self.written = written
    }
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

extension MaterializedViews {
    /// The names, each looked up by itself: for databases without round trips to save.
    public func names(of typed: [String]) async throws -> [QualifiedName] {
        var names: [QualifiedName] = []
        for name in typed { names.append(try await named(name).name) }
        return names
    }
}
