/// Alters a table while the views that depend on it are set aside: they are dropped before and created again after, with
/// all that they had, in one transaction.
public struct AlteringAround: Operation {
    /// The table.
    public var table: QualifiedName
    /// The columns that change; views that do not use them stay. Empty is all of them.
    public var columns: [String]
    /// What is done meanwhile.
    public var operations: [any Operation]

    /// The operation. `op.alteringAround` makes one.
    public init(_ table: QualifiedName, columns: [String] = [], _ operations: [any Operation]) {
        self.table = table
        self.columns = columns
        self.operations = operations
    }

    /// `alter around TABLE: …`.
    public var summary: String {
        "alter around the views of \(table): \(operations.map(\.summary).joined(separator: ", "))"
    }

    /// What the database's dialect makes of it.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try database.dialect.lower(self)
    }

    /// Undoing what it does, with the views set aside again.
    public var inverse: Inverse {
        switch Inversion.inverse(of: operations) {
        case .operations(let inverses): .operations([AlteringAround(table, columns: columns, inverses)])
        case .impossible(let reason): .impossible(because: reason)
        }
    }
}
