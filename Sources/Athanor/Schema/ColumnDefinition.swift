/// A column of a table.
public struct ColumnDefinition: Sendable, Hashable {
    /// Where the values of a column come from when nobody gives one. The three exclude each other.
    public enum Source: Sendable, Hashable {
        /// From whoever inserts the row, or from a default.
        case given(ColumnDefault)
        /// From a counter of the column's own.
        case identity(IdentityDefinition)
        /// From the row's other columns.
        case generated(GeneratedColumn)
    }

    /// The column's name.
    public var name: String
    /// Its type.
    public var type: ColumnType
    /// Whether it may hold NULL.
    public var isNullable: Bool
    /// Where its values come from.
    public var source: Source
    /// The collation by which its texts are compared; `nil` is the type's own.
    public var collation: QualifiedName?
    /// What the catalog says of the column; `""` is nothing.
    public var comment: String

    /// A column.
    public init(
        _ name: String, _ type: ColumnType, nullable: Bool = true, source: Source = .given(.noDefault),
        collation: QualifiedName? = nil, comment: String = ""
    ) {
        self.name = name
        self.type = type
        isNullable = nullable
        self.source = source
        self.collation = collation
        self.comment = comment
    }

    /// A column, with the value that it holds when nobody gives one.
    public static func column(
        _ name: String, _ type: ColumnType, nullable: Bool = true, default: ColumnDefault = .noDefault,
        collation: QualifiedName? = nil, comment: String = ""
    ) -> ColumnDefinition {
        ColumnDefinition(
            name, type, nullable: nullable, source: .given(`default`), collation: collation, comment: comment)
    }

    /// A column that counts by itself. It is never NULL.
    public static func column(
        _ name: String, _ type: ColumnType, identity: IdentityDefinition, comment: String = ""
    ) -> ColumnDefinition {
        ColumnDefinition(name, type, nullable: false, source: .identity(identity), comment: comment)
    }

    /// A column that is computed from the row's others.
    public static func column(
        _ name: String, _ type: ColumnType, nullable: Bool = true, generated: GeneratedColumn,
        collation: QualifiedName? = nil, comment: String = ""
    ) -> ColumnDefinition {
        ColumnDefinition(
            name, type, nullable: nullable, source: .generated(generated), collation: collation, comment: comment)
    }
}

/// What a column holds when a new row does not say.
public enum ColumnDefault: Sendable, Hashable {
    /// NULL: the column has no default.
    case noDefault
    /// A value.
    case value(Value)
    /// An expression of the database's own SQL, as `now()`.
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
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .value(.boolean(value)) }
}

/// How a column counts by itself.
public struct IdentityDefinition: Sendable, Hashable {
    /// Whether whoever inserts a row may give a number.
    public enum Insertion: Sendable, Hashable {
        /// The number always comes from the counter.
        case always
        /// A number that is given goes before the counter.
        case byDefault
    }

    /// Whether whoever inserts a row may give a number.
    public var insertion: Insertion
    /// How the counter counts.
    public var options: SequenceOptions

    /// An identity.
    public init(_ insertion: Insertion, options: SequenceOptions = SequenceOptions()) {
        self.insertion = insertion
        self.options = options
    }

    /// The number always comes from the counter.
    public static var always: IdentityDefinition { IdentityDefinition(.always) }
    /// A number that is given goes before the counter.
    public static var byDefault: IdentityDefinition { IdentityDefinition(.byDefault) }

    /// The number always comes from a counter that counts in this way.
    public static func always(_ options: SequenceOptions) -> IdentityDefinition {
        IdentityDefinition(.always, options: options)
    }

    /// A number that is given goes before a counter that counts in this way.
    public static func byDefault(_ options: SequenceOptions) -> IdentityDefinition {
        IdentityDefinition(.byDefault, options: options)
    }
}

/// How a sequence or an identity column counts. What is `nil` is left to the database.
public struct SequenceOptions: Sendable, Hashable {
    /// The first number.
    public var start: Int64?
    /// By how much each number is above the one before; below it when negative.
    public var increment: Int64?
    /// The lowest number.
    public var minimum: Int64?
    /// The highest number.
    public var maximum: Int64?
    /// How many numbers a session takes at once.
    public var cache: Int64?
    /// Whether it begins anew when it has reached its end, rather than failing.
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

/// How a column is computed from the row's others.
public struct GeneratedColumn: Sendable, Hashable {
    /// Whether the value takes up space.
    public enum Storage: Sendable, Hashable {
        /// Computed when the row is written.
        case stored
        /// Computed when the row is read.
        case virtual
    }

    /// The expression, in the database's own SQL.
    public var expression: String
    /// Whether the value takes up space.
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
