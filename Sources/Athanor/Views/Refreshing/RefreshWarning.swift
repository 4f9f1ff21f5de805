/// A warning about a refresh.
public enum RefreshWarning: Sendable, Hashable {
    /// Columns of the key hold NULL. Every concurrent refresh rewrites such rows, changed or not.
    case nullableKeyColumns([String])
    /// The definition calls functions whose bodies use names without a schema. Each refresh resolves these names again.
    case searchPathDependent([SearchPathDependence])
    /// Sessions have been reading the view for long. A plain refresh waits for them, and new readers wait behind it.
    case longReaders([LongReader])
    /// The view reads materialized views without data, so these must be refreshed first.
    case upstreamNotPopulated([QualifiedName])
    /// The refresh needs more locks than the server has room for.
    /// - Parameters:
    ///   - needs: the number of locks needed, and the number available.
    ///   - remedy: what an administrator can do.
    case tooManyLocks(needs: String, remedy: String)

    /// The warning, as a sentence without a period.
    public var description: String {
        switch self {
        case .nullableKeyColumns(let columns):
            "every concurrent refresh rewrites the rows with NULL in the key (\(columns.joined(separator: ", ")))"
        case .searchPathDependent(let functions):
            functions.map(\.description).joined(separator: "; ")
        case .longReaders(let readers):
            "it waits for these readers, and new readers wait behind it: "
                + readers.map(\.description).joined(separator: "; ")
        case .upstreamNotPopulated(let views):
            "it reads \(views.map(\.description).joined(separator: " and ")), which \(views.count == 1 ? "holds" : "hold") "
                + "no data yet: refresh with --with-upstream"
        case .tooManyLocks(let needs, let remedy):
            "it needs \(needs), so it may fail; set more: \(remedy)"
        }
    }

    /// The kind of warning in one word, for programs.
    package var name: String {
        switch self {
        case .nullableKeyColumns: "nullable_key"
        case .searchPathDependent: "search_path"
        case .longReaders: "long_readers"
        case .upstreamNotPopulated: "upstream_not_populated"
        case .tooManyLocks: "too_many_locks"
        }
    }
}

/// A function whose result depends on the `search_path` in force when a view that calls it is refreshed.
public struct SearchPathDependence: Sendable, Hashable, CustomStringConvertible {
    /// The function, as the database writes it with its arguments' types.
    public let function: String
    /// The names without a schema in its body.
    public let names: [String]
    /// The effect at a refresh, as the end of a sentence: `found by the search_path of the session`.
    public let consequence: String

    /// Creates a dependence.
    package init(function: String, names: [String], consequence: String) {
        self.function = function
        self.names = names
        self.consequence = consequence
    }

    /// The dependence, as a sentence without a period.
    public var description: String {
        "function \(function) names \(names.joined(separator: ", ")) without a schema, \(consequence)"
    }
}

/// A session that has been reading a view for a long time.
public struct LongReader: Sendable, Hashable, CustomStringConvertible {
    /// The session as people identify it: process id, user, application.
    public let session: String
    /// The age of its transaction.
    public let age: Duration
    /// The beginning of its current or last query; `nil` if that is hidden.
    public let query: String?

    /// Creates a description of a session.
    package init(session: String, age: Duration, query: String?) {
        self.session = session
        self.age = age
        self.query = query
    }

    /// The session in one line.
    public var description: String {
        [session, "for \(age.components.seconds) s", query.map { "\"\($0)\"" }].compactMap(\.self)
            .joined(separator: ", ")
    }
}
