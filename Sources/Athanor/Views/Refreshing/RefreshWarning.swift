/// Something about a refresh that whoever starts it should know.
public enum RefreshWarning: Sendable, Hashable {
    /// Columns of the key hold NULL: such rows are written anew by every concurrent refresh, changed or not.
    case nullableKeyColumns([String])
    /// The definition calls functions whose bodies name things without a schema: what these mean is decided at each
    /// refresh.
    case searchPathDependent([SearchPathDependence])
    /// Sessions have been reading the view for long: a plain refresh waits for them, and new readers wait behind it.
    case longReaders([LongReader])
    /// It reads materialized views that hold no data, so it cannot be refreshed before they are.
    case upstreamNotPopulated([QualifiedName])
    /// It takes more locks than the server has room for.
    /// - Parameters:
    ///   - needs: how many it takes, and how many there are.
    ///   - remedy: what an administrator does about it.
    case tooManyLocks(needs: String, remedy: String)

    /// The warning, as a sentence without its stop.
    public var description: String {
        switch self {
        case .nullableKeyColumns(let columns):
            "rows with NULL in the key (\(columns.joined(separator: ", "))) are written anew by every concurrent refresh"
        case .searchPathDependent(let functions):
            functions.map(\.description).joined(separator: "; ")
        case .longReaders(let readers):
            "readers that it has to wait for, and new ones behind it: "
                + readers.map(\.description).joined(separator: "; ")
        case .upstreamNotPopulated(let views):
            "it reads \(views.map(\.description).joined(separator: " and ")), which \(views.count == 1 ? "holds" : "hold") "
                + "no data yet: refresh with --with-upstream"
        case .tooManyLocks(let needs, let remedy):
            "it takes \(needs), so it may fail; set more: \(remedy)"
        }
    }

    /// The kind of warning in one word, for machines.
    public var name: String {
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
    /// What happens with them at a refresh, as the end of a sentence: `found by the search_path of the session`.
    public let consequence: String

    /// A dependence.
    public init(function: String, names: [String], consequence: String) {
        self.function = function
        self.names = names
        self.consequence = consequence
    }

    /// The dependence, as a sentence without its stop.
    public var description: String {
        "function \(function) names \(names.joined(separator: ", ")) without a schema, \(consequence)"
    }
}

/// A session that has been reading a view for long.
public struct LongReader: Sendable, Hashable, CustomStringConvertible {
    /// Who it is, as people find it: process id, user, application.
    public let session: String
    /// How long its transaction has been open.
    public let age: Duration
    /// The beginning of what it runs or ran last; `nil` where that is hidden.
    public let query: String?

    /// A session.
    public init(session: String, age: Duration, query: String?) {
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
