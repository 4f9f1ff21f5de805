@_exported public import RevisionHistory

/// A revision written in Swift.
///
/// The type's static properties place it in the graph; `upgrade` and `downgrade` list what it does, as values. A file
/// in the target's `Versions` folder is found by the build plugin `DiscoverRevisions`, which reads these properties
/// from the source: they must be literals.
public protocol Revision: Sendable {
    /// The revision's id.
    static var revision: RevisionID { get }
    /// What it comes after: none for a first revision, two or more for a merge.
    static var downRevisions: [RevisionID] { get }
    /// Names for the branch that begins here.
    static var branchLabels: [BranchLabel] { get }
    /// Revisions, ids or branch labels, of other branches that must be applied before it.
    static var dependsOn: [String] { get }
    /// When it was written, as `2026-11-22 16:42:10+09:00`: orders revisions that are otherwise independent.
    static var createDate: String { get }

    /// How long a statement of it may wait for one lock; `nil` is as the run has it.
    static var lockTimeout: TimeLimit? { get }
    /// How long a statement of it may take; `nil` is as the run has it.
    static var statementTimeout: TimeLimit? { get }

    /// The migrator makes one each time it needs the lists.
    init()

    /// What brings the database from the down revisions to this one.
    @OperationsBuilder func upgrade(_ op: Operations) -> OperationList

    /// What brings it back.
    @OperationsBuilder func downgrade(_ op: Operations) -> OperationList
}

extension Revision {
    /// None.
    public static var branchLabels: [BranchLabel] { [] }
    /// None.
    public static var dependsOn: [String] { [] }
    /// Not known.
    public static var createDate: String { "" }

    /// As the run has it.
    public static var lockTimeout: TimeLimit? { nil }
    /// As the run has it.
    public static var statementTimeout: TimeLimit? { nil }

    /// A revision that implements no downgrade is undone by the inverse of each operation of its upgrade, in reverse
    /// order. Where one has none, nothing runs, and the error names it.
    public func downgrade(_ op: Operations) -> OperationList {
        OperationList(Inversion.inverting(upgrade(op).operations))
    }
}
