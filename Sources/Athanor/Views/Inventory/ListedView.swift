/// A view of a database, plain or materialized, for display.
public struct ListedView: Sendable, Hashable {
    /// The kind of a view.
    public enum Kind: Sendable, Hashable {
        /// A plain view: a query with a name.
        case plain
        /// A materialized view: a query with its rows.
        case materialized(MaterializedView)
    }

    /// Its name, with its schema if the database has schemas.
    public let name: QualifiedName
    /// The kind of the view.
    public let kind: Kind
    /// Its indexes, by name; none for a plain view.
    public let indexes: [ListedIndex]
    /// Its query, as the database writes it.
    public let definition: String
    /// A hash of its definition; `nil` if it cannot be computed, for the reason in ``origin``.
    public let fingerprint: DefinitionFingerprint?
    /// Whether the revisions made it as it is.
    public let origin: DefinitionOrigin

    /// Creates a view, as a database module reads it.
    package init(
        name: QualifiedName, kind: Kind, indexes: [ListedIndex], definition: String,
        fingerprint: DefinitionFingerprint?, origin: DefinitionOrigin
    ) {
        self.name = name
        self.kind = kind
        self.indexes = indexes
        self.definition = definition
        self.fingerprint = fingerprint
        self.origin = origin
    }

    /// The materialized view; `nil` for a plain one.
    public var materialized: MaterializedView? {
        if case .materialized(let view) = kind { view } else { nil }
    }

    /// The view as a relation of the database.
    public var relation: ViewRelation {
        ViewRelation(name, kind: materialized == nil ? .view : .materializedView)
    }
}

/// An index, as the database writes it.
public struct ListedIndex: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The statement that creates it.
    public let definition: String

    /// Creates an index.
    package init(name: String, definition: String) {
        self.name = name
        self.definition = definition
    }
}

/// The comparison of a view's definition with what the revisions made.
public enum DefinitionOrigin: Sendable, Hashable {
    /// The definition is the same.
    case sameAsRevisions
    /// A revision made the view, and others have changed its definition since.
    case differs
    /// No revision made the view, at least since Athanor records views.
    case notByRevision
    /// The comparison is not possible. The reason is a sentence without a period.
    case unknown(because: String)
}

/// A hash of a definition in the comparable form of its database.
public struct DefinitionFingerprint: Sendable, Hashable, CustomStringConvertible {
    /// 16 hexadecimal digits.
    public let description: String

    /// Creates the fingerprint of a definition.
    /// - Parameter comparable: the definition in the form in which the database module compares it.
    package init(of comparable: String) {
        let digits = String(StableHash64(of: comparable).value, radix: 16)
        description = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The first characters, which are enough for people.
    public var short: String { String(description.prefix(8)) }
}
