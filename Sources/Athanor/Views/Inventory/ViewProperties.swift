/// What a view has beside what a list of views shows.
public struct ViewProperties: Sendable, Hashable {
    /// A column of a view.
    public struct Column: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its type, as the database writes it; empty where the database knows none.
        public let type: String
        /// What the catalog says of it.
        public let comment: String?

        /// A column.
        public init(name: String, type: String, comment: String? = nil) {
            self.name = name
            self.type = type
            self.comment = comment
        }
    }

    /// What somebody may do with a view.
    public struct Grant: Sendable, Hashable {
        /// Who: a role, or `PUBLIC`.
        public let grantee: String
        /// What, as `SELECT`.
        public let privilege: String
        /// The column that it is about; `nil` for the whole view.
        public let column: String?
        /// Whether it may be given on.
        public let isGrantable: Bool

        /// A grant.
        public init(grantee: String, privilege: String, column: String? = nil, isGrantable: Bool = false) {
            self.grantee = grantee
            self.privilege = privilege
            self.column = column
            self.isGrantable = isGrantable
        }
    }

    /// Its columns, in order.
    public let columns: [Column]
    /// Who owns it; `nil` where the database knows no owners.
    public let owner: String?
    /// What the catalog says of it.
    public let comment: String?
    /// Who may do what with it, beside its owner.
    public let grants: [Grant]

    /// The properties as a database room reads them.
    public init(columns: [Column], owner: String?, comment: String?, grants: [Grant]) {
        self.columns = columns
        self.owner = owner
        self.comment = comment
        self.grants = grants
    }
}
