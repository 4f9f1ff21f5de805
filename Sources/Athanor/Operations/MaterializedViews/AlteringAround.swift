/// Alters a table without its dependent views. Athanor drops the views before and creates them again after, with all
/// their properties, in one transaction.
public struct AlteringAround: MigrationOperation {
    /// The table.
    public var table: QualifiedName
    /// The columns that change; views that do not use them stay. Empty means all columns.
    public var columns: [String]
    /// The operations to run while the views are dropped.
    public var operations: [any MigrationOperation]

    /// The operation. `op.alteringAround` makes one.
    public init(_ table: QualifiedName, columns: [String] = [], _ operations: [any MigrationOperation]) {
        self.table = table
        self.columns = columns
        self.operations = operations
    }

    /// `alter around the views of TABLE: …`.
    public var summary: String {
        "alter around the views of \(table): \(operations.map(\.summary).joined(separator: ", "))"
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try database.module.dialect.lower(self).attributed(to: self)
    }

    /// An operation that undoes the changes, again without the dependent views.
    public var inverse: Inverse {
        switch Inversion.inverse(of: operations) {
        case .operations(let inverses): .operations([AlteringAround(table, columns: columns, inverses)])
        case .impossible(let reason): .impossible(because: reason)
        }
    }
}

extension AlteringAround {
    /// Whether an enclosed operation renames a column.
    package var renamesColumns: Bool {
        operations.lazy.compactMap { $0 as? AlterTable }.flatMap(\.alterations)
            .contains { if case .renameColumn = $0 { true } else { false } }
    }

    /// The advice when a view cannot be restored after a rename.
    package static var renameAdvice: String {
        "Nothing was changed. Rename the column separately, outside alteringAround: views follow a rename by "
            + "themselves."
    }
}
