/// A view of a database, plain or materialized, as people look at it.
public struct ListedView: Sendable, Hashable {
    /// What kind of view it is.
    public enum Kind: Sendable, Hashable {
        /// A query with a name.
        case plain
        /// A query with its rows.
        case materialized(MaterializedView)
    }

    /// Its name, with its schema where the database has schemas.
    public let name: QualifiedName
    /// What kind of view it is.
    public let kind: Kind
    /// Its indexes, by name; a plain view has none.
    public let indexes: [ListedIndex]
    /// Its query, as the database writes it.
    public let definition: String
    /// What tells its definition from others; `nil` where that cannot be computed, as ``origin`` says.
    public let fingerprint: DefinitionFingerprint?
    /// Whether it is what the revisions made.
    public let origin: DefinitionOrigin

    /// A view as a database room reads it.
    public init(
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

    /// What it is, as a materialized view; `nil` for a plain one.
    public var materialized: MaterializedView? {
        if case .materialized(let view) = kind { view } else { nil }
    }

    /// The view among the relations of a database.
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

    /// An index.
    public init(name: String, definition: String) {
        self.name = name
        self.definition = definition
    }
}

/// Whether a view's definition is what the revisions made.
public enum DefinitionOrigin: Sendable, Hashable {
    /// It is.
    case sameAsRevisions
    /// A revision made the view, and its definition has been changed since by somebody else.
    case differs
    /// No revision made the view, or none since Athanor keeps a record of views.
    case notByRevision
    /// It cannot be told. The reason is a sentence without its stop.
    case unknown(because: String)
}

/// Tells one definition from another: a hash of it as the database reads it, made comparable.
public struct DefinitionFingerprint: Sendable, Hashable, CustomStringConvertible {
    /// 16 hexadecimal digits.
    public let description: String

    /// The fingerprint of a definition.
    /// - Parameter comparable: the definition in the form in which the database room compares it.
    public init(of comparable: String) {
        let digits = String(StableHash64(of: comparable).value, radix: 16)
        description = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The beginning, which is enough for people.
    public var short: String { String(description.prefix(8)) }
}
