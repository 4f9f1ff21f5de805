public import Foundation

/// What Athanor's record says of a view.
public struct NotedView: Sendable, Hashable {
    /// When a revision made the view that is there now; `nil` when somebody else made it.
    public let madeAt: Date?
    /// How fresh it is to be kept, as the record has it: ``FreshnessTarget`` reads it. `nil` when nothing was said.
    public let target: String?

    /// What a database room has read.
    public init(madeAt: Date?, target: String?) {
        self.madeAt = madeAt
        self.target = target
    }
}

/// A materialized view, as far as its freshness goes.
public struct ViewStatus: Sendable, Hashable {
    /// The view.
    public let name: QualifiedName
    /// Whether it holds data.
    public let isPopulated: Bool
    /// What changes with every refresh, whoever makes it; `nil` where nothing does.
    public let state: String?

    /// What a database room has read.
    public init(name: QualifiedName, isPopulated: Bool, state: String?) {
        self.name = name
        self.isPopulated = isPopulated
        self.state = state
    }
}
