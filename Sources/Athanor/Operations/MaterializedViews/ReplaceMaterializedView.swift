/// Replaces the definition of a materialized view. Everything else is kept: its indexes, privileges, comments and other
/// properties, and the objects that depend on it.
public struct ReplaceMaterializedView: MigrationOperation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// The names of its columns; if empty, those of the query.
    public var columns: [String]
    /// The new query.
    public var query: ViewQuery
    /// The old query, for the downgrade.
    public var was: ViewQuery?
    /// The way to replace the view.
    public var strategy: ReplacementStrategy
    /// The treatment of the indexes.
    public var indexes: ReplacementIndexes
    /// Columns with another name in the new definition: the new name by the old one.
    public var renamedColumns: [ExactText: ExactText]
    /// The limits for waiting for readers when the new view takes the old one's place.
    public var swap: SwapPatience

    /// The operation. `op.replaceMaterializedView` makes one.
    public init(
        name: QualifiedName, columns: [String] = [], query: ViewQuery, was: ViewQuery? = nil,
        strategy: ReplacementStrategy = .automatic, indexes: ReplacementIndexes = .keep,
        renamedColumns: [ExactText: ExactText] = [:], swap: SwapPatience = SwapPatience()
    ) {
        self.name = name
        self.columns = columns
        self.query = query
        self.was = was
        self.strategy = strategy
        self.indexes = indexes
        self.renamedColumns = renamedColumns
        self.swap = swap
    }

    /// `replace materialized view NAME`.
    public var summary: String { "replace materialized view \(name)" }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try database.module.dialect.lower(self).attributed(to: self)
    }

    /// An operation that restores the old definition.
    public var inverse: Inverse {
        guard let was else {
            return .impossible(because: "it does not carry the definition that it replaces; give it with `was:`")
        }
        guard columns.isEmpty else {
            return .impossible(because: "it names the view's columns; name them in the query instead")
        }
        guard case .keep = indexes else {
            return .impossible(because: "it does not carry the indexes that it replaces")
        }
        let inverted = Dictionary(renamedColumns.map { ($1, $0) }) { first, _ in first }
        return .operations([
            ReplaceMaterializedView(
                name: name, query: was, was: query, strategy: strategy, renamedColumns: inverted, swap: swap)
        ])
    }
}

/// The ways to replace a materialized view.
public enum ReplacementStrategy: Sendable, Hashable {
    /// In place if the view and its dependents hold no data, else side by side, because others may be reading.
    case automatic
    /// Builds the new view next to the old one while others read that, then swaps them.
    case sideBySide
    /// Drops the old view with its dependents, and creates the new view and the dependents again. Readers wait until
    /// the commit.
    case inPlace
}

/// The treatment of a materialized view's indexes when it is replaced.
public enum ReplacementIndexes: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// Creates them again as they are.
    case keep
    /// Replaces them by these indexes.
    case these([IndexDefinition])

    /// Replaces them by these indexes.
    public init(arrayLiteral elements: IndexDefinition...) { self = .these(elements) }
}

/// The limits for waiting for readers before a new view takes the old one's place.
///
/// While the swap waits for its locks, new readers queue behind it. It therefore waits briefly, stops waiting, and
/// tries again.
public struct SwapPatience: Sendable, Hashable {
    /// The longest time that one attempt may wait for all its locks.
    public var deadline: TimeLimit
    /// The longest time to keep trying. After that the replacement fails and changes nothing. Zero tries once.
    public var givingUpAfter: TimeLimit

    /// Creates limits.
    /// - Parameters:
    ///   - deadline: the longest time that one attempt may wait for all its locks.
    ///   - givingUpAfter: the longest time to keep trying.
    public init(deadline: TimeLimit = .milliseconds(40), givingUpAfter: TimeLimit = .minutes(10)) {
        self.deadline = deadline
        self.givingUpAfter = givingUpAfter
    }
}
