/// An error in a graph's files, or in a name of a revision.
///
/// ``message`` is the problem, ``advice`` is the next thing to do.
public enum RevisionGraphError: Error, Hashable, Sendable {
    // MARK: The files

    /// An id that is empty, is a reserved word, or contains a character with a meaning on the command line.
    case invalidRevisionID(RevisionID, origin: String)
    /// A branch label that is empty, is a reserved word, or contains a character with a meaning on the command line.
    case invalidBranchLabel(BranchLabel, origin: String)
    /// Several files with one id.
    case duplicateRevision(RevisionID, origins: [String])
    /// Several revisions with one branch label.
    case duplicateBranchLabel(BranchLabel, origins: [String])
    /// A branch label that is also a revision's id.
    case branchLabelIsRevision(BranchLabel, origin: String, revisionOrigin: String)
    /// A down revision that no file has.
    case missingDownRevision(RevisionID, missing: RevisionID, origin: String, nearest: [String])
    /// A dependency that is neither a revision nor a branch label.
    case missingDependency(RevisionID, missing: String, origin: String, nearest: [String])
    /// A revision that is its own down revision.
    case revisesItself(RevisionID, origin: String)
    /// A revision that depends on itself.
    case dependsOnItself(RevisionID, origin: String)
    /// A cycle of revisions, each the down revision of the next.
    case cycle([RevisionID], origins: [String])
    /// A cycle of revisions, some of them through `depends_on`.
    case dependencyCycle([RevisionID], origins: [String])

    // MARK: Names

    /// A name that is invalid in every graph: `rev+2junk`.
    case invalidName(String)
    /// A name that no revision or branch has.
    case revisionNotFound(String, nearest: [String])
    /// An id that no revision has, where only a whole id is allowed.
    case idNotFound(RevisionID, nearest: [String])
    /// A prefix that several names begin with.
    case ambiguousPrefix(String, candidates: [String])
    /// The beginning of a name, where it must be whole.
    case shortenedName(String, of: String)
    /// A name of a single head, but there are several.
    case severalHeads(String, heads: [Head])
    /// `branch@revision` with a revision that is not in the branch.
    case revisionNotInBranch(RevisionID, branch: String)
    /// Steps from a place, where only a place is allowed.
    case relativeNameNotUnderstood(String)
    /// A range, where one place is needed.
    case rangeNotUnderstood(String)
    /// A history range without its colon.
    case invalidRange(String)

    // MARK: Steps and ranges

    /// More steps than revisions in that direction.
    case stepsPastEnd(String)
    /// Steps down while the database is at base.
    case nothingToUndo(String)
    /// Steps that the command cannot take: down for an upgrade, up for a downgrade, or zero steps.
    case stepsInWrongDirection(String, direction: RevisionStep.Direction)
    /// Steps down, or none, at the end of a history range, where only steps up from the start make sense.
    case rangeEndNotAbove(String)
    /// A place from which the next step may lead to several revisions.
    case ambiguousSteps(String, choices: [RevisionID])
    /// A history range whose start does not come before its end.
    case rangeStartNotAncestor(start: String, end: String)
    /// A range inside the branch of a revision without a label, or with several, so that the branch is unclear.
    case rangeBranchWithoutLabel(RevisionID)
    /// A branch that contains none of the revisions to undo.
    case branchNotApplied(String)

    // MARK: The database

    /// A downgrade to a revision that the database has not reached.
    case revisionNotApplied(String, rows: [RevisionID])
    /// Rows of the version table that no file has.
    case databaseRevisionUnknown([RevisionID])
    /// Revisions, rows of the version table or targets, of which one implies another.
    case overlappingRevisions([RevisionID], implied: RevisionID)

    // MARK: New revisions

    /// A new revision after one that already has others after it.
    case notAHead(RevisionID)
    /// A revision named twice where all must be different.
    case namedTwice(RevisionID)

    /// A head, with its labels and origin to recognise it.
    public struct Head: Hashable, Sendable, CustomStringConvertible {
        /// The revision's id.
        public let id: RevisionID
        /// The labels of its branch, in alphabetical order.
        public let labels: [BranchLabel]
        /// Its origin, usually a file name.
        public let origin: String

        /// The id.
        public var description: String { id.rawValue }
    }
}
