/// Gives a materialized view another definition and keeps all else: its indexes, privileges, comments and other
/// properties, and whatever depends on it.
public struct ReplaceMaterializedView: Operation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// The names of its columns; empty takes those of the query.
    public var columns: [String]
    /// The new query.
    public var query: ViewQuery
    /// The query that it had, for the way back.
    public var was: ViewQuery?
    /// In which way.
    public var strategy: ReplacementStrategy
    /// What becomes of the indexes.
    public var indexes: ReplacementIndexes
    /// Columns that have another name in the new definition: the new name by the old one.
    public var renamedColumns: [ExactText: ExactText]
    /// How to wait for readers when the new view takes the old one's place.
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

    /// What the database's dialect makes of it.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try database.dialect.lower(self)
    }

    /// Giving it back the definition that it had.
    public var inverse: Inverse {
        guard let was else {
            return .impossible(because: "it does not carry the definition that it replaces; give it with `was:`")
        }
        guard columns.isEmpty else {
            return .impossible(because: "it names the view's columns; name them in the query for a way back")
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

/// In which way a materialized view is replaced.
public enum ReplacementStrategy: Sendable, Hashable {
    /// Side by side where somebody may be reading, in place where nothing holds data.
    case automatic
    /// The new view is built beside the old one while readers go on, then takes its place in a moment.
    case sideBySide
    /// The old view and its dependents are dropped and created again: readers wait until the commit.
    case inPlace
}

/// What becomes of a materialized view's indexes when it is replaced.
public enum ReplacementIndexes: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// They are made again as they are.
    case keep
    /// These take their place.
    case these([IndexDefinition])

    /// These take their place.
    public init(arrayLiteral elements: IndexDefinition...) { self = .these(elements) }
}

/// How to wait for readers before a new view takes the old one's place.
///
/// While the swap waits for its locks, new readers queue behind it. So it waits briefly, gives way, and tries again.
public struct SwapPatience: Sendable, Hashable {
    /// How long one attempt may wait for its locks, in all.
    public var deadline: Duration
    /// How long to go on trying before the replacement fails, with everything as it was.
    public var givingUpAfter: Duration

    /// - Parameters:
    ///   - deadline: how long one attempt may wait for its locks, in all.
    ///   - givingUpAfter: how long to go on trying.
    public init(deadline: Duration = .milliseconds(40), givingUpAfter: Duration = .seconds(600)) {
        self.deadline = deadline
        self.givingUpAfter = givingUpAfter
    }
}
