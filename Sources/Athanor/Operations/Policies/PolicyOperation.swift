/// A row-level security policy: the rows of a table that a role may read and write.
public struct PolicyDefinition: Sendable, Hashable {
    /// The statements that it applies to.
    public enum Command: String, Sendable, Hashable {
        /// All.
        case all
        /// Reading.
        case select
        /// Adding rows.
        case insert
        /// Changing rows.
        case update
        /// Deleting rows.
        case delete
    }

    /// Its name.
    public var name: String
    /// The table.
    public var table: QualifiedName
    /// Whether it is restrictive: every row must satisfy it in addition to one of the permissive policies.
    public var isRestrictive: Bool
    /// The statements that it applies to.
    public var command: Command
    /// The roles that it applies to.
    public var grantees: [Grantee]
    /// The condition on existing rows.
    public var using: String?
    /// The condition on written rows.
    public var check: String?

    /// A policy.
    public init(
        _ name: String, on table: QualifiedName, restrictive: Bool = false, for command: Command = .all,
        to grantees: [Grantee] = [.public], using: String? = nil, check: String? = nil
    ) {
        self.name = name
        self.table = table
        isRestrictive = restrictive
        self.command = command
        self.grantees = grantees
        self.using = using
        self.check = check
    }
}

/// The changes to a policy. Properties that are `nil` stay.
public struct PolicyChange: Sendable, Hashable {
    /// The roles that it applies to.
    public var grantees: [Grantee]?
    /// The condition on existing rows.
    public var using: String?
    /// The condition on written rows.
    public var check: String?

    /// A change.
    public init(to grantees: [Grantee]? = nil, using: String? = nil, check: String? = nil) {
        self.grantees = grantees
        self.using = using
        self.check = check
    }
}

/// An operation on row-level security.
public enum PolicyOperation: MigrationOperation, Hashable {
    /// Enables or disables the policies of a table.
    case setEnabled(QualifiedName, Bool)
    /// Applies them to the table's owner too, or not.
    case setForced(QualifiedName, Bool)
    /// Creates a policy.
    case create(PolicyDefinition)
    /// Alters a policy; `was` has the old values of the changed properties, for the downgrade.
    case alter(String, on: QualifiedName, PolicyChange, was: PolicyChange?)
    /// Drops a policy; `was` is its definition, for the downgrade.
    case drop(String, on: QualifiedName, was: PolicyDefinition?, ifExists: Bool)
    /// Renames a policy.
    case rename(String, on: QualifiedName, to: String)

    /// A summary, such as `create policy NAME on TABLE`.
    public var summary: String {
        switch self {
        case .setEnabled(let table, let flag): "\(flag ? "enable" : "disable") row-level security on \(table)"
        case .setForced(let table, let flag):
            flag ? "force row-level security on \(table)" : "no longer force row-level security on \(table)"
        case .create(let policy): "create policy \(policy.name) on \(policy.table)"
        case .alter(let name, let table, _, _): "alter policy \(name) on \(table)"
        case .drop(let name, let table, _, _): "drop policy \(name) on \(table)"
        case .rename(let name, let table, let newName): "rename policy \(name) on \(table) to \(newName)"
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
        case .drop(let name, let table, let was?, _):
            try check.refuse(was: "\(was.name) on \(was.table)", otherThan: "\(name) on \(table)")
        case .alter(_, _, let change, let was):
            try check.refuse(ifEmpty: change == PolicyChange(), advice: "Name what changes: PolicyChange(using: …).")
            guard let was else { return }
            try check.refuse(ifSame: was == change, "the policy")
            try check.refuse(ifMissing: change.grantees != nil && was.grantees == nil, "its roles")
            try check.refuse(ifMissing: change.using != nil && was.using == nil, "`using:`")
            try check.refuse(ifMissing: change.check != nil && was.check == nil, "`check:`")
        case .drop(_, _, nil, _), .create, .rename, .setEnabled, .setForced: break
        }
    }

    /// An operation that drops the created policy, creates the dropped one, or restores the old state.
    public var inverse: Inverse {
        switch self {
        case .setEnabled(let table, let flag): .operations([Self.setEnabled(table, !flag)])
        case .setForced(let table, let flag): .operations([Self.setForced(table, !flag)])
        case .create(let policy):
            .operations([Self.drop(policy.name, on: policy.table, was: policy, ifExists: false)])
        case .alter(let name, let table, let change, let was?):
            .operations([Self.alter(name, on: table, was, was: change)])
        case .alter(_, _, _, nil):
            .impossible(because: "it does not carry what the policy was; give it with `was:`")
        case .drop(_, _, let policy?, _):
            .operations([Self.create(policy)])
        case .drop(_, _, nil, _):
            .impossible(because: "it does not carry the policy that it drops; give its definition instead of its name")
        case .rename(let name, let table, let newName):
            .operations([Self.rename(newName, on: table, to: name)])
        }
    }
}
