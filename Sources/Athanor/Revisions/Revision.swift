@_exported public import RevisionFiles
@_exported public import RevisionHistory

/// A revision written in Swift.
///
/// The type's static properties place it in the graph; `upgrade` and `downgrade` list its operations as values. The
/// build plugin `DiscoverRevisions` finds files in the target's `Versions` folder. It reads the properties from the
/// source, so they must be literals.
public protocol Revision: Sendable {
    /// The revision's id.
    static var revision: RevisionID { get }
    /// Its down revisions: none for a first revision, two or more for a merge.
    static var downRevisions: [RevisionID] { get }
    /// The labels of the branch that starts here.
    static var branchLabels: [BranchLabel] { get }
    /// Revisions of other branches that must be applied before it, by id or branch label.
    static var dependsOn: [String] { get }
    /// The time of writing, such as `2026-11-22 16:42:10+09:00`. It orders revisions that are otherwise independent.
    static var createDate: String { get }

    /// The longest time that one of its statements may wait for one lock; `nil` is the run's setting.
    static var lockTimeout: TimeLimit? { get }
    /// The longest time that one of its statements may run; `nil` is the run's setting.
    static var statementTimeout: TimeLimit? { get }

    /// Creates the revision. The migrator creates one each time it needs the operations.
    init()

    /// The operations that migrate the database from the down revisions to this one.
    /// - Throws: any error, for example of ``Operations/argument(_:)`` or of reading a file. It is reported with the
    ///   revision and its file when the run is planned, before anything is changed.
    @OperationsBuilder func upgrade(_ op: Operations) throws -> OperationList

    /// The operations that migrate it back.
    /// - Throws: as ``upgrade(_:)``.
    @OperationsBuilder func downgrade(_ op: Operations) throws -> OperationList
}

extension Revision {
    /// None.
    public static var branchLabels: [BranchLabel] { [] }
    /// None.
    public static var dependsOn: [String] { [] }
    /// Unknown.
    public static var createDate: String { "" }

    /// The run's setting.
    public static var lockTimeout: TimeLimit? { nil }
    /// The run's setting.
    public static var statementTimeout: TimeLimit? { nil }

    /// The default downgrade: the inverse of each operation of the upgrade, in reverse order. If an operation has no
    /// inverse, nothing runs, and the error names it.
    /// - Throws: the error of `upgrade`.
    public func downgrade(_ op: Operations) throws -> OperationList {
        OperationList(Inversion.inverting(try upgrade(op).operations))
    }
}
