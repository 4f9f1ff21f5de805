/// An error: a name has no view of the wanted kind.
public enum ViewLookupError: Error, Sendable, Hashable, ExplainedError {
    /// The kind of view that was looked up.
    public enum Wanted: String, Sendable, Hashable {
        /// A plain or a materialized view.
        case view
        /// A materialized view.
        case materializedView = "materialized view"
    }

    /// There is no view of this name.
    case notFound(String, nearest: [String], wanted: Wanted = .materializedView)
    /// An object of this name exists, but of another kind.
    case otherKind(String, kind: String, wanted: Wanted = .materializedView)

    /// The problem, and what to do.
    public var explanation: Explanation {
        switch self {
        case .notFound(let name, let nearest, let wanted):
            Explanation(
                "there is no \(wanted.rawValue) \"\(name)\"",
                advice: nearest.isEmpty
                    ? "`athanor views` lists the existing ones."
                    : "Did you mean \(nearest.joined(separator: " or "))? `athanor views` lists all.")
        case .otherKind(let name, let kind, let wanted):
            Explanation(
                "\"\(name)\" is a \(kind), not a \(wanted.rawValue)",
                advice: "`athanor views` lists the \(wanted.rawValue)s.")
        }
    }
}
