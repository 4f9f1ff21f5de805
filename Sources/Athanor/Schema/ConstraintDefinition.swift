/// A constraint of a table.
public struct ConstraintDefinition: Sendable, Hashable {
    /// The condition that the rows must satisfy.
    public enum Kind: Sendable, Hashable {
        /// No two rows agree in these columns, and none of them is NULL; `include` adds columns to the index that are
        /// not keys.
        case primaryKey(columns: [String], include: [String])
        /// No two rows agree in these columns; `include` adds columns to the index that are not keys.
        case unique(columns: [String], include: [String], nullsNotDistinct: Bool)
        /// The expression, in the database's own SQL, is not false for any row.
        case check(expression: String, noInherit: Bool)
        /// The columns hold a key of another table.
        case foreignKey(ForeignKey)
        /// For no two rows, all of these operators are true.
        case exclusion(Exclusion)
    }

    /// The time when a constraint is checked.
    public enum Deferrability: Sendable, Hashable {
        /// At each statement.
        case notDeferrable
        /// At each statement, but a transaction can defer that to its end.
        case initiallyImmediate
        /// At the end of the transaction.
        case initiallyDeferred
    }

    /// The constraint's name, or `nil` for the one derived from table, columns and kind: see ``name(on:)``.
    public var name: String?
    /// The condition that the rows must satisfy.
    public var kind: Kind
    /// The time when it is checked.
    public var deferrability: Deferrability

    /// A constraint.
    public init(name: String? = nil, _ kind: Kind, deferrability: Deferrability = .notDeferrable) {
        self.name = name
        self.kind = kind
        self.deferrability = deferrability
    }

    /// The name that the constraint has on a table: its own, or the one that PostgreSQL would choose in the usual case,
    /// such as `orders_customer_id_fkey`. The same on every database, so that a constraint can be dropped by it.
    public func name(on table: QualifiedName) -> String {
        if let name { return name }
        return switch kind {
        case .primaryKey: DerivedName.joining([table.name], suffix: "_pkey")
        case .unique(let columns, _, _): DerivedName.joining([table.name] + columns, suffix: "_key")
        case .check: DerivedName.joining([table.name], suffix: "_check")
        case .foreignKey(let key): DerivedName.joining([table.name] + key.columns, suffix: "_fkey")
        case .exclusion(let exclusion):
            DerivedName.joining([table.name] + exclusion.elements.compactMap(\.key.column), suffix: "_excl")
        }
    }
}

extension ConstraintDefinition {
    /// A primary key over columns.
    public static func primaryKey(
        _ columns: String..., name: String? = nil, include: [String] = [],
        deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        primaryKey(columns, name: name, include: include, deferrability: deferrability)
    }

    /// A primary key over the columns of an array.
    public static func primaryKey(
        _ columns: [String], name: String? = nil, include: [String] = [],
        deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        ConstraintDefinition(name: name, .primaryKey(columns: columns, include: include), deferrability: deferrability)
    }

    /// No two rows agree in these columns.
    public static func unique(
        _ columns: String..., name: String? = nil, include: [String] = [], nullsNotDistinct: Bool = false,
        deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        unique(
            columns, name: name, include: include, nullsNotDistinct: nullsNotDistinct, deferrability: deferrability)
    }

    /// No two rows agree in the columns of an array.
    public static func unique(
        _ columns: [String], name: String? = nil, include: [String] = [], nullsNotDistinct: Bool = false,
        deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        ConstraintDefinition(
            name: name, .unique(columns: columns, include: include, nullsNotDistinct: nullsNotDistinct),
            deferrability: deferrability)
    }

    /// The expression, in the database's own SQL, is not false for any row.
    public static func check(_ expression: String, name: String? = nil, noInherit: Bool = false) -> ConstraintDefinition
    {
        ConstraintDefinition(name: name, .check(expression: expression, noInherit: noInherit))
    }

    /// The columns hold a key of another table.
    /// - Parameters:
    ///   - columns: the columns of this table.
    ///   - table: the other table.
    ///   - referenced: the columns of the other table; its primary key when empty.
    ///   - onDelete: the action when the referenced row is deleted.
    ///   - onUpdate: the action when the referenced key changes.
    ///   - match: how rows with NULL in some of the columns are checked.
    ///   - name: the constraint's name; `nil` derives one, see ``name(on:)``.
    ///   - deferrability: when the constraint is checked.
    public static func foreignKey(
        _ columns: String..., references table: QualifiedName, _ referenced: [String] = [],
        onDelete: ReferentialAction = .noAction, onUpdate: ReferentialAction = .noAction,
        match: ForeignKey.Match = .simple, name: String? = nil, deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        foreignKey(
            columns, references: table, referenced, onDelete: onDelete, onUpdate: onUpdate, match: match, name: name,
            deferrability: deferrability)
    }

    /// The columns of an array hold a key of another table.
    public static func foreignKey(
        _ columns: [String], references table: QualifiedName, _ referenced: [String] = [],
        onDelete: ReferentialAction = .noAction, onUpdate: ReferentialAction = .noAction,
        match: ForeignKey.Match = .simple, name: String? = nil, deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        ConstraintDefinition(
            name: name,
            .foreignKey(
                ForeignKey(
                    columns: columns, table: table, referencedColumns: referenced, onDelete: onDelete,
                    onUpdate: onUpdate, match: match)),
            deferrability: deferrability)
    }

    /// For no two rows, all of these operators are true.
    /// - Parameters:
    ///   - elements: the compared columns and expressions, with their operators.
    ///   - method: the index method, such as `gist`.
    ///   - condition: an expression that selects the rows to compare; `nil` selects all.
    ///   - name: the constraint's name; `nil` derives one, see ``name(on:)``.
    ///   - deferrability: when the constraint is checked.
    public static func exclude(
        _ elements: Exclusion.Element..., using method: String = "gist", where condition: String? = nil,
        name: String? = nil, deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        exclude(elements, using: method, where: condition, name: name, deferrability: deferrability)
    }

    /// For no two rows, all operators of an array are true.
    public static func exclude(
        _ elements: [Exclusion.Element], using method: String = "gist", where condition: String? = nil,
        name: String? = nil, deferrability: Deferrability = .notDeferrable
    ) -> ConstraintDefinition {
        ConstraintDefinition(
            name: name, .exclusion(Exclusion(elements: elements, method: method, condition: condition)),
            deferrability: deferrability)
    }
}

/// A reference from one table to a key of another.
public struct ForeignKey: Sendable, Hashable {
    /// The meaning of a key of several columns when only some of them are NULL.
    public enum Match: Sendable, Hashable {
        /// The row refers to nothing.
        case simple
        /// The row is refused.
        case full
    }

    /// The referring columns.
    public var columns: [String]
    /// The referenced table.
    public var table: QualifiedName
    /// Its columns; its primary key when empty.
    public var referencedColumns: [String]
    /// The action when the referenced row is deleted.
    public var onDelete: ReferentialAction
    /// The action when its key changes.
    public var onUpdate: ReferentialAction
    /// The meaning of a key that is partly NULL.
    public var match: Match

    /// A reference.
    public init(
        columns: [String], table: QualifiedName, referencedColumns: [String] = [],
        onDelete: ReferentialAction = .noAction, onUpdate: ReferentialAction = .noAction, match: Match = .simple
    ) {
        self.columns = columns
        self.table = table
        self.referencedColumns = referencedColumns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.match = match
    }
}

/// The action on a row when its referenced row is deleted or changes.
public enum ReferentialAction: Sendable, Hashable {
    /// The change is refused, at the time that the constraint is checked.
    case noAction
    /// The change is refused at once.
    case restrict
    /// The row is deleted, or changes, too.
    case cascade
    /// The referring columns become NULL.
    case setNull
    /// These referring columns become NULL.
    case setNullIn([String])
    /// The referring columns get their defaults.
    case setDefault
}

/// An exclusion constraint: for no two rows, all of its operators are true.
public struct Exclusion: Sendable, Hashable {
    /// A compared column or expression, with its operator.
    public struct Element: Sendable, Hashable {
        /// The compared column or expression.
        public var key: IndexKey
        /// The operator that compares the values of two rows, such as `&&` or `=`. It is not quoted.
        public var `operator`: String

        /// An element.
        public init(_ key: IndexKey, with operator: String) {
            self.key = key
            self.operator = `operator`
        }

        /// A column, and the operator that compares its values in two rows.
        public static func column(_ name: String, with operator: String) -> Element {
            Element(.column(name), with: `operator`)
        }

        /// An expression, and the operator that compares its values for two rows.
        public static func expression(_ sql: String, with operator: String) -> Element {
            Element(.expression(sql), with: `operator`)
        }
    }

    /// The compared columns and expressions.
    public var elements: [Element]
    /// The index method.
    public var method: String
    /// An expression that selects the rows to compare; `nil` selects all.
    public var condition: String?

    /// A constraint.
    public init(elements: [Element], method: String = "gist", condition: String? = nil) {
        self.elements = elements
        self.method = method
        self.condition = condition
    }
}

/// Names derived from others, cut to the 63 bytes that PostgreSQL keeps of a name.
enum DerivedName {
    static func joining(_ parts: [String], suffix: String) -> String {
        var cut = parts.joined(separator: "_")
        while cut.utf8.count + suffix.utf8.count > 63 { cut.removeLast() }
        return cut + suffix
    }
}
