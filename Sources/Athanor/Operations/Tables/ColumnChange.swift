/// One change of a column, for `op.alterColumn`: `.type(.bigint)`, `.notNull`, `.default(0)`.
///
/// A change carries the old value in `was:`, so that the downgrade can restore it. Without `was:`, the downgrade must be
/// written.
public struct ColumnChange: Sendable, Hashable {
    /// The property of a column that a change is about.
    fileprivate enum Property: Int, Hashable {
        // An identity column has no default. So the identity is dropped before a default is set, and added after a
        // default is dropped.
        case droppedIdentity, type, `default`, nullability, identity, expression, comment, name

        /// The words for messages.
        var words: String {
            switch self {
            case .droppedIdentity, .identity: "the identity"
            case .type: "the type"
            case .default: "the default"
            case .nullability: "whether NULL is allowed"
            case .expression: "the expression"
            case .comment: "the comment"
            case .name: "the name"
            }
        }
    }

    fileprivate enum Kind: Hashable {
        case alteration(ColumnAlteration)
        case rename(to: String)
    }

    fileprivate let kind: Kind

    private init(_ alteration: ColumnAlteration) { kind = .alteration(alteration) }

    private init(kind: Kind) { self.kind = kind }

    /// Changes the type.
    ///
    /// On SQLite, a collation that is not given stays, unless the old type has a collation; on PostgreSQL it becomes the
    /// new type's default.
    /// - Parameters:
    ///   - type: the new type.
    ///   - collation: the collation of the new type.
    ///   - using: an expression for the new value, in the database's own SQL.
    ///   - was: the old type, for the downgrade.
    public static func type(
        _ type: ColumnType, collation: QualifiedName? = nil, using: String? = nil, was: ColumnType? = nil
    ) -> ColumnChange {
        ColumnChange(
            .setType(type, collation: collation, using: using, was: was.map { ColumnAlteration.PreviousType($0) }))
    }

    /// Changes the type of a column whose old type had a collation, or needs an expression in the downgrade.
    /// - Parameters:
    ///   - type: the new type.
    ///   - collation: the collation of the new type.
    ///   - using: an expression for the new value, in the database's own SQL.
    ///   - was: the old type: `.init(.integer, using: "amount::integer")`.
    public static func type(
        _ type: ColumnType, collation: QualifiedName? = nil, using: String? = nil, was: ColumnAlteration.PreviousType
    ) -> ColumnChange {
        ColumnChange(.setType(type, collation: collation, using: using, was: was))
    }

    /// Refuses NULL. The downgrade allows it.
    public static var notNull: ColumnChange { ColumnChange(.setNullable(false)) }

    /// Allows NULL. The downgrade refuses it.
    public static var dropNotNull: ColumnChange { ColumnChange(.setNullable(true)) }

    /// Sets the default.
    /// - Parameters:
    ///   - value: the new default: a value, or `.expression("now()")`.
    ///   - was: the old one, for the downgrade; `.noDefault` if the column had none.
    public static func `default`(_ value: ColumnDefault, was: ColumnDefault? = nil) -> ColumnChange {
        ColumnChange(.setDefault(value, was: was))
    }

    /// Drops the default.
    /// - Parameter was: the old default, for the downgrade.
    public static func dropDefault(was: ColumnDefault? = nil) -> ColumnChange {
        ColumnChange(.setDefault(.noDefault, was: was))
    }

    /// Makes the column an identity column. The downgrade drops the identity.
    public static func addIdentity(_ identity: IdentityDefinition) -> ColumnChange {
        ColumnChange(.addIdentity(identity))
    }

    /// Changes the identity. Options that are not given become those of a new identity; the counter keeps its value.
    /// - Parameters:
    ///   - identity: the new identity.
    ///   - was: the old one, for the downgrade.
    public static func identity(_ identity: IdentityDefinition, was: IdentityDefinition? = nil) -> ColumnChange {
        ColumnChange(.setIdentity(identity, was: was))
    }

    /// Makes the column an ordinary one instead of an identity column.
    /// - Parameter was: the old identity, for the downgrade.
    public static func dropIdentity(was: IdentityDefinition? = nil) -> ColumnChange {
        ColumnChange(.dropIdentity(was: was))
    }

    /// Makes a generated column an ordinary one that keeps the computed values.
    public static var dropExpression: ColumnChange { ColumnChange(.dropExpression) }

    /// Sets the comment in the catalog. The downgrade must be written. Refused on SQLite.
    /// - Parameter text: the comment; `nil` removes it.
    public static func comment(_ text: String?) -> ColumnChange {
        ColumnChange(.setComment(text, was: .unknown))
    }

    /// Sets the comment in the catalog. Refused on SQLite.
    /// - Parameters:
    ///   - text: the comment; `nil` removes it.
    ///   - was: the old comment, for the downgrade; `nil` if there was none.
    public static func comment(_ text: String?, was: String?) -> ColumnChange {
        ColumnChange(.setComment(text, was: .comment(was)))
    }

    /// Renames the column, after all other changes.
    public static func rename(to newName: String) -> ColumnChange {
        ColumnChange(kind: .rename(to: newName))
    }
}

extension ColumnChange {
    fileprivate var property: Property {
        switch kind {
        case .rename: .name
        case .alteration(.setType): .type
        case .alteration(.setNullable): .nullability
        case .alteration(.setDefault): .default
        case .alteration(.addIdentity), .alteration(.setIdentity): .identity
        case .alteration(.dropIdentity): .droppedIdentity
        case .alteration(.dropExpression): .expression
        case .alteration(.setComment): .comment
        }
    }

    fileprivate func alteration(of column: String) -> TableAlteration {
        switch kind {
        case .alteration(let alteration): .alterColumn(column, alteration)
        case .rename(let newName): .renameColumn(column, to: newName)
        }
    }
}

extension AlterTable {
    /// Changes a column in several ways. The order of the changes does not matter. Two changes of one property are
    /// refused when the revision is planned.
    init(_ table: QualifiedName, _ column: String, _ changes: [ColumnChange], dependentViews: DependentViews) {
        let ordered = changes.sorted { $0.property.rawValue < $1.property.rawValue }
        self.init(table, ordered.map { $0.alteration(of: column) }, dependentViews: dependentViews)
        for (first, second) in zip(ordered, ordered.dropFirst()) where first.property == second.property {
            mistake = OperationError(
                "\"alter column \(column) of \(table)\": \(first.property.words) is changed twice",
                advice: "Write one change of each property.")
        }
    }
}
