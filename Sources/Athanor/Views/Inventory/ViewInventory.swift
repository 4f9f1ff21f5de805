/// The views of a database, plain and materialized, seen through one connection. It only reads.
///
/// Views of the system, of extensions and of the session are left out, and so are those that Athanor keeps for itself.
public protocol ViewInventory: Sendable {
    /// Views, ordered by name.
    /// - Parameters:
    ///   - name: the one that is wanted, as ``relation(named:)`` gives it; `nil` for all.
    ///   - exact: looks at the rows of each rather than at the statistics.
    /// - Throws: ``DatabaseError``.
    func views(_ name: QualifiedName?, exact: Bool) async throws -> [ListedView]

    /// Views that Athanor's record has and that are not there, or not of that kind, ordered by name; none where the record cannot
    /// be read. Materialized views and plain ones are two kinds.
    /// - Throws: ``DatabaseError``.
    func missingViews() async throws -> [MissingView]

    /// What a view has beside that.
    /// - Throws: ``DatabaseError``.
    func properties(of view: ListedView) async throws -> ViewProperties

    /// What reads what.
    /// - Throws: ``DatabaseError``.
    func dependencies() async throws -> ViewDependencyGraph

    /// The view or table of a name as a person types it: with or without a schema, in quotes or not.
    /// - Throws: ``ViewLookupError`` when there is none, with the nearest names of views; ``DatabaseError``.
    func relation(named name: String) async throws -> ViewRelation

    /// Several of them, in the order of the names.
    /// - Throws: as ``relation(named:)``.
    func relations(named names: [String]) async throws -> [ViewRelation]
}

extension ViewInventory {
    /// One after the other, for databases without round trips to save.
    public func relations(named names: [String]) async throws -> [ViewRelation] {
        var relations: [ViewRelation] = []
        for name in names { relations.append(try await relation(named: name)) }
        return relations
    }
}

/// A name means no view.
public enum ViewLookupError: Error, Sendable, Hashable, ExplainedError {
    /// There is none of that name.
    case notFound(String, nearest: [String])
    /// There is something of that name, but it is not what was asked for.
    case otherKind(String, kind: String)

    /// The error and what to do.
    public var explanation: Explanation {
        switch self {
        case .notFound(let name, let nearest):
            var explanation = Explanation("there is no view \"\(name)\"")
            explanation.advice =
                nearest.isEmpty
                ? "`athanor views` lists those that there are."
                : "Did you mean \(nearest.joined(separator: " or "))? `athanor views` lists all."
            return explanation
        case .otherKind(let name, let kind):
            var explanation = Explanation("\"\(name)\" is a \(kind), not a view")
            explanation.advice = "`athanor views` lists the views."
            return explanation
        }
    }
}
