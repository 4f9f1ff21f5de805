/// The result of `stamp` for a view.
public struct StampedView: Sendable, Hashable {
    /// The comparison of a view with what the revisions state about it.
    public enum Finding: Sendable, Hashable {
        /// It has the definition that a revision gives it.
        case sameAsRevision
        /// It has another definition than the revision gives it.
        case differs
        /// No revision gives it a definition, or the definitions cannot be compared: the reason.
        case notCompared(because: String)
        /// The view does not exist: the reason, as the end of a sentence whose subject is the view.
        case missing(String)
        /// No applied revision states anything about it any more.
        case forgotten
    }

    /// The view, with its schema if known.
    public let view: QualifiedName
    /// The revision that gives it its definition; if there is none, the last one that stated something about it.
    public let revision: RevisionID
    /// The comparison.
    public let finding: Finding
    /// The freshness target that was recorded; `nil` if none was.
    public let target: FreshnessTarget?

    /// Creates a finding.
    package init(_ view: QualifiedName, by revision: RevisionID, _ finding: Finding, target: FreshnessTarget?) {
        self.view = view
        self.revision = revision
        self.finding = finding
        self.target = target
    }
}

/// The result of `stamp` for all views, and the work whose effect on views is unknown.
public struct StampedViews: Sendable, Hashable {
    /// The views that the stamped revisions state something about, and those of revisions that are no longer applied.
    public let views: [StampedView]
    /// Work of stamped revisions that may do anything to views.
    public let unknown: [UnknownViewWork]
}

/// The state of a view that revisions describe, and the statements that record it.
package struct StatedViewFinding: Sendable {
    /// The view as found; as stated by the revisions if it is missing.
    package let view: QualifiedName
    /// The comparison.
    package let finding: StampedView.Finding
    /// Statements that record the origin of the view in Athanor's table of views, or delete the row of a missing view.
    /// Run in the transaction of the stamp.
    package let recording: [SQLStatement]

    /// Creates a finding, as a database module does.
    package init(_ view: QualifiedName, _ finding: StampedView.Finding, recording: [SQLStatement] = []) {
        self.view = view
        self.finding = finding
        self.recording = recording
    }
}
