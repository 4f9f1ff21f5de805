package import Foundation

/// The row of a view in Athanor's table of views.
package struct NotedView: Sendable, Hashable {
    /// When a revision made the present view; `nil` if others made it, or if the time is unknown, as after a stamp.
    package let madeAt: Date?
    /// The freshness target as recorded, in the format of ``FreshnessTarget``; `nil` if there is none.
    package let target: String?

    /// Creates a row, as a database module reads it.
    package init(madeAt: Date?, target: String?) {
        self.madeAt = madeAt
        self.target = target
    }
}

/// The state of a materialized view that its freshness depends on.
package struct ViewStatus: Sendable, Hashable {
    /// The view.
    package let name: QualifiedName
    /// Whether it holds data.
    package let isPopulated: Bool
    /// A value that changes with every refresh, also one by others; `nil` if there is none.
    package let state: String?

    /// Creates a status, as a database module reads it.
    package init(name: QualifiedName, isPopulated: Bool, state: String?) {
        self.name = name
        self.isPopulated = isPopulated
        self.state = state
    }
}
