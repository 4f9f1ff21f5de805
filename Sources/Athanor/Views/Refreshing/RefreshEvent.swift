/// An event during the refresh of views.
public enum RefreshEvent: Sendable {
    /// The refresh of a view starts.
    case started(ViewRefreshPlan)
    /// Another session is refreshing or replacing the view, and this one waits. Sent when waiting starts.
    case waiting(QualifiedName, holder: String?)
    /// A lock was not available in time. The attempt was rolled back, and is retried after a pause.
    case retrying(QualifiedName, attempt: Int, holders: [String])
    /// The refresh of a view ended, with any outcome.
    case ended(ViewRefreshResult)
}
