/// What somebody may do with an object.
public struct Privilege: Sendable, Hashable {
    /// The privilege's SQL keyword.
    public enum Keyword: String, Sendable, Hashable {
        /// Every privilege that the object knows.
        case all, select, insert, update, delete, truncate, references, trigger, usage, execute, create, connect
        /// Temporary tables in a database.
        case temporary
        /// Refreshing, analysing and the like; PostgreSQL 17.
        case maintain
    }

    /// What may be done.
    public var keyword: Keyword
    /// The columns with which; none are all.
    public var columns: [String]

    /// A privilege.
    public init(_ keyword: Keyword, columns: [String] = []) {
        self.keyword = keyword
        self.columns = columns
    }

    /// Every privilege that the object knows.
    public static var all: Privilege { Privilege(.all) }
    /// Reading.
    public static var select: Privilege { Privilege(.select) }
    /// Adding rows.
    public static var insert: Privilege { Privilege(.insert) }
    /// Changing rows, or setting a sequence.
    public static var update: Privilege { Privilege(.update) }
    /// Deleting rows.
    public static var delete: Privilege { Privilege(.delete) }
    /// Deleting all rows at once.
    public static var truncate: Privilege { Privilege(.truncate) }
    /// Referring to a table by foreign keys.
    public static var references: Privilege { Privilege(.references) }
    /// Making triggers.
    public static var trigger: Privilege { Privilege(.trigger) }
    /// Using a schema, a sequence or a type.
    public static var usage: Privilege { Privilege(.usage) }
    /// Calling a function.
    public static var execute: Privilege { Privilege(.execute) }
    /// Making objects in a schema or database.
    public static var create: Privilege { Privilege(.create) }
    /// Connecting to a database.
    public static var connect: Privilege { Privilege(.connect) }
    /// Making temporary tables in a database.
    public static var temporary: Privilege { Privilege(.temporary) }
    /// Refreshing a materialized view, and analysing, vacuuming, reindexing and locking. PostgreSQL knows it since version
    /// 17.
    public static var maintain: Privilege { Privilege(.maintain) }

    /// Reading these columns.
    public static func select(_ columns: String...) -> Privilege { Privilege(.select, columns: columns) }
    /// Giving these columns in new rows.
    public static func insert(_ columns: String...) -> Privilege { Privilege(.insert, columns: columns) }
    /// Changing these columns.
    public static func update(_ columns: String...) -> Privilege { Privilege(.update, columns: columns) }
    /// Referring to these columns.
    public static func references(_ columns: String...) -> Privilege { Privilege(.references, columns: columns) }
}

/// The objects that privileges are for.
public enum PrivilegeTarget: Sendable, Hashable {
    /// Kinds of objects that privileges can be given for by schema, or beforehand.
    public enum Kind: String, Sendable, Hashable {
        /// Tables and views.
        case tables
        /// Sequences.
        case sequences
        /// Functions.
        case functions
        /// Functions and procedures.
        case routines
        /// Types; beforehand only.
        case types
        /// Schemas; beforehand only.
        case schemas
    }

    /// Tables and views.
    case tables([QualifiedName])
    /// Sequences.
    case sequences([QualifiedName])
    /// Schemas.
    case schemas([String])
    /// Functions.
    case functions([RoutineSignature])
    /// Procedures.
    case procedures([RoutineSignature])
    /// Types.
    case types([QualifiedName])
    /// Databases.
    case databases([String])
    /// All tables, sequences, functions or routines that are in these schemas now.
    case all(Kind, inSchemas: [String])
    /// Those that a role will make in these schemas; no schemas are all, `nil` is who runs the statement.
    case future(Kind, madeBy: DatabaseRole?, inSchemas: [String])
}

extension PrivilegeTarget {
    /// Whether no object is named.
    fileprivate var isEmpty: Bool {
        switch self {
        case .tables(let names), .sequences(let names), .types(let names): names.isEmpty
        case .schemas(let names), .databases(let names): names.isEmpty
        case .functions(let signatures), .procedures(let signatures): signatures.isEmpty
        case .all(_, let schemas): schemas.isEmpty
        case .future: false
        }
    }
}

/// Gives privileges or takes them away.
public enum PrivilegeOperation: Operation, Hashable {
    /// Gives privileges; with `grantOption`, they can be given on.
    case grant([Privilege], on: PrivilegeTarget, to: [Grantee], grantOption: Bool)
    /// Takes privileges away; with `grantOption`, only that they can be given on.
    case revoke(
        [Privilege], on: PrivilegeTarget, from: [Grantee], grantOptionOnly: Bool, dependents: DependentObjects)

    /// `grant select on tables orders` and the like.
    public var summary: String {
        switch self {
        case .grant(let privileges, let target, _, _): "grant \(Self.list(privileges)) on \(Self.name(of: target))"
        case .revoke(let privileges, let target, _, _, _):
            "revoke \(Self.list(privileges)) on \(Self.name(of: target))"
        }
    }

    private static func list(_ privileges: [Privilege]) -> String {
        privileges.map(\.keyword.rawValue).joined(separator: ", ")
    }

    private static func name(of target: PrivilegeTarget) -> String {
        func list(_ kind: String, _ names: [String]) -> String {
            "\(kind) \(names.joined(separator: ", "))"
        }
        return switch target {
        case .tables(let names): list("tables", names.map(\.description))
        case .sequences(let names): list("sequences", names.map(\.description))
        case .schemas(let names): list("schemas", names)
        case .functions(let signatures): list("functions", signatures.map(\.name.description))
        case .procedures(let signatures): list("procedures", signatures.map(\.name.description))
        case .types(let names): list("types", names.map(\.description))
        case .databases(let names): list("databases", names)
        case .all(let kind, let schemas): list("all \(kind.rawValue) in schemas", schemas)
        case .future(let kind, _, let schemas):
            schemas.isEmpty ? "future \(kind.rawValue)" : list("future \(kind.rawValue) in schemas", schemas)
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
        let advice = "Name what may be done, on which objects, and by whom."
        switch self {
        case .grant(let privileges, let target, let grantees, _):
            try check.refuse(ifEmpty: privileges.isEmpty || target.isEmpty || grantees.isEmpty, advice: advice)
        case .revoke(let privileges, let target, let grantees, _, _):
            try check.refuse(ifEmpty: privileges.isEmpty || target.isEmpty || grantees.isEmpty, advice: advice)
        }
    }

    /// The one undoes the other.
    public var inverse: Inverse {
        switch self {
        case .grant(let privileges, let target, let grantees, _):
            .operations([
                Self.revoke(privileges, on: target, from: grantees, grantOptionOnly: false, dependents: .refuse)
            ])
        case .revoke(let privileges, let target, let grantees, let grantOptionOnly, .refuse):
            .operations([Self.grant(privileges, on: target, to: grantees, grantOption: grantOptionOnly)])
        case .revoke(_, _, _, _, .cascade):
            .impossible(because: "it does not carry to whom the privileges had been given on")
        }
    }
}

extension Operations {
    /// Gives privileges.
    ///
    /// PostgreSQL: `GRANT … ON … TO … [WITH GRANT OPTION]`; for future objects `ALTER DEFAULT PRIVILEGES … GRANT …`.
    /// Refused on SQLite, where whoever can open the file may do all.
    /// - Parameters:
    ///   - privileges: what may be done.
    ///   - target: the objects.
    ///   - grantees: who may.
    ///   - grantOption: whether they can give it on.
    public func grant(
        _ privileges: [Privilege], on target: PrivilegeTarget, to grantees: [Grantee], grantOption: Bool = false
    ) -> PrivilegeOperation {
        .grant(privileges, on: target, to: grantees, grantOption: grantOption)
    }

    /// Takes privileges away. Its way back gives them again, without the grant option.
    ///
    /// PostgreSQL: `REVOKE [GRANT OPTION FOR] … ON … FROM … [CASCADE]`; for future objects
    /// `ALTER DEFAULT PRIVILEGES … REVOKE …`. Refused on SQLite.
    /// - Parameters:
    ///   - privileges: what may no longer be done.
    ///   - target: the objects.
    ///   - grantees: who may no longer.
    ///   - grantOptionOnly: whether only giving it on is taken away.
    ///   - dependents: what happens to what they have given on.
    public func revoke(
        _ privileges: [Privilege], on target: PrivilegeTarget, from grantees: [Grantee], grantOptionOnly: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> PrivilegeOperation {
        .revoke(
            privileges, on: target, from: grantees, grantOptionOnly: grantOptionOnly, dependents: dependents)
    }
}
