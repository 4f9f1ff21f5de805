/// Why a graph cannot be built from its files, or a name means nothing in it.
///
/// ``description`` says what is wrong, ``advice`` what to do next.
public enum RevisionGraphError: Error, Hashable, Sendable {
    // MARK: The files

    /// An id that is empty or holds a character with a meaning on the command line.
    case invalidRevisionID(RevisionID, origin: String)
    /// A branch label that is empty or holds a character with a meaning on the command line.
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
    /// Revisions that come after one another in a ring, each the down revision of the next.
    case cycle([RevisionID], origins: [String])
    /// Revisions that come after one another in a ring, some of them through `depends_on`.
    case dependencyCycle([RevisionID], origins: [String])

    // MARK: Names

    /// A name that has no meaning whatever the graph holds: `rev+2junk`.
    case invalidName(String)
    /// A name that no revision or branch has.
    case revisionNotFound(String, nearest: [String])
    /// A prefix that several names begin with.
    case ambiguousPrefix(String, candidates: [String])
    /// A single head was asked for where there are several.
    case severalHeads(String, heads: [Head])
    /// `branch@revision` with a revision from elsewhere.
    case revisionNotInBranch(RevisionID, branch: String)
    /// Steps from a place, where only a place itself is understood.
    case relativeNameNotUnderstood(String)
    /// A range, where one place is needed.
    case rangeNotUnderstood(String)
    /// A history range without its colon.
    case invalidRange(String)

    // MARK: Steps and ranges

    /// More steps than there are revisions that way.
    case stepsPastEnd(String)
    /// Steps down where the database is at base.
    case nothingToUndo(String)
    /// Steps the command cannot take: down for an upgrade, up for a downgrade, or none.
    case stepsInWrongDirection(String, direction: RevisionStep.Direction)
    /// A place from which the next step could go to several revisions.
    case ambiguousSteps(String, choices: [RevisionID])
    /// A history range whose start does not come before its end.
    case rangeStartNotAncestor(start: String, end: String)
    /// A range inside the branch of a revision that has no label, or several, to tell the branch by.
    case rangeBranchWithoutLabel(RevisionID)
    /// A branch that holds none of the revisions to undo.
    case branchNotApplied(String)

    // MARK: The database

    /// A downgrade to a revision that the database has not reached.
    case revisionNotApplied(String, rows: [RevisionID])
    /// Rows of the version table that no file has.
    case databaseRevisionUnknown([RevisionID])
    /// Revisions, rows of the version table or targets, of which one implies another.
    case overlappingRevisions([RevisionID], implied: RevisionID)

    // MARK: New revisions

    /// A new revision on top of one that has others on top of it already.
    case notAHead(RevisionID)
    /// A revision named twice where each must be another.
    case namedTwice(RevisionID)

    /// A head with what it can be recognised by.
    public struct Head: Hashable, Sendable, CustomStringConvertible {
        /// The revision's id.
        public let id: RevisionID
        /// The labels of its branch, in alphabetical order.
        public let labels: [BranchLabel]
        /// Where it was read from, a file name as a rule.
        public let origin: String

        /// The id.
        public var description: String { id.rawValue }
    }
}
