/// An index of a table or materialized view.
public struct IndexDefinition: Sendable, Hashable {
    /// The index's name, or `nil` to derive one from the relation and its keys: see ``name(on:)``.
    public var name: String?
    /// The indexed columns and expressions, in order.
    public var keys: [IndexKey]
    /// Whether two rows may not agree in all keys.
    public var isUnique: Bool
    /// The index method, such as `gin`; `nil` is the database's default.
    public var method: String?
    /// Columns that the index contains without being keys.
    public var include: [String]
    /// Whether two NULLs count as equal in a unique index.
    public var nullsNotDistinct: Bool
    /// An expression that selects the indexed rows; `nil` selects all.
    public var condition: String?
    /// Storage parameters.
    public var storage: StorageParameters
    /// The tablespace; `nil` is the default.
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
        index(
            keys, name: name, method: method, include: include, where: condition, storage: storage,
            tablespace: tablespace)
    }

    /// An index over the columns of an array.
    public static func index(
        _ columns: [String], name: String? = nil, method: String? = nil, include: [String] = [],
        where condition: String? = nil, storage: StorageParameters = [:], tablespace: String? = nil
    ) -> IndexDefinition {
        index(
            columns.map { .column($0) }, name: name, method: method, include: include, where: condition,
            storage: storage, tablespace: tablespace)
    }

    /// An index over the columns and expressions of an array.
    public static func index(
        _ keys: [IndexKey], name: String? = nil, method: String? = nil, include: [String] = [],
        where condition: String? = nil, storage: StorageParameters = [:], tablespace: String? = nil
    ) -> IndexDefinition {
        IndexDefinition(
            name: name, keys: keys, method: method, include: include, condition: condition, storage: storage,
            tablespace: tablespace)
    }

    /// A unique index. A materialized view with a unique index over plain columns and all rows can be refreshed while
    /// others read it.
    public static func unique(
        _ keys: IndexKey..., name: String? = nil, method: String? = nil, include: [String] = [],
        nullsNotDistinct: Bool = false, where condition: String? = nil, storage: StorageParameters = [:],
        tablespace: String? = nil
    ) -> IndexDefinition {
        unique(
            keys, name: name, method: method, include: include, nullsNotDistinct: nullsNotDistinct, where: condition,
            storage: storage, tablespace: tablespace)
    }

    /// A unique index over the columns of an array.
    public static func unique(
        _ columns: [String], name: String? = nil, method: String? = nil, include: [String] = [],
        nullsNotDistinct: Bool = false, where condition: String? = nil, storage: StorageParameters = [:],
        tablespace: String? = nil
    ) -> IndexDefinition {
        unique(
            columns.map { .column($0) }, name: name, method: method, include: include,
            nullsNotDistinct: nullsNotDistinct, where: condition, storage: storage, tablespace: tablespace)
    }

    /// A unique index over the columns and expressions of an array.
    public static func unique(
        _ keys: [IndexKey], name: String? = nil, method: String? = nil, include: [String] = [],
        nullsNotDistinct: Bool = false, where condition: String? = nil, storage: StorageParameters = [:],
        tablespace: String? = nil
    ) -> IndexDefinition {
        IndexDefinition(
            name: name, keys: keys, isUnique: true, method: method, include: include,
            nullsNotDistinct: nullsNotDistinct, condition: condition, storage: storage, tablespace: tablespace)
    }

    /// The name that the index has on a table or view: its own, or one derived from the relation, its columns and its
    /// kind, cut to the 63 bytes that PostgreSQL keeps of a name.
    public func name(on relation: QualifiedName) -> String {
        name
            ?? DerivedName.joining(
                [relation.name] + keys.map { $0.column ?? "expr" }, suffix: isUnique ? "_key" : "_idx")
    }
}

/// A key of an index: a column, or an expression.
public struct IndexKey: Sendable, Hashable {
    /// The indexed column or expression.
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

    /// The position of NULL in an index key.
    public enum Nulls: Sendable, Hashable {
        /// Before all values.
        case first
        /// After all values.
        case last
    }

    /// The indexed column or expression.
    public var subject: Subject
    /// The collation; `nil` is the column's.
    public var collation: QualifiedName?
    /// The operator class, such as `text_pattern_ops`; `nil` is the type's default.
    public var operatorClass: QualifiedName?
    /// The direction.
    public var order: Order
    /// The position of NULL; `nil` is the database's default.
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

    /// The column; `nil` for an expression.
    public var column: String? {
        if case .column(let name) = subject { name } else { nil }
    }
}

extension IndexKey: ExpressibleByStringLiteral {
    /// A column.
    public init(stringLiteral value: String) { self.init(.column(value)) }
}

/// Storage parameters, such as `["fillfactor": 70]`, in written order.
public struct StorageParameters: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One parameter.
    public struct Parameter: Sendable, Hashable {
        /// Its name, which may contain a dot: `toast.autovacuum_enabled`.
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

    /// Whether there are no parameters.
    public var isEmpty: Bool { parameters.isEmpty }
}
