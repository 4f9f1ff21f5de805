/// In which way a view is refreshed.
public enum RefreshStrategy: Sendable, Hashable {
    /// Readers go on reading while it runs.
    case concurrently(uniqueIndex: String)
    /// Readers wait while it runs.
    case plain(PlainRefreshReason)
    /// Readers go on reading the old rows until the new ones are committed, whichever way it runs: the database's own
    /// isolation sees to that.
    case isolated
    /// Not at all: it was to be concurrent, and that cannot be.
    case refused(RefreshRefusal)

    /// The strategy in one word, as the log keeps it.
    public var name: String {
        switch self {
        case .concurrently: "concurrently"
        case .plain: "plain"
        case .isolated: "isolated"
        case .refused: "refused"
        }
    }

    /// Why this way, as the end of a sentence.
    public var reason: String {
        switch self {
        case .concurrently(let index): "by unique index \(index); readers go on"
        case .plain(let reason): reason.description
        case .isolated: "in one transaction; readers see the old rows until it commits"
        case .refused(let refusal): refusal.reason.description
        }
    }
}

/// Why a view is refreshed while its readers wait.
public enum PlainRefreshReason: Sendable, Hashable, CustomStringConvertible {
    /// It holds no data yet, so nobody can be reading it.
    case notPopulated
    /// It has no unique index that would do.
    case noUniqueIndex([UnusableIndex])
    /// Somebody asked for it.
    case askedFor

    /// The reason, as the end of a sentence.
    public var description: String {
        switch self {
        case .notPopulated: "it holds no data yet, so no reader waits"
        case .noUniqueIndex(let unusable): "\(Self.lacking(unusable)); readers wait while it runs"
        case .askedFor: "as was asked for; readers wait while it runs"
        }
    }

    fileprivate static func lacking(_ unusable: [UnusableIndex]) -> String {
        guard !unusable.isEmpty else { return "it has no unique index" }
        let reasons = unusable.map { "\($0.index) \($0.reason.clause)" }.joined(separator: ", ")
        return "it has no unique index that would do (\(reasons))"
    }
}

/// Why a view cannot be refreshed concurrently, and what would make it possible.
public struct RefreshRefusal: Sendable, Hashable {
    /// Why a concurrent refresh is impossible.
    public enum Reason: Sendable, Hashable, CustomStringConvertible {
        /// The view holds no data yet.
        case notPopulated
        /// It has no unique index that would do.
        case noUniqueIndex([UnusableIndex])

        /// The reason, as the end of a sentence.
        public var description: String {
            switch self {
            case .notPopulated: "it holds no data yet, and the first refresh cannot be concurrent"
            case .noUniqueIndex(let unusable): PlainRefreshReason.lacking(unusable)
            }
        }
    }

    /// Why.
    public let reason: Reason
    /// The statement that would make it possible, as it can be run.
    public let remedy: String
    /// What has to be known of the statement, as a sentence: that a column stands for those that tell rows apart, say.
    public let note: String?

    /// A refusal.
    public init(reason: Reason, remedy: String, note: String? = nil) {
        self.reason = reason
        self.remedy = remedy
        self.note = note
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
