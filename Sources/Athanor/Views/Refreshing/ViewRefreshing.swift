package import Foundation

/// Refreshes the materialized views of a database, through one connection.
package protocol ViewRefreshing: Sendable {
    /// Returns the plan for refreshing a view in its present state, with warnings.
    /// - Throws: ``DatabaseFailure``.
    func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan

    /// Returns the plans for refreshing several views in their present state. Views that no longer exist are omitted.
    /// - Throws: ``DatabaseFailure``.
    func refreshPlans(for views: [QualifiedName], _ settings: RefreshSettings) async throws -> [ViewRefreshPlan]

    /// Claims a view for this session until the transaction ends. The transaction has just begun. No other session can
    /// refresh or replace the view until then. Does not wait. Also sets the timeouts of the transaction.
    /// - Returns: whether the view is claimed.
    /// - Throws: ``DatabaseFailure``.
    func claim(_ view: QualifiedName, _ settings: RefreshSettings) async throws -> Bool

    /// Returns the view size, inside the transaction that has claimed the view.
    /// - Throws: ``ViewLookupError`` if the view no longer exists; ``DatabaseFailure``.
    func size(of view: QualifiedName) async throws -> ViewSize

    /// Refreshes a view inside the transaction that has claimed it, and reads its size before and after, in as few
    /// round trips as the database allows.
    /// - Throws: ``ViewLookupError`` if the view no longer exists; ``DatabaseFailure``.
    func refresh(_ plan: ViewRefreshPlan) async throws -> RefreshedView

    /// Returns the sessions whose locks prevent claiming or refreshing a view, each in one line, as far as they are
    /// visible.
    /// - Throws: ``DatabaseFailure``.
    func holders(of view: QualifiedName) async throws -> [String]

    /// Returns the sessions whose locks prevent claiming a view, or refreshing it with the strategy of a plan, each in
    /// one line. Sessions that have claimed it come first.
    /// - Throws: ``DatabaseFailure``.
    func holders(for plan: ViewRefreshPlan) async throws -> [String]

    /// Returns an error of a refresh with more details, read from the view after the transaction was rolled back.
    func explained(_ error: DatabaseFailure, refreshing view: QualifiedName) async -> DatabaseFailure

    /// Returns a description of what happened to a view between two of its states, as the end of a sentence whose
    /// subject is the view; `nil` if they are the same, or do not show it.
    func change(from old: String, to new: String) -> String?
}

extension ViewRefreshing {
    /// Returns the error unchanged.
    package func explained(_ error: DatabaseFailure, refreshing view: QualifiedName) async -> DatabaseFailure { error }

    /// Returns `nil`: the states do not show it.
    package func change(from old: String, to new: String) -> String? { nil }
}

extension ViewRefreshing where Self: MaterializedViewCatalog {
    /// Plans one view after the other.
    package func refreshPlans(
        for views: [QualifiedName], _ settings: RefreshSettings
    ) async throws -> [ViewRefreshPlan] {
        let present = Dictionary(try await all(exactRows: false).map { ($0.name, $0) }) { first, _ in first }
        var plans: [ViewRefreshPlan] = []
        for view in views.compactMap({ present[$0] }) { plans.append(try await refreshPlan(for: view, settings)) }
        return plans
    }

    /// Returns the same sessions for every strategy.
    package func holders(for plan: ViewRefreshPlan) async throws -> [String] { try await holders(of: plan.view) }
}

/// The size of a view.
package struct ViewSize: Sendable, Hashable {
    /// The number of rows.
    package let rows: RowCount
    /// The size of the view and its indexes, in bytes, if the database reports it.
    package let bytes: Int64?
    /// A value that changes with every refresh, also one by others; `nil` if there is none.
    package let state: String?

    /// Creates a view size, as a database module reads it.
    package init(rows: RowCount, bytes: Int64?, state: String?) {
        self.rows = rows
        self.bytes = bytes
        self.state = state
    }
}

/// The rows that a refresh wrote.
package struct RefreshedRows: Sendable, Hashable {
    /// The number of rows written.
    package let changes: RowChanges
    /// The number of rows in the view now, if the refresh itself reports it; `nil` otherwise.
    package let rows: Int64?

    /// Creates a result, as a database module reads it.
    package init(changes: RowChanges, rows: Int64?) {
        self.changes = changes
        self.rows = rows
    }
}

/// The result of a refresh for a view.
package struct RefreshedView: Sendable, Hashable {
    /// The start, by the database's clock.
    package let startedAt: Date
    /// The view size before.
    package let before: ViewSize
    /// The view size now.
    package let after: ViewSize
    /// The rows written.
    package let written: RefreshedRows

    /// Creates a result, as a database module reads it.
    package init(startedAt: Date, before: ViewSize, after: ViewSize, written: RefreshedRows) {
        self.startedAt = startedAt
        self.before = before
        self.after = after
        self.written = written
    }
}
