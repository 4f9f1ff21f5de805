/// Properties of a view that a list of views does not show.
public struct ViewProperties: Sendable, Hashable {
    /// A column of a view.
    public struct Column: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its type, as the database writes it; empty if the database has none.
        public let type: String
        /// Its comment in the catalog.
        public let comment: String?

        /// Creates a column.
        package init(name: String, type: String, comment: String? = nil) {
            self.name = name
            self.type = type
            self.comment = comment
        }
    }

    /// A privilege on a view.
    public struct Grant: Sendable, Hashable {
        /// The grantee: a role, or `PUBLIC`.
        public let grantee: String
        /// The privilege, such as `SELECT`.
        public let privilege: String
        /// The column of the privilege; `nil` for the whole view.
        public let column: String?
        /// Whether the grantee may grant it to others.
        public let isGrantable: Bool

        /// Creates a grant.
        package init(grantee: String, privilege: String, column: String? = nil, isGrantable: Bool = false) {
            self.grantee = grantee
            self.privilege = privilege
            self.column = column
            self.isGrantable = isGrantable
        }
    }

    /// Its columns, in order.
    public let columns: [Column]
    /// The owner; `nil` if the database has no owners.
    public let owner: String?
    /// Its comment in the catalog.
    public let comment: String?
    /// The privileges of roles other than the owner.
    public let grants: [Grant]

    /// Creates properties, as a database module reads them.
    package init(columns: [Column], owner: String?, comment: String?, grants: [Grant]) {
        self.columns = columns
        self.owner = owner
        self.comment = comment
        self.grants = grants
    }
}
