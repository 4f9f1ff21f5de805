/// An index of a table or materialized view.
public struct IndexDefinition: Sendable, Hashable {
    /// The index's name, or `nil` to derive one from the relation and its keys: see ``name(on:)``.
    public var name: String?
    /// What is indexed, in order.
    public var keys: [IndexKey]
    /// Whether no two rows may agree in all keys.
    public var isUnique: Bool
    /// The index method, as `gin`; `nil` is the database's usual one.
    public var method: String?
    /// Columns that ride along without being searched for.
    public var include: [String]
    /// Whether two NULLs count as equal in a unique index.
    public var nullsNotDistinct: Bool
    /// An expression that picks the rows that are indexed; all when `nil`.
    public var condition: String?
    /// Storage parameters.
    public var storage: StorageParameters
    /// The tablespace; `nil` is the usual one.
    public var tablespace: String?

    /// An index.
    public init(
        name: String? = nil, keys: [IndexKey], isUnique: Bool = false, method: String? = nil, include: [String] = [],
        nullsNotDistinct: Bool = false, condition: String? = nil, storage: StorageParameters = [:],
        tablespace: String? = nil
    ) {
        self.name = name
        self.keys = keys
        self.isUnique = isUnique
        self.method = method
        self.include = include
        self.nullsNotDistinct = nullsNotDistinct
        self.condition = condition
        self.storage = storage
        self.tablespace = tablespace
    }

    /// An index over columns and expressions: `.index("a", .expression("lower(b)"))`.
    public static func index(
        _ keys: IndexKey..., name: String? = nil, method: String? = nil, include: [String] = [],
        where condition: String? = nil, storage: StorageParameters = [:], tablespace: String? = nil
    ) -> IndexDefinition {
        IndexDefinition(
            name: name, keys: keys, method: method, include: include, condition: condition, storage: storage,
            tablespace: tablespace)
    }

    /// A unique index. A materialized view with one over plain columns and all rows can be refreshed while people read it.
    public static func unique(
        _ keys: IndexKey..., name: String? = nil, method: String? = nil, include: [String] = [],
        nullsNotDistinct: Bool = false, where condition: String? = nil, storage: StorageParameters = [:],
        tablespace: String? = nil
    ) -> IndexDefinition {
        IndexDefinition(
            name: name, keys: keys, isUnique: true, method: method, include: include,
            nullsNotDistinct: nullsNotDistinct, condition: condition, storage: storage, tablespace: tablespace)
    }

    /// The name the index gets on a table or view: its own, or one derived from the relation, its columns and its kind,
    /// cut so that it stays within the 63 bytes that PostgreSQL keeps of a name.
    public func name(on relation: QualifiedName) -> String {
        name
            ?? DerivedName.joining(
                [relation.name] + keys.map { $0.column ?? "expr" }, suffix: isUnique ? "_key" : "_idx")
    }
}

/// What an index is over: a column, or an expression.
public struct IndexKey: Sendable, Hashable {
    /// What is indexed.
    public enum Subject: Sendable, Hashable {
        /// A column.
        case column(String)
        /// An expression, in the database's own SQL, without the parentheses around it.
        case expression(String)
    }

    /// The direction of an index key.
    public enum Order: Sendable, Hashable {
        /// The lowest first.
        case ascending
        /// The highest first.
        case descending
    }

    /// Where NULL stands in an index key.
    public enum Nulls: Sendable, Hashable {
        /// Before all values.
        case first
        /// After all values.
        case last
    }

    /// What is indexed.
    public var subject: Subject
    /// The collation; `nil` is the column's own.
    public var collation: QualifiedName?
    /// The operator class, as `text_pattern_ops`; `nil` is the type's own.
    public var operatorClass: QualifiedName?
    /// The direction.
    public var order: Order
    /// Where NULL stands; `nil` is where the database puts it.
    public var nulls: Nulls?

    /// A key.
    public init(
        _ subject: Subject, collation: QualifiedName? = nil, operatorClass: QualifiedName? = nil,
        order: Order = .ascending, nulls: Nulls? = nil
    ) {
        self.subject = subject
        self.collation = collation
        self.operatorClass = operatorClass
        self.order = order
        self.nulls = nulls
    }

    /// A column.
    public static func column(
        _ name: String, collation: QualifiedName? = nil, operatorClass: QualifiedName? = nil, order: Order = .ascending,
        nulls: Nulls? = nil
    ) -> IndexKey {
        IndexKey(.column(name), collation: collation, operatorClass: operatorClass, order: order, nulls: nulls)
    }

    /// An expression, in the database's own SQL.
    public static func expression(
        _ sql: String, collation: QualifiedName? = nil, operatorClass: QualifiedName? = nil, order: Order = .ascending,
        nulls: Nulls? = nil
    ) -> IndexKey {
        IndexKey(.expression(sql), collation: collation, operatorClass: operatorClass, order: order, nulls: nulls)
    }

    /// The column, when it is one.
    public var column: String? {
        if case .column(let name) = subject { name } else { nil }
    }
}

extension IndexKey: ExpressibleByStringLiteral {
    /// A column.
    public init(stringLiteral value: String) { self.init(.column(value)) }
}

/// Storage parameters, such as `["fillfactor": 70]`, in the order in which they are written.
public struct StorageParameters: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One parameter.
    public struct Parameter: Sendable, Hashable {
        /// Its name, with a dot where it has one: `toast.autovacuum_enabled`.
        public var name: String
        /// Its value.
        public var value: Value

        /// A parameter.
        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// The parameters, in order.
    public var parameters: [Parameter]

    /// Parameters in order.
    public init(_ parameters: [Parameter]) {
        self.parameters = parameters
    }

    /// Parameters with their values.
    public init(dictionaryLiteral elements: (String, Value)...) {
        parameters = elements.map { Parameter($0, $1) }
    }

    /// Whether there is none.
    public var isEmpty: Bool { parameters.isEmpty }
}
