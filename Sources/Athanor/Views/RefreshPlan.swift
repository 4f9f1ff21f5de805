/// How one materialized view will be refreshed, computed before anything runs.
public struct RefreshPlan: Sendable, Hashable {
    /// The view.
    public let view: QualifiedName
    /// In which way, and why.
    public let strategy: RefreshStrategy
    /// The SQL, in order, run in one transaction.
    public let statements: [Statement]

    /// A plan as a database room makes it.
    public init(view: QualifiedName, strategy: RefreshStrategy, statements: [Statement]) {
        self.view = view
        self.strategy = strategy
        self.statements = statements
    }
}

/// In which way a view is refreshed.
public enum RefreshStrategy: Sendable, Hashable {
    /// Readers go on reading while it runs.
    case concurrently(uniqueIndex: String)
    /// Readers wait while it runs.
    case plain(PlainRefreshReason)
    /// Readers go on reading the old rows until the new ones are committed, whichever way it runs: the database's own
    /// isolation sees to that.
    case isolated

    /// The strategy in one word, as the log keeps it.
    public var name: String {
        switch self {
        case .concurrently: "concurrently"
        case .plain: "plain"
        case .isolated: "isolated"
        }
    }

    /// Why this way, as the end of a sentence.
    public var reason: String {
        switch self {
        case .concurrently(let index): "by unique index \(index); readers go on"
        case .plain(let reason): reason.description
        case .isolated: "in one transaction; readers see the old rows until it commits"
        }
    }
}

/// Why a view cannot be refreshed while people read it.
public enum PlainRefreshReason: Sendable, Hashable, CustomStringConvertible {
    /// It holds no data yet, so nobody can be reading it.
    case notPopulated
    /// It has no unique index that would do.
    case noUniqueIndex([UnusableIndex])

    /// The reason, as the end of a sentence.
    public var description: String {
        switch self {
        case .notPopulated:
            return "it holds no data yet, so no reader waits"
        case .noUniqueIndex(let unusable):
            guard !unusable.isEmpty else {
                return "it has no unique index; readers wait while it runs"
            }
            let reasons = unusable.map { "\($0.index) \($0.reason.clause)" }.joined(separator: ", ")
            return "it has no unique index that would do (\(reasons)); readers wait while it runs"
        }
    }
}

extension UnusableIndex.Reason {
    /// The reason, as the predicate of a sentence whose subject is the index.
    public var clause: String {
        switch self {
        case .partial: "covers only some rows"
        case .expression: "indexes an expression"
        case .invalid: "is invalid"
        case .deferred: "is checked only at commit"
        }
    }
}
