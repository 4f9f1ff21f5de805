/// What `stamp` found and noted of a view.
public struct StampedView: Sendable, Hashable {
    /// How a view compares with what the revisions say of it.
    public enum Finding: Sendable, Hashable {
        /// It has the definition that a revision gives it.
        case sameAsRevision
        /// It has another definition than the revision gives it.
        case differs
        /// No revision gives it a definition, or the two cannot be compared: the reason.
        case notCompared(because: String)
        /// There is no such view: the reason, as the end of a sentence whose subject is the view.
        case missing(String)
        /// No applied revision says anything of it any more.
        case forgotten
    }

    /// The view, with its schema where one is known.
    public let view: QualifiedName
    /// The revision that said something of it last.
    public let revision: RevisionID
    /// How it compares.
    public let finding: Finding
    /// How fresh it is to be kept, where that was noted now; `nil` where nothing was.
    public let target: FreshnessTarget?

    /// A finding.
    public init(_ view: QualifiedName, by revision: RevisionID, _ finding: Finding, target: FreshnessTarget?) {
        self.view = view
        self.revision = revision
        self.finding = finding
        self.target = target
    }
}

/// What `stamp` noted of views, and what it cannot know.
public struct StampedViews: Sendable, Hashable {
    /// The views that the stamped revisions say something of, and those of revisions that are applied no more.
    public let views: [StampedView]
    /// The work of stamped revisions that may do anything to views.
    public let unknown: [UnknownViewWork]
}

/// What a database says of a view that revisions state, and the statements that enter it in the record.
public struct StatedViewFinding: Sendable {
    /// The view as it was found; as it was stated where it is missing.
    public let view: QualifiedName
    /// How it compares.
    public let finding: StampedView.Finding
    /// What enters in Athanor's record where the view comes from, or forgets one that is missing; run in the transaction of the
    /// stamp.
    public let recording: [Statement]

    /// A finding as a database room makes it.
    public init(_ view: QualifiedName, _ finding: StampedView.Finding, recording: [Statement] = []) {
        self.view = view
        self.finding = finding
        self.recording = recording
    }
}
