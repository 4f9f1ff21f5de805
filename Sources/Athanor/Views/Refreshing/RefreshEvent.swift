/// Something that happened while views were refreshed.
public enum RefreshEvent: Sendable {
    /// The refresh of a view begins.
    case started(ViewRefreshPlan)
    /// Another session is refreshing or replacing the view; this one waits. Sent when the waiting begins.
    case waiting(QualifiedName, holder: String?)
    /// A lock was not to be had in time; the attempt was undone and is made again after a pause.
    case retrying(QualifiedName, attempt: Int, holders: [String])
    /// A view is done, in whichever way.
    case ended(ViewRefreshResult)
}
