/// A function or a procedure.
public struct RoutineDefinition: Sendable, Hashable {
    /// The result of a function.
    public enum Result: Sendable, Hashable {
        /// One value.
        case type(ColumnType)
        /// Any number of values.
        case setOf(ColumnType)
        /// Rows with these columns.
        case table([TableColumn])
        /// Nothing.
        case void
        /// The result of a trigger function.
        case trigger
    }

    /// A column of the rows that a function returns.
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
        /// Its value when a call omits it.
        public var `default`: ColumnDefault
        /// Whether it takes all following values, as an array.
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

    /// The inputs that a function's result depends on.
    public enum Volatility: Sendable, Hashable {
        /// Depends on anything; the function may change the database.
        case volatile
        /// Depends on the arguments and the database.
        case stable
        /// Depends on the arguments only.
        case immutable
    }

    /// Whether a function may run in parallel workers.
    public enum Parallel: Sendable, Hashable {
        /// A statement with the function cannot run in parallel.
        case unsafe
        /// Only in the leader process.
        case restricted
        /// Anywhere, also in workers.
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
    /// The inputs that a function's result depends on.
    public var volatility: Volatility
    /// Whether a function returns NULL without being called when an argument is NULL.
    public var isStrict: Bool
    /// Whether it runs with the rights of its owner instead of its caller.
    public var isSecurityDefiner: Bool
    /// Whether a function may run in parallel workers.
    public var parallel: Parallel
    /// The settings that apply while it runs, such as `["search_path": "pg_catalog"]`. The values are SQL, and are not
    /// quoted: write a text with its quotes, as in `["statement_timeout": "'30s'"]`.
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
