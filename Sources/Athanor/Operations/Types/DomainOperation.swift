/// A domain: a type with additional conditions.
public struct DomainDefinition: Sendable, Hashable {
    /// A condition on the values.
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
    /// The base type.
    public var type: ColumnType
    /// The default of a column of this type.
    public var `default`: ColumnDefault
    /// Whether NULL is allowed.
    public var isNullable: Bool
    /// Its conditions.
    public var checks: [Check]
    /// The collation of its texts; `nil` is the type's default.
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
    /// Sets or drops the default; `was` is the old default, for the downgrade.
    case setDefault(ColumnDefault, was: ColumnDefault?)
    /// Allows or refuses NULL.
    case setNullable(Bool)
    /// Adds a condition. Unless `validated`, it applies to new values only.
    case addCheck(DomainDefinition.Check, validated: Bool)
    /// Drops a condition; `was` is its definition, for the downgrade.
    case dropCheck(String, was: DomainDefinition.Check?, ifExists: Bool)
    /// Checks existing values against a condition that was added without validation.
    case validateCheck(String)

    /// Drops a condition, with its definition for the downgrade.
    public static func dropCheck(_ check: DomainDefinition.Check, ifExists: Bool = false) -> DomainAlteration {
        .dropCheck(check.name, was: check, ifExists: ifExists)
    }
}

/// An operation on a domain.
public enum DomainOperation: MigrationOperation, Hashable {
    /// Creates a domain.
    case create(DomainDefinition)
    /// Alters a domain.
    case alter(QualifiedName, DomainAlteration)
    /// Drops a domain; `was` is its definition, for the downgrade.
    case drop(QualifiedName, was: DomainDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a domain within its schema.
    case rename(QualifiedName, to: String)

    /// A summary, such as `create domain NAME`.
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

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
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

    /// An operation that drops the created domain, creates the dropped one, or restores the old properties or name.
    public var inverse: Inverse {
        switch self {
        case .create(let domain):
            .operations([Self.drop(domain.name, was: domain, ifExists: false, dependents: .refuse)])
        case .alter(let name, let alteration):
            Self.inverse(of: alteration, on: name)
        case .drop(_, let domain?, _, _):
            .operations([Self.create(domain)])
        case .drop(_, nil, _, _):
            .impossible(because: "it does not carry the domain that it drops; give its definition instead of its name")
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
            // A validated condition may stay validated.
            .operations([])
        }
    }
}
