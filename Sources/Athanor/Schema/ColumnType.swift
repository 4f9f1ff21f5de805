/// The type of a column, in PostgreSQL's names.
///
/// Each database maps the types that it has an equivalent for. It refuses the others with an error that suggests an
/// alternative. Use ``named(_:)`` for an enum, a domain or another type that the database defines, and ``raw(_:)`` for
/// a type without a case here, which reaches the database as it is written.
public indirect enum ColumnType: Sendable, Hashable {
    /// A whole number of 2 bytes.
    case smallint
    /// A whole number of 4 bytes.
    case integer
    /// A whole number of 8 bytes.
    case bigint
    /// An exact number of any size.
    case numeric
    /// An exact number with `precision` digits, `scale` of them after the point.
    case numericOf(precision: Int, scale: Int)
    /// A floating-point number of 4 bytes.
    case real
    /// A floating-point number of 8 bytes.
    case doublePrecision
    /// A Boolean value.
    case boolean
    /// A text of any length.
    case text
    /// A text of at most this many characters.
    case varchar(Int)
    /// A text of exactly this many characters, filled up with spaces.
    case char(Int)
    /// Bytes.
    case bytes
    /// A day.
    case date
    /// A time of day; `precision` is the number of digits after the second's point.
    case time(precision: Int? = nil)
    /// A date and time without a time zone.
    case timestamp(precision: Int? = nil)
    /// A point in time, independent of the time zone that it is shown in.
    case timestamptz(precision: Int? = nil)
    /// A length of time.
    case interval
    /// A UUID.
    case uuid
    /// JSON, kept as it is written.
    case json
    /// JSON, kept in a form that can be searched and indexed.
    case jsonb
    /// XML.
    case xml
    /// The address of a host or network.
    case inet
    /// The address of a network.
    case cidr
    /// The address of a network card.
    case macaddr
    /// Exactly this many bits.
    case bit(Int)
    /// At most this many bits.
    case varbit(Int)
    /// A document prepared for text search.
    case tsvector
    /// A query of text search.
    case tsquery
    /// Any value, stored without conversion: SQLite's `ANY`.
    case any
    /// Several values of a type.
    case array(ColumnType)
    /// A type that the database defines, by name: an enum, a domain, a composite or a range type, or one of an
    /// extension.
    case named(QualifiedName)
    /// A type as it is written in the database's own SQL. It is not quoted.
    case raw(String)

    /// An exact number with `precision` digits, `scale` of them after the point.
    public static func numeric(_ precision: Int, _ scale: Int = 0) -> ColumnType {
        .numericOf(precision: precision, scale: scale)
    }

    /// A date and time without a time zone, in the database's full precision.
    public static var timestamp: ColumnType { .timestamp() }
    /// A point in time, in the database's full precision.
    public static var timestamptz: ColumnType { .timestamptz() }
    /// A time of day, in the database's full precision.
    public static var time: ColumnType { .time() }
}
