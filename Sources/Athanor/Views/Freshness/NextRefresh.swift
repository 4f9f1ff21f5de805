public import Foundation

/// The time of a view's next refresh.
public enum NextRefresh: Sendable, Hashable {
    /// It is due now.
    /// - Parameter since: when it became due; `nil` if the age of the view's rows is unknown.
    case due(since: Date?)
    /// It is due later.
    case at(Date)
    /// It has no time: the view is refreshed by hand, or after another view that has not been refreshed since.
    case unscheduled
}
