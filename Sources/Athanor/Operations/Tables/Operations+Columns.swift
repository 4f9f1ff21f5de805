extension Operations {
    /// Adds a column to a table, as its last.
    ///
    /// PostgreSQL: `ALTER TABLE … ADD COLUMN`, then `COMMENT ON COLUMN` where it has a comment. SQLite: the same where
    /// SQLite can; otherwise the table is rebuilt.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column: `.column("state", .text, nullable: false, default: "new")`.
    ///   - ifNotExists: whether it is fine that there is such a column, whatever it looks like. On PostgreSQL a comment
    ///     that is given replaces the one that the column has.
    public func addColumn(_ table: QualifiedName, _ column: ColumnDefinition, ifNotExists: Bool = false) -> AlterTable {
        AlterTable(table, [.addColumn(column, ifNotExists: ifNotExists)])
    }

    /// Drops a column.
    ///
    /// PostgreSQL: `ALTER TABLE … DROP COLUMN`. SQLite: the same where SQLite can; otherwise the table is rebuilt.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column's name.
    ///   - was: what it was, so that it can be added again on the way back, without its values.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to objects that depend on it. On SQLite the table's own indexes and constraints over it
    ///     count among them; PostgreSQL drops those in any case.
    public func dropColumn(
        _ table: QualifiedName, _ column: String, was: ColumnDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> AlterTable {
        AlterTable(table, [.dropColumn(column, was: was, ifExists: ifExists, dependents: dependents)])
    }

    /// Renames a column.
    ///
    /// Both databases: `ALTER TABLE … RENAME COLUMN`; views, indexes and constraints go on meaning it.
    public func renameColumn(_ table: QualifiedName, _ column: String, to newName: String) -> AlterTable {
        AlterTable(table, [.renameColumn(column, to: newName)])
    }

    /// Gives a column another type, and changes it in other ways that are given; what is not given stays as it is.
    ///
    /// PostgreSQL: `ALTER TABLE … ALTER COLUMN …`, in one statement where that is possible. SQLite: the table is rebuilt.
    /// There, without `using`, values are converted as far as the new type's affinity does, and a strict table refuses what does
    /// not fit; a collation that is not given stays, unless `was` says that the column had one.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column's name.
    ///   - type: its new type.
    ///   - collation: the collation of the new type.
    ///   - using: an expression for the new value, in the database's own SQL.
    ///   - nullable: whether it may hold NULL.
    ///   - default: its new default; `.noDefault` drops the one that it has.
    ///   - identity: whether and how it counts by itself. With `.set`, options that are not given go back to those of a new
    ///     identity; the counter stays where it is.
    ///   - rename: its new name, which it gets last.
    ///   - comment: what the catalog says of it; `""` is nothing.
    ///   - was: what the column was, for the way back. A definition of another name, or one that has what the call changes to, is
    ///     refused when the revision is planned.
    ///   - dependents: what becomes of the views that use the column. With `.recreate` they are set aside and brought back,
    ///     as by ``alteringAround(_:columns:_:)``.
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

    /// Changes a column in one or several ways, but not its type; what is not given stays as it is.
    ///
    /// A call that changes nothing is refused when the revision is planned. A collation and `using` belong to a type:
    /// ``alterColumn(_:_:type:collation:using:nullable:default:identity:rename:comment:was:dependents:)``.
    ///
    /// PostgreSQL: `ALTER TABLE … ALTER COLUMN …`, in one statement where that is possible. SQLite: the table is rebuilt.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column's name.
    ///   - nullable: whether it may hold NULL.
    ///   - default: its new default; `.noDefault` drops the one that it has.
    ///   - identity: whether and how it counts by itself. With `.set`, options that are not given go back to those of a new
    ///     identity; the counter stays where it is.
    ///   - rename: its new name, which it gets last.
    ///   - comment: what the catalog says of it; `""` is nothing.
    ///   - was: what the column was, for the way back. A definition of another name, or one that has what the call changes to, is
    ///     refused when the revision is planned.
    ///   - dependents: what becomes of the views that use the column. With `.recreate` they are set aside and brought back,
    ///     as by ``alteringAround(_:columns:_:)``.
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

/// How a column's counting changes.
public enum IdentityChange: Sendable, Hashable {
    /// It stays as it is.
    case keep
    /// It begins to count by itself.
    case add(IdentityDefinition)
    /// It counts in another way.
    case set(IdentityDefinition)
    /// It no longer counts by itself.
    case drop
}

/// How a column's default changes.
///
/// There is no `nil`: to drop a default is `.noDefault`.
public enum DefaultChange: Sendable, Hashable {
    /// It stays as it is.
    case keep
    /// It becomes this one.
    case set(ColumnDefault)

    /// The column has no default any more.
    public static var noDefault: DefaultChange { .set(.noDefault) }
    /// It becomes a value.
    public static func value(_ value: Value) -> DefaultChange { .set(.value(value)) }
    /// It becomes an expression of the database's own SQL, as `now()`.
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
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .value(.boolean(value)) }
}
