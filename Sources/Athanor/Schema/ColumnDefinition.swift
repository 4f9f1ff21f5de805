/// A column of a table.
public struct ColumnDefinition: Sendable, Hashable {
    /// The source of a column's values when an insert gives none. The three exclude each other.
    public enum Source: Sendable, Hashable {
        /// From the insert, or from a default.
        case given(ColumnDefault)
        /// From an identity counter.
        case identity(IdentityDefinition)
        /// From the row's other columns.
        case generated(GeneratedColumn)
    }

    /// The column's name.
    public var name: String
    /// Its type.
    public var type: ColumnType
    /// Whether it allows NULL.
    public var isNullable: Bool
    /// The source of its values.
    public var source: Source
    /// The collation that compares its texts; `nil` is the type's default.
    public var collation: QualifiedName?
    /// Its comment in the catalog; `nil` for none.
    public var comment: String?

    /// A column.
    public init(
        _ name: String, _ type: ColumnType, nullable: Bool = true, source: Source = .given(.noDefault),
        collation: QualifiedName? = nil, comment: String? = nil
    ) {
        self.name = name
        self.type = type
        isNullable = nullable
        self.source = source
        self.collation = collation
        self.comment = comment
    }

    /// A column with a default.
    public static func column(
        _ name: String, _ type: ColumnType, nullable: Bool = true, default: ColumnDefault = .noDefault,
        collation: QualifiedName? = nil, comment: String? = nil
    ) -> ColumnDefinition {
        ColumnDefinition(
            name, type, nullable: nullable, source: .given(`default`), collation: collation, comment: comment)
    }

    /// An identity column. It is never NULL.
    public static func column(
        _ name: String, _ type: ColumnType, identity: IdentityDefinition, comment: String? = nil
    ) -> ColumnDefinition {
        ColumnDefinition(name, type, nullable: false, source: .identity(identity), comment: comment)
    }

    /// A generated column, computed from the row's other columns.
    public static func column(
        _ name: String, _ type: ColumnType, nullable: Bool = true, generated: GeneratedColumn,
        collation: QualifiedName? = nil, comment: String? = nil
    ) -> ColumnDefinition {
        ColumnDefinition(
            name, type, nullable: nullable, source: .generated(generated), collation: collation, comment: comment)
    }
}

/// The default of a column.
public enum ColumnDefault: Sendable, Hashable {
    /// NULL: the column has no default.
    case noDefault
    /// A value.
    case value(Value)
    /// An expression of the database's own SQL, such as `now()`.
    case expression(String)
}

extension ColumnDefault: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
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

/// The identity of a column: how it gets its numbers.
public struct IdentityDefinition: Sendable, Hashable {
    /// Whether an insert may give a number.
    public enum Insertion: Sendable, Hashable {
        /// The number always comes from the counter.
        case always
        /// The number comes from the counter unless the insert gives one.
        case byDefault
    }

    /// Whether an insert may give a number.
    public var insertion: Insertion
    /// The counter's options.
    public var options: SequenceOptions

    /// An identity.
    public init(_ insertion: Insertion, options: SequenceOptions = SequenceOptions()) {
        self.insertion = insertion
        self.options = options
    }

    /// The number always comes from the counter.
    public static var always: IdentityDefinition { IdentityDefinition(.always) }
    /// The number comes from the counter unless the insert gives one.
    public static var byDefault: IdentityDefinition { IdentityDefinition(.byDefault) }

    /// The number always comes from a counter with these options.
    public static func always(_ options: SequenceOptions) -> IdentityDefinition {
        IdentityDefinition(.always, options: options)
    }

    /// The number comes from a counter with these options, unless the insert gives one.
    public static func byDefault(_ options: SequenceOptions) -> IdentityDefinition {
        IdentityDefinition(.byDefault, options: options)
    }
}

/// The options of a sequence or an identity column. The database chooses those that are `nil`.
public struct SequenceOptions: Sendable, Hashable {
    /// The first number.
    public var start: Int64?
    /// The difference from each number to the next; negative for a descending sequence.
    public var increment: Int64?
    /// The lowest number.
    public var minimum: Int64?
    /// The highest number.
    public var maximum: Int64?
    /// The number of values that a session reserves at once.
    public var cache: Int64?
    /// Whether it starts again at its end, instead of failing.
    public var cycles: Bool?

    /// Options.
    public init(
        start: Int64? = nil, increment: Int64? = nil, minimum: Int64? = nil, maximum: Int64? = nil, cache: Int64? = nil,
        cycles: Bool? = nil
    ) {
        self.start = start
        self.increment = increment
        self.minimum = minimum
        self.maximum = maximum
        self.cache = cache
        self.cycles = cycles
    }
}

/// The computation of a generated column from the row's other columns.
public struct GeneratedColumn: Sendable, Hashable {
    /// Whether the value is stored.
    public enum Storage: Sendable, Hashable {
        /// Computed when the row is written.
        case stored
        /// Computed when the row is read.
        case virtual
    }

    /// The expression, in the database's own SQL.
    public var expression: String
    /// Whether the value is stored.
    public var storage: Storage

    /// A computation.
    public init(_ expression: String, storage: Storage) {
        self.expression = expression
        self.storage = storage
    }

    /// Computed when the row is written.
    public static func stored(_ expression: String) -> GeneratedColumn { .init(expression, storage: .stored) }
    /// Computed when the row is read.
    public static func virtual(_ expression: String) -> GeneratedColumn { .init(expression, storage: .virtual) }
}
