public import Foundation

/// When a view should be refreshed next.
public enum NextRefresh: Sendable, Hashable {
    /// Now, or long since.
    /// - since: the moment at which it became due; `nil` when nobody knows how old the view's rows are.
    case due(since: Date?)
    /// Later.
    case at(Date)
    /// Nothing can be said: it is refreshed by hand, or after another view that has not been refreshed since.
    case unscheduled
}
