/// A table with its columns and constraints.
public struct TableDefinition: Sendable, Hashable {
    /// The partitioning of a table.
    public enum Partitioning: Sendable, Hashable {
        /// The table is partitioned; the value follows PARTITION BY, such as `RANGE (created_at)`.
        case by(String)
        /// The table is a partition of another; `bound` follows that table's name, such as
        /// `FOR VALUES FROM (1) TO (10)` or `DEFAULT`.
        case of(QualifiedName, bound: String)
    }

    /// A property of a table as a whole.
    public enum Option: Sendable, Hashable {
        /// Each column accepts only values of its type. On SQLite this is `STRICT`; on PostgreSQL it is always so.
        case strict
        /// The rows are stored in their primary key. On SQLite this is `WITHOUT ROWID`; elsewhere it has no effect.
        case withoutRowID
        /// The table is not written to the log that replicas and recovery read, and is empty after a crash. Refused on
        /// SQLite.
        case unlogged
    }

    /// The table's name.
    public var name: QualifiedName
    /// Its columns, in order.
    public var columns: [ColumnDefinition]
    /// Its constraints.
    public var constraints: [ConstraintDefinition]
    /// Its partitioning; `nil` for none.
    public var partitioning: Partitioning?
    /// Storage parameters.
    public var storage: StorageParameters
    /// The tablespace; `nil` is the default.
    public var tablespace: String?
    /// Properties of the whole table.
    public var options: Set<Option>
    /// Its comment in the catalog; `nil` for none.
    public var comment: String?

    /// A table.
    public init(
        _ name: QualifiedName, _ elements: [TableElement], partitioning: Partitioning? = nil,
        storage: StorageParameters = [:], tablespace: String? = nil, options: Set<Option> = [], comment: String? = nil
    ) {
        self.name = name
        columns = elements.compactMap { if case .column(let column) = $0 { column } else { nil } }
        constraints = elements.compactMap { if case .constraint(let constraint) = $0 { constraint } else { nil } }
        self.partitioning = partitioning
        self.storage = storage
        self.tablespace = tablespace
        self.options = options
        self.comment = comment
    }
}

/// An element between the parentheses of CREATE TABLE.
public enum TableElement: Sendable, Hashable {
    /// A column.
    case column(ColumnDefinition)
    /// A constraint.
    case constraint(ConstraintDefinition)
}

extension TableElement {
    /// A column with a default.
    public static func column(
        _ name: String, _ type: ColumnType, nullable: Bool = true, default: ColumnDefault = .noDefault,
        collation: QualifiedName? = nil, comment: String? = nil
    ) -> TableElement {
        .column(
            .column(name, type, nullable: nullable, default: `default`, collation: collation, comment: comment))
    }

    /// An identity column.
    public static func column(
        _ name: String, _ type: ColumnType, identity: IdentityDefinition, comment: String? = nil
    ) -> TableElement {
        .column(.column(name, type, identity: identity, comment: comment))
    }

    /// A generated column, computed from the row's other columns.
    public static func column(
        _ name: String, _ type: ColumnType, nullable: Bool = true, generated: GeneratedColumn,
        collation: QualifiedName? = nil, comment: String? = nil
    ) -> TableElement {
        .column(
            .column(name, type, nullable: nullable, generated: generated, collation: collation, comment: comment))
    }

    /// A primary key over columns.
    public static func primaryKey(
        _ columns: String..., name: String? = nil, include: [String] = [],
        deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        primaryKey(columns, name: name, include: include, deferrability: deferrability)
    }

    /// A primary key over the columns of an array.
    public static func primaryKey(
        _ columns: [String], name: String? = nil, include: [String] = [],
        deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        .constraint(.primaryKey(columns, name: name, include: include, deferrability: deferrability))
    }

    /// No two rows agree in these columns.
    public static func unique(
        _ columns: String..., name: String? = nil, include: [String] = [], nullsNotDistinct: Bool = false,
        deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        unique(
            columns, name: name, include: include, nullsNotDistinct: nullsNotDistinct, deferrability: deferrability)
    }

    /// No two rows agree in the columns of an array.
    public static func unique(
        _ columns: [String], name: String? = nil, include: [String] = [], nullsNotDistinct: Bool = false,
        deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        .constraint(
            .unique(
                columns, name: name, include: include, nullsNotDistinct: nullsNotDistinct,
                deferrability: deferrability))
    }

    /// The expression, in the database's own SQL, is not false for any row.
    public static func check(_ expression: String, name: String? = nil, noInherit: Bool = false) -> TableElement {
        .constraint(.check(expression, name: name, noInherit: noInherit))
    }

    /// The columns hold a key of another table.
    /// - Parameters:
    ///   - columns: the columns of this table.
    ///   - table: the other table.
    ///   - referenced: the columns of the other table; its primary key when empty.
    ///   - onDelete: the action when the referenced row is deleted.
    ///   - onUpdate: the action when the referenced key changes.
    ///   - match: how rows with NULL in some of the columns are checked.
    ///   - name: the constraint's name; `nil` derives one, see ``ConstraintDefinition/name(on:)``.
    ///   - deferrability: when the constraint is checked.
    public static func foreignKey(
        _ columns: String..., references table: QualifiedName, _ referenced: [String] = [],
        onDelete: ReferentialAction = .noAction, onUpdate: ReferentialAction = .noAction,
        match: ForeignKey.Match = .simple, name: String? = nil,
        deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        foreignKey(
            columns, references: table, referenced, onDelete: onDelete, onUpdate: onUpdate, match: match, name: name,
            deferrability: deferrability)
    }

    /// The columns of an array hold a key of another table.
    public static func foreignKey(
        _ columns: [String], references table: QualifiedName, _ referenced: [String] = [],
        onDelete: ReferentialAction = .noAction, onUpdate: ReferentialAction = .noAction,
        match: ForeignKey.Match = .simple, name: String? = nil,
        deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        .constraint(
            .foreignKey(
                columns, references: table, referenced, onDelete: onDelete, onUpdate: onUpdate, match: match,
                name: name, deferrability: deferrability))
    }

    /// For no two rows, all of these operators are true.
    /// - Parameters:
    ///   - elements: the compared columns and expressions, with their operators.
    ///   - method: the index method, such as `gist`.
    ///   - condition: an expression that selects the rows to compare; `nil` selects all.
    ///   - name: the constraint's name; `nil` derives one, see ``ConstraintDefinition/name(on:)``.
    ///   - deferrability: when the constraint is checked.
    public static func exclude(
        _ elements: Exclusion.Element..., using method: String = "gist", where condition: String? = nil,
        name: String? = nil, deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        exclude(elements, using: method, where: condition, name: name, deferrability: deferrability)
    }

    /// For no two rows, all operators of an array are true.
    public static func exclude(
        _ elements: [Exclusion.Element], using method: String = "gist", where condition: String? = nil,
        name: String? = nil, deferrability: ConstraintDefinition.Deferrability = .notDeferrable
    ) -> TableElement {
        .constraint(.exclude(elements, using: method, where: condition, name: name, deferrability: deferrability))
    }
}
