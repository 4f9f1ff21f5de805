/// A domain: a type with conditions of its own.
public struct DomainDefinition: Sendable, Hashable {
    /// A condition that the values fulfil.
    public struct Check: Sendable, Hashable {
        /// The constraint's name.
        public var name: String
        /// The condition, over `VALUE`, in the database's own SQL.
        public var expression: String

        /// A condition.
        public init(_ name: String, _ expression: String) {
            self.name = name
            self.expression = expression
        }
    }

    /// Its name.
    public var name: QualifiedName
    /// The type that it is made of.
    public var type: ColumnType
    /// What a column of it holds when a new row does not say.
    public var `default`: ColumnDefault
    /// Whether it may be NULL.
    public var isNullable: Bool
    /// Its conditions.
    public var checks: [Check]
    /// The collation of its texts; `nil` is the type's own.
    public var collation: QualifiedName?

    /// A domain.
    public init(
        _ name: QualifiedName, _ type: ColumnType, default: ColumnDefault = .noDefault, nullable: Bool = true,
        checks: [Check] = [], collation: QualifiedName? = nil
    ) {
        self.name = name
        self.type = type
        self.default = `default`
        isNullable = nullable
        self.checks = checks
        self.collation = collation
    }
}

/// A change of a domain.
public enum DomainAlteration: Sendable, Hashable {
    /// Sets or takes away the default; `was` is what it was, for the way back.
    case setDefault(ColumnDefault, was: ColumnDefault?)
    /// Sets whether it may be NULL.
    case setNullable(Bool)
    /// Adds a condition; not validated, it holds for new values only.
    case addCheck(DomainDefinition.Check, validated: Bool)
    /// Drops a condition; `was` is what it was, for the way back.
    case dropCheck(String, was: DomainDefinition.Check?, ifExists: Bool)
    /// Checks the values that are there against a condition that was added without.
    case validateCheck(String)
}

/// An operation about a domain.
public enum DomainOperation: Operation, Hashable {
    /// Creates a domain.
    case create(DomainDefinition)
    /// Alters a domain.
    case alter(QualifiedName, DomainAlteration)
    /// Drops a domain; `was` is what it was, for the way back.
    case drop(QualifiedName, was: DomainDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a domain within its schema.
    case rename(QualifiedName, to: String)

    /// `create domain NAME` and the like.
    public var summary: String {
        switch self {
        case .create(let domain): "create domain \(domain.name)"
        case .alter(let name, let alteration): "alter domain \(name): \(Self.summary(of: alteration))"
        case .drop(let name, _, _, _): "drop domain \(name)"
        case .rename(let name, let newName): "rename domain \(name) to \(newName)"
        }
    }

    private static func summary(of alteration: DomainAlteration) -> String {
        switch alteration {
        case .setDefault(.noDefault, _): "drop default"
        case .setDefault: "set default"
        case .setNullable(let isNullable): isNullable ? "allow NULL" : "refuse NULL"
        case .addCheck(let check, _): "add constraint \(check.name)"
        case .dropCheck(let name, _, _): "drop constraint \(name)"
        case .validateCheck(let name): "validate constraint \(name)"
        }
    }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        return try database.dialect.lower(self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        switch self {
        case .create(let domain):
            try check.check(domain.default, for: domain.type, of: "domain \(domain.name)")
        case .drop(let name, let was?, _, _):
            try check.refuse(was: was.name.description, otherThan: name.description)
            try check.check(was.default, for: was.type, of: "domain \(name)")
        case .alter(let name, .setDefault(let value, let was)):
            try check.check(value, for: nil, of: "domain \(name)")
            if let was { try check.check(was, for: nil, of: "domain \(name)") }
            try check.refuse(ifSame: was == value, "the default")
        case .alter(_, .dropCheck(let name, let was?, _)):
            try check.refuse(was: was.name, otherThan: name)
        case .alter, .drop(_, nil, _, _), .rename: break
        }
    }

    /// Dropping what was created, creating what was dropped, the old properties or name.
    public var inverse: Inverse {
        switch self {
        case .create(let domain):
            .operations([Self.drop(domain.name, was: domain, ifExists: false, dependents: .refuse)])
        case .alter(let name, let alteration):
            Self.inverse(of: alteration, on: name)
        case .drop(_, let domain?, _, _):
            .operations([Self.create(domain)])
        case .drop(_, nil, _, _):
            .impossible(because: "it does not carry the domain that it drops; give it with `was:`")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        }
    }

    private static func inverse(of alteration: DomainAlteration, on name: QualifiedName) -> Inverse {
        switch alteration {
        case .setDefault(let value, let was?):
            .operations([Self.alter(name, .setDefault(was, was: value))])
        case .setDefault(_, nil):
            .impossible(because: "it does not carry the old default; give it with `was:`")
        case .setNullable(let isNullable):
            .operations([Self.alter(name, .setNullable(!isNullable))])
        case .addCheck(let check, _):
            .operations([Self.alter(name, .dropCheck(check.name, was: check, ifExists: false))])
        case .dropCheck(_, let check?, _):
            .operations([Self.alter(name, .addCheck(check, validated: true))])
        case .dropCheck(_, nil, _):
            .impossible(because: "it does not carry the constraint that it drops; give it with `was:`")
        case .validateCheck:
            // What has been validated may stay so.
            .operations([])
        }
    }
}
