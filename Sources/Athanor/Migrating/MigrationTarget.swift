/// The place in the history that an upgrade or a downgrade leads to.
///
/// A string literal is a name as on the command line: `"3f9a"`, `"reporting@head"`, `"+1"`.
///
/// ```swift
/// try await migrator.upgrade()
/// try await migrator.upgrade(to: .revision(AddOrders.revision))
/// try await migrator.downgrade(to: .steps(-1))
/// ```
public struct MigrationTarget: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    private enum Place: Sendable, Hashable {
        /// A name as on the command line.
        case name(String)
        /// A whole id.
        case revision(RevisionID)
    }

    private let place: Place

    private init(_ place: Place) {
        self.place = place
    }

    /// A name as on the command line.
    public init(stringLiteral name: String) {
        self.init(.name(name))
    }

    /// All heads: every revision is applied.
    public static let heads = MigrationTarget(.name("heads"))
    /// The head. An error if there are several.
    public static let head = MigrationTarget(.name("head"))
    /// The state before the first revision: no revision is applied.
    public static let base = MigrationTarget(.name("base"))

    /// A revision. Unlike a name, an id is never the beginning of another one.
    /// - Parameter id: the whole id.
    public static func revision(_ id: RevisionID) -> MigrationTarget { MigrationTarget(.revision(id)) }

    /// A number of revisions up or down from where the database is.
    /// - Parameter count: the number of revisions: positive for an upgrade, negative for a downgrade.
    public static func steps(_ count: Int) -> MigrationTarget { MigrationTarget(.name(text(ofSteps: count))) }

    /// A number of revisions up or down from where the database is in a branch.
    /// - Parameters:
    ///   - count: the number of revisions: positive for an upgrade, negative for a downgrade.
    ///   - branch: the branch.
    public static func steps(_ count: Int, in branch: BranchLabel) -> MigrationTarget {
        MigrationTarget(.name("\(branch)@\(text(ofSteps: count))"))
    }

    /// The head of a branch.
    public static func branch(_ label: BranchLabel) -> MigrationTarget { MigrationTarget(.name("\(label)@head")) }

    /// The base of a branch: a downgrade reverts the branch, and the revisions that depend on it.
    public static func base(of label: BranchLabel) -> MigrationTarget { MigrationTarget(.name("\(label)@base")) }

    /// A name as on the command line: an id or its unique beginning, `heads`, `head`, `base`, `+1`, `-1`,
    /// `branch@head` …
    public static func named(_ name: String) -> MigrationTarget { MigrationTarget(.name(name)) }

    private static func text(ofSteps count: Int) -> String { count < 0 ? "\(count)" : "+\(count)" }

    /// The name as on the command line.
    public var description: String {
        switch place {
        case .name(let name): name
        case .revision(let id): id.rawValue
        }
    }
}

extension MigrationTarget {
    /// Returns the name that the target has in a history.
    /// - Throws: `RevisionGraphError` for an id that the history does not have.
    func name(in revisions: RevisionSet) throws(RevisionGraphError) -> String {
        if case .revision(let id) = place, revisions[id] == nil {
            let known = revisions.all.map(\.id.rawValue)
            throw .idNotFound(id, nearest: NearestNames(to: id.rawValue, among: known).names)
        }
        return description
    }

    /// Whether an upgrade counts it from where the database is: `+1`, `branch@+1`.
    var countsFromRows: Bool {
        guard case .name(let name) = place else { return false }
        let start = name.firstIndex(of: "@").map(name.index(after:)) ?? name.startIndex
        return name[start...].hasPrefix("+")
    }

    /// Whether the target means the same at every revision of the database.
    var isAbsolute: Bool {
        switch place {
        case .name(let name): !name.contains { $0 == "+" || $0 == "-" }
        case .revision: true
        }
    }
}
