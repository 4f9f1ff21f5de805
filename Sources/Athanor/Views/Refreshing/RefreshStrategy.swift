/// The strategy of a refresh.
public enum RefreshStrategy: Sendable, Hashable {
    /// Readers can continue while it runs.
    case concurrently(uniqueIndex: String)
    /// Readers wait while it runs.
    case plain(PlainRefreshReason)
    /// Readers see the old rows until the new ones are committed. The isolation of the database ensures that, with
    /// every kind of refresh.
    case isolated
    /// No refresh: it must be concurrent, and that is impossible.
    case refused(RefreshRefusal)

    /// The strategy in one word, as the log records it.
    public var name: String {
        switch self {
        case .concurrently: "concurrently"
        case .plain: "plain"
        case .isolated: "isolated"
        case .refused: "refused"
        }
    }

    /// The reason, as the end of a sentence.
    public var reason: String {
        switch self {
        case .concurrently(let index): "with unique index \(index); readers can continue"
        case .plain(let reason): reason.description
        case .isolated: "in one transaction; readers see the old rows until it commits"
        case .refused(let refusal): refusal.reason.description
        }
    }
}

/// The reason for a refresh that makes readers wait.
public enum PlainRefreshReason: Sendable, Hashable, CustomStringConvertible {
    /// The view holds no data yet, so nobody can read it.
    case notPopulated
    /// The view has no suitable unique index.
    case noUniqueIndex([UnusableIndex])
    /// The user requested it.
    case askedFor

    /// The reason, as the end of a sentence.
    public var description: String {
        switch self {
        case .notPopulated: "it holds no data yet, so no reader waits"
        case .noUniqueIndex(let unusable): "\(Self.lacking(unusable)); readers wait while it runs"
        case .askedFor: "as requested; readers wait while it runs"
        }
    }

    fileprivate static func lacking(_ unusable: [UnusableIndex]) -> String {
        guard !unusable.isEmpty else { return "it has no unique index" }
        let reasons = unusable.map { "\($0.index) \($0.reason.clause)" }.joined(separator: ", ")
        return "it has no suitable unique index (\(reasons))"
    }
}

/// The reason why a concurrent refresh is impossible, and what would make it possible.
public struct RefreshRefusal: Sendable, Hashable {
    /// Why a concurrent refresh is impossible.
    public enum Reason: Sendable, Hashable, CustomStringConvertible {
        /// The view holds no data yet.
        case notPopulated
        /// The view has no suitable unique index.
        case noUniqueIndex([UnusableIndex])

        /// The reason, as the end of a sentence.
        public var description: String {
            switch self {
            case .notPopulated: "it holds no data yet, and the first refresh cannot be concurrent"
            case .noUniqueIndex(let unusable): PlainRefreshReason.lacking(unusable)
            }
        }
    }

    /// The reason.
    public let reason: Reason
    /// The statement that would make it possible, ready to run.
    public let remedy: String
    /// A note about the statement as a sentence, for example that a column is a placeholder for the columns that
    /// identify rows.
    public let note: String?

    /// Creates a refusal.
    package init(reason: Reason, remedy: String, note: String? = nil) {
        self.reason = reason
        self.remedy = remedy
        self.note = note
    }
}

extension UnusableIndex.Reason {
    /// The reason, as the predicate of a sentence whose subject is the index.
    package var clause: String {
        switch self {
        case .partial: "covers only some rows"
        case .expression: "indexes an expression"
        case .invalid: "is invalid"
        case .deferred: "is checked only at commit"
        }
    }
}
