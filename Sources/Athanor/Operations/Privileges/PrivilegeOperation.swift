/// A privilege on an object.
public struct Privilege: Sendable, Hashable {
    /// The privilege's SQL keyword.
    public enum Keyword: String, Sendable, Hashable {
        /// Privileges as SQL names them; `all` is every privilege of the object.
        case all, select, insert, update, delete, truncate, references, trigger, usage, execute, create, connect
        /// Creating temporary tables in a database.
        case temporary
        /// Refreshing a materialized view, analysing, vacuuming, reindexing and locking. Since PostgreSQL 17.
        case maintain
    }

    /// The privilege's keyword.
    public var keyword: Keyword
    /// The columns that it applies to; empty means all.
    public var columns: [String]

    /// A privilege.
    public init(_ keyword: Keyword, columns: [String] = []) {
        self.keyword = keyword
        self.columns = columns
    }

    /// Every privilege of the object.
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
    /// Creating triggers.
    public static var trigger: Privilege { Privilege(.trigger) }
    /// Using a schema, a sequence or a type.
    public static var usage: Privilege { Privilege(.usage) }
    /// Calling a function.
    public static var execute: Privilege { Privilege(.execute) }
    /// Creating objects in a schema or database.
    public static var create: Privilege { Privilege(.create) }
    /// Connecting to a database.
    public static var connect: Privilege { Privilege(.connect) }
    /// Creating temporary tables in a database.
    public static var temporary: Privilege { Privilege(.temporary) }
    /// Refreshing a materialized view, analysing, vacuuming, reindexing and locking. Since PostgreSQL 17.
    public static var maintain: Privilege { Privilege(.maintain) }

    /// Reading these columns.
    public static func select(_ columns: String...) -> Privilege { select(columns) }
    /// Reading these columns.
    public static func select(_ columns: [String]) -> Privilege { Privilege(.select, columns: columns) }
    /// Giving these columns in new rows.
    public static func insert(_ columns: String...) -> Privilege { insert(columns) }
    /// Giving these columns in new rows.
    public static func insert(_ columns: [String]) -> Privilege { Privilege(.insert, columns: columns) }
    /// Changing these columns.
    public static func update(_ columns: String...) -> Privilege { update(columns) }
    /// Changing these columns.
    public static func update(_ columns: [String]) -> Privilege { Privilege(.update, columns: columns) }
    /// Referring to these columns.
    public static func references(_ columns: String...) -> Privilege { references(columns) }
    /// Referring to these columns.
    public static func references(_ columns: [String]) -> Privilege { Privilege(.references, columns: columns) }
}

/// The objects that privileges apply to.
public enum PrivilegeTarget: Sendable, Hashable {
    /// Kinds of objects whose privileges can be granted for all objects of a schema, or for future objects.
    public enum Kind: String, Sendable, Hashable {
        /// Tables and views.
        case tables
        /// Sequences.
        case sequences
        /// Functions.
        case functions
        /// Functions and procedures.
        case routines
        /// Types; for future objects only.
        case types
        /// Schemas; for future objects only.
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
    /// The objects that a role will create in these schemas. Empty means all schemas; `nil` means the role that runs
    /// the statement.
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

/// Grants or revokes privileges.
public enum PrivilegeOperation: MigrationOperation, Hashable {
    /// Grants privileges; with `grantOption`, the grantees may grant them to others.
    case grant([Privilege], on: PrivilegeTarget, to: [Grantee], grantOption: Bool)
    /// Revokes privileges; with `grantOptionOnly`, only the right to grant them to others.
    case revoke(
        [Privilege], on: PrivilegeTarget, from: [Grantee], grantOptionOnly: Bool, dependents: DependentObjects)

    /// A summary, such as `grant select on tables orders`.
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

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        let advice = "Name the privileges, the objects and the roles."
        switch self {
        case .grant(let privileges, let target, let grantees, _):
            try check.refuse(ifEmpty: privileges.isEmpty || target.isEmpty || grantees.isEmpty, advice: advice)
        case .revoke(let privileges, let target, let grantees, _, _):
            try check.refuse(ifEmpty: privileges.isEmpty || target.isEmpty || grantees.isEmpty, advice: advice)
        }
    }

    /// An operation that revokes the granted privileges, or grants the revoked ones.
    public var inverse: Inverse {
        switch self {
        case .grant(let privileges, let target, let grantees, _):
            .operations([
                Self.revoke(privileges, on: target, from: grantees, grantOptionOnly: false, dependents: .refuse)
            ])
        case .revoke(let privileges, let target, let grantees, let grantOptionOnly, .refuse):
            .operations([Self.grant(privileges, on: target, to: grantees, grantOption: grantOptionOnly)])
        case .revoke(_, _, _, _, .cascade):
            .impossible(because: "it does not carry the grants that the grantees had made to others")
        }
    }
}

extension Operations {
    /// Grants privileges.
    ///
    /// PostgreSQL: `GRANT … ON … TO … [WITH GRANT OPTION]`; for future objects `ALTER DEFAULT PRIVILEGES … GRANT …`.
    /// Refused on SQLite, where every user who can open the file has all rights.
    /// - Parameters:
    ///   - privileges: the privileges.
    ///   - target: the objects.
    ///   - grantees: the roles that get the privileges.
    ///   - grantOption: whether the grantees may grant the privileges to others.
    public func grant(
        _ privileges: [Privilege], on target: PrivilegeTarget, to grantees: [Grantee], grantOption: Bool = false
    ) -> PrivilegeOperation {
        .grant(privileges, on: target, to: grantees, grantOption: grantOption)
    }

    /// Grants privileges, written one after the other: `op.grant(.select, .insert, on: …, to: …)`.
    public func grant(
        _ privileges: Privilege..., on target: PrivilegeTarget, to grantees: [Grantee], grantOption: Bool = false
    ) -> PrivilegeOperation {
        grant(privileges, on: target, to: grantees, grantOption: grantOption)
    }

    /// Revokes privileges. The downgrade grants them again, with the grant option only if `grantOptionOnly` is `true`.
    ///
    /// PostgreSQL: `REVOKE [GRANT OPTION FOR] … ON … FROM … [CASCADE]`; for future objects
    /// `ALTER DEFAULT PRIVILEGES … REVOKE …`. Refused on SQLite.
    /// - Parameters:
    ///   - privileges: the privileges to revoke.
    ///   - target: the objects.
    ///   - grantees: the roles that lose the privileges.
    ///   - grantOptionOnly: whether to revoke only the right to grant them to others.
    ///   - dependents: what happens to privileges that the grantees have granted to others.
    public func revoke(
        _ privileges: [Privilege], on target: PrivilegeTarget, from grantees: [Grantee], grantOptionOnly: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> PrivilegeOperation {
        .revoke(
            privileges, on: target, from: grantees, grantOptionOnly: grantOptionOnly, dependents: dependents)
    }

    /// Revokes privileges, written one after the other: `op.revoke(.select, .insert, on: …, from: …)`.
    public func revoke(
        _ privileges: Privilege..., on target: PrivilegeTarget, from grantees: [Grantee],
        grantOptionOnly: Bool = false, dependents: DependentObjects = .refuse
    ) -> PrivilegeOperation {
        revoke(privileges, on: target, from: grantees, grantOptionOnly: grantOptionOnly, dependents: dependents)
    }
}
