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

    /// Changes a column in one or several ways; what is not given stays as it is.
    ///
    /// PostgreSQL: `ALTER TABLE … ALTER COLUMN …`, in one statement where that is possible. SQLite: the table is rebuilt.
    /// There, without `using`, values are converted as far as the new type's affinity does, and a strict table refuses what does
    /// not fit; a collation that is not given stays, unless `was` says that the column had one.
    /// - Parameters:
    ///   - table: the table.
    ///   - column: the column's name.
    ///   - type: its new type.
    ///   - collation: with a new type, the collation.
    ///   - using: with a new type, an expression for the new value, in the database's own SQL.
    ///   - nullable: whether it may hold NULL.
    ///   - default: its new default; `.noDefault` drops the one that it has.
    ///   - identity: whether and how it counts by itself. With `.set`, options that are not given go back to those of a new
    ///     identity; the counter stays where it is.
    ///   - rename: its new name, which it gets last.
    ///   - comment: what the catalog says of it; `""` is nothing.
    ///   - was: what the column was, for the way back.
    ///   - dependents: what becomes of the views that use the column. With `.recreate` they are set aside and brought back,
    ///     as by ``alteringAround(_:columns:_:)``.
    public func alterColumn(
        _ table: QualifiedName, _ column: String, type: ColumnType? = nil, collation: QualifiedName? = nil,
        using: String? = nil, nullable: Bool? = nil, default: ColumnDefault? = nil, identity: IdentityChange? = nil,
        rename: String? = nil, comment: String? = nil, was: ColumnDefinition? = nil,
        dependents: DependentViews = .refuse
    ) -> AlterTable {
        var changes: [ColumnAlteration] = []
        // A column that counts takes no default, so it stops before it gets one and begins after it has lost one.
        if case .drop? = identity { changes.append(.dropIdentity(was: was?.source.identity)) }
        if let type {
            changes.append(
                .setType(
                    type, collation: collation, using: using,
                    was: was.map { ColumnAlteration.PreviousType($0.type, collation: $0.collation) }))
        }
        if let `default` { changes.append(.setDefault(`default`, was: was.map { $0.source.default ?? .noDefault })) }
        if let nullable { changes.append(.setNullable(nullable)) }
        switch identity {
        case .add(let identity): changes.append(.addIdentity(identity))
        case .set(let identity): changes.append(.setIdentity(identity, was: was?.source.identity))
        case .drop, nil: break
        }
        if let comment { changes.append(.setComment(comment, was: was?.comment)) }
        var alterations = changes.map { TableAlteration.alterColumn(column, $0) }
        if let rename { alterations.append(.renameColumn(column, to: rename)) }
        return AlterTable(table, alterations, dependentViews: dependents)
    }
}

/// How a column's counting changes.
public enum IdentityChange: Sendable, Hashable {
    /// It begins to count by itself.
    case add(IdentityDefinition)
    /// It counts in another way.
    case set(IdentityDefinition)
    /// It no longer counts by itself.
    case drop
}

extension ColumnDefinition.Source {
    /// The default; `nil` for a column that has its values from elsewhere.
    var `default`: ColumnDefault? {
        if case .given(let value) = self { value } else { nil }
    }

    /// The identity; `nil` for a column that does not count.
    var identity: IdentityDefinition? {
        if case .identity(let identity) = self { identity } else { nil }
    }
}
