/// A function or a procedure.
public struct RoutineDefinition: Sendable, Hashable {
    /// What a function gives.
    public enum Result: Sendable, Hashable {
        /// One value.
        case type(ColumnType)
        /// Any number of values.
        case setOf(ColumnType)
        /// Rows with these columns.
        case table([TableColumn])
        /// Nothing.
        case void
        /// What a trigger's function gives.
        case trigger
    }

    /// A column of the rows that a function gives.
    public struct TableColumn: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its type.
        public var type: ColumnType

        /// A column.
        public init(_ name: String, _ type: ColumnType) {
            self.name = name
            self.type = type
        }
    }

    /// A function with its result, or a procedure.
    public enum Kind: Sendable, Hashable {
        /// Used in expressions.
        case function(returns: Result)
        /// Called by `CALL`.
        case procedure
    }

    /// An argument.
    public struct Argument: Sendable, Hashable {
        /// Its name; `nil` for none.
        public var name: String?
        /// Its type.
        public var type: ColumnType
        /// What it is when a call leaves it out.
        public var `default`: ColumnDefault
        /// Whether it takes all the values that follow, as an array.
        public var isVariadic: Bool

        /// An argument.
        public init(
            _ name: String?, _ type: ColumnType, default: ColumnDefault = .noDefault, variadic: Bool = false
        ) {
            self.name = name
            self.type = type
            self.default = `default`
            isVariadic = variadic
        }
    }

    /// What a function's result depends on.
    public enum Volatility: Sendable, Hashable {
        /// Anything: it may change the database.
        case volatile
        /// The arguments and the database.
        case stable
        /// The arguments alone.
        case immutable
    }

    /// Whether a function may run in parallel workers.
    public enum Parallel: Sendable, Hashable {
        /// It keeps a statement from running in parallel.
        case unsafe
        /// In the leader alone.
        case restricted
        /// Anywhere.
        case safe
    }

    /// Its name.
    public var name: QualifiedName
    /// Its arguments.
    public var arguments: [Argument]
    /// A function with its result, or a procedure.
    public var kind: Kind
    /// The language of its body.
    public var language: String
    /// Its body.
    public var body: String
    /// What a function's result depends on.
    public var volatility: Volatility
    /// Whether a function gives NULL without a call when an argument is NULL.
    public var isStrict: Bool
    /// Whether it runs with the rights of its owner, rather than of who calls it.
    public var isSecurityDefiner: Bool
    /// Whether a function may run in parallel workers.
    public var parallel: Parallel
    /// The settings that hold while it runs, as `["search_path": "pg_catalog"]`.
    public var settings: [String: String]

    /// A function or a procedure.
    public init(
        _ name: QualifiedName, _ arguments: [Argument] = [], kind: Kind, language: String = "sql", body: String,
        volatility: Volatility = .volatile, strict: Bool = false, securityDefiner: Bool = false,
        parallel: Parallel = .unsafe, settings: [String: String] = [:]
    ) {
        self.name = name
        self.arguments = arguments
        self.kind = kind
        self.language = language
        self.body = body
        self.volatility = volatility
        isStrict = strict
        isSecurityDefiner = securityDefiner
        self.parallel = parallel
        self.settings = settings
    }

    /// Its name with the types of its arguments.
    public var signature: RoutineSignature { RoutineSignature(name, arguments.map(\.type)) }
}

/// The name of a function or procedure, with the types of its arguments.
public struct RoutineSignature: Sendable, Hashable {
    /// Its name.
    public var name: QualifiedName
    /// The types of its arguments.
    public var arguments: [ColumnType]

    /// A function or procedure.
    public init(_ name: QualifiedName, _ arguments: [ColumnType] = []) {
        self.name = name
        self.arguments = arguments
    }
}
