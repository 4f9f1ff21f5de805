extension Operations {
    /// Adds a column at the end of a table.
    ///
    /// PostgreSQL: `ALTER TABLE … ADD COLUMN`, then `COMMENT ON COLUMN` if it has a comment. SQLite: the same if SQLite
    /// can; otherwise Athanor rebuilds the table.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column: `.column("state", .text, nullable: false, default: "new")`.
    ///   - ifNotExists: no error when the column exists already, with any definition. On PostgreSQL, the given
    ///     comment replaces the column's present one.
    public func addColumn(_ table: QualifiedName, _ column: ColumnDefinition, ifNotExists: Bool = false) -> AlterTable {
        AlterTable(table, [.addColumn(column, ifNotExists: ifNotExists)])
    }

    /// Drops a column.
    ///
    /// PostgreSQL: `ALTER TABLE … DROP COLUMN`. SQLite: the same if SQLite can; otherwise Athanor rebuilds the table.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column's name.
    ///   - was: its definition, so that the downgrade can add it again, without its values.
    ///   - ifExists: no error when the column is missing.
    ///   - dependents: what happens to objects that depend on it. On SQLite, these include the table's own indexes and
    ///     constraints over the column; PostgreSQL drops those in any case.
    public func dropColumn(
        _ table: QualifiedName, _ column: String, was: ColumnDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> AlterTable {
        AlterTable(table, [.dropColumn(column, was: was, ifExists: ifExists, dependents: dependents)])
    }

    /// Renames a column.
    ///
    /// Both databases: `ALTER TABLE … RENAME COLUMN`; views, indexes and constraints follow.
    public func renameColumn(_ table: QualifiedName, _ column: String, to newName: String) -> AlterTable {
        AlterTable(table, [.renameColumn(column, to: newName)])
    }

    /// Changes the type of a column, and its other given properties. Properties that are not given stay.
    ///
    /// PostgreSQL: `ALTER TABLE … ALTER COLUMN …`, in one statement if possible. SQLite: Athanor rebuilds the table.
    /// There, without `using`, values are converted by the new type's affinity, and a strict table refuses values that
    /// do not fit. On SQLite, a collation that is not given stays, unless `was` has a collation; on PostgreSQL it
    /// becomes the new type's default.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column's name.
    ///   - type: its new type.
    ///   - collation: the collation of the new type.
    ///   - using: an expression for the new value, in the database's own SQL.
    ///   - nullable: whether it may hold NULL.
    ///   - default: its new default; `.noDefault` drops the present one.
    ///   - identity: the change of its identity. With `.set`, options that are not given become those of a new
    ///     identity; the counter keeps its value.
    ///   - rename: its new name. The rename is the last change.
    ///   - comment: its comment in the catalog; `""` removes it. Refused on SQLite.
    ///   - was: the old definition of the column, for the downgrade. A definition with another name, or with the new
    ///     value of a change, is refused when the revision is planned.
    ///   - dependents: what happens to the views that use the column. With `.recreate` they are dropped and created
    ///     again, as by ``alteringAround(_:columns:_:)``.
    public func alterColumn(
        _ table: QualifiedName, _ column: String, type: ColumnType, collation: QualifiedName? = nil,
        using: String? = nil, nullable: Bool? = nil, default: DefaultChange = .keep, identity: IdentityChange = .keep,
        rename: String? = nil, comment: String? = nil, was: ColumnDefinition? = nil,
        dependents: DependentViews = .refuse
    ) -> AlterTable {
        ColumnChange(
            table: table, column: column, type: .init(type: type, collation: collation, using: using),
            nullable: nullable, default: `default`, identity: identity, rename: rename, comment: comment, was: was
        ).operation(dependents: dependents)
    }

    /// Changes properties of a column, but not its type. Properties that are not given stay.
    ///
    /// A call that changes nothing is refused when the revision is planned. A collation and `using` belong to a type:
    /// ``alterColumn(_:_:type:collation:using:nullable:default:identity:rename:comment:was:dependents:)``.
    ///
    /// PostgreSQL: `ALTER TABLE … ALTER COLUMN …`, in one statement if possible. SQLite: Athanor rebuilds the table.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column's name.
    ///   - nullable: whether it may hold NULL.
    ///   - default: its new default; `.noDefault` drops the present one.
    ///   - identity: the change of its identity. With `.set`, options that are not given become those of a new
    ///     identity; the counter keeps its value.
    ///   - rename: its new name. The rename is the last change.
    ///   - comment: its comment in the catalog; `""` removes it. Refused on SQLite.
    ///   - was: the old definition of the column, for the downgrade. A definition with another name, or with the new
    ///     value of a change, is refused when the revision is planned.
    ///   - dependents: what happens to the views that use the column. With `.recreate` they are dropped and created
    ///     again, as by ``alteringAround(_:columns:_:)``.
    public func alterColumn(
        _ table: QualifiedName, _ column: String, nullable: Bool? = nil, default: DefaultChange = .keep,
        identity: IdentityChange = .keep, rename: String? = nil, comment: String? = nil, was: ColumnDefinition? = nil,
        dependents: DependentViews = .refuse
    ) -> AlterTable {
        ColumnChange(
            table: table, column: column, type: nil, nullable: nullable, default: `default`, identity: identity,
            rename: rename, comment: comment, was: was
        ).operation(dependents: dependents)
    }
}

/// A change of a column's identity.
public enum IdentityChange: Sendable, Hashable {
    /// Keeps it.
    case keep
    /// Makes the column an identity column.
    case add(IdentityDefinition)
    /// Changes the identity.
    case set(IdentityDefinition)
    /// Drops the identity.
    case drop
}

/// A change of a column's default.
///
/// It has no `nil` literal: `.noDefault` drops a default.
public enum DefaultChange: Sendable, Hashable {
    /// Keeps it.
    case keep
    /// Sets this default.
    case set(ColumnDefault)

    /// Drops the default.
    public static var noDefault: DefaultChange { .set(.noDefault) }
    /// Sets a value.
    public static func value(_ value: Value) -> DefaultChange { .set(.value(value)) }
    /// Sets an expression in the database's own SQL, such as `now()`.
    public static func expression(_ sql: String) -> DefaultChange { .set(.expression(sql)) }
}

extension DefaultChange: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    /// A text, not an expression.
    public init(stringLiteral value: String) { self = .value(.text(value)) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .value(.integer(value)) }
    /// A floating-point number.
    public init(floatLiteral value: Double) { self = .value(.double(value)) }
    /// A Boolean value.
    public init(booleanLiteral value: Bool) { self = .value(.boolean(value)) }
}
