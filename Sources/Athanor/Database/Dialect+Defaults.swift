extension Dialect {
    /// Returns the statements around the transaction of work that is not part of a revision.
    /// - Parameter steps: everything that the transaction will hold, as far as known in advance.
    public func transaction(for steps: [LoweredStep]) -> TransactionScope { transaction(for: TransactionWork(steps)) }

    /// `nil`: the database does not know.
    public var millisecondsSinceBegin: String? { nil }

    /// Returns nothing: the database has no timeouts.
    public func setting(_ timeouts: TimeoutChange) -> [LoweredStep] { [] }

    /// Returns the steps alone.
    public func steps(_ steps: [LoweredStep], under timeouts: TimeoutChange) -> [LoweredStep] { steps }

    /// Returns `nil`: no statement has its own lock timeout.
    public func patience(
        for statement: LoweredStatement, _ timeouts: Timeouts
    ) -> (before: Statement, after: Statement)? { nil }

    /// Returns `false`: no statement may.
    public func mayEndTransactions(_ statement: LoweredStatement) -> Bool { false }

    /// `nil`: sessions have no counter.
    public var transactionNumber: Statement? { nil }

    /// Returns nothing.
    public func noting(views work: [LoweredStep]) -> [Statement] { [] }

    /// Returns `false`: no step does.
    public func onlyChangesSettings(_ step: LoweredStep) -> Bool { false }

    /// Returns `nil`: no statement skips anything.
    public func warning(after statement: LoweredStatement) -> Statement? { nil }

    /// Returns `nil`: every statement can be part of a script.
    public func refusalInScript(of statement: LoweredStatement) -> OperationError? { nil }

    /// Returns `nil`: no step makes one.
    public func heldSetting(by step: LoweredStep) -> HeldSetting? { nil }

    /// Returns nothing.
    public func keepingMigrationLock(of versionTable: QualifiedName) -> [Statement] { [] }

    /// Returns an `IN` condition, for databases without user-defined operators.
    public func condition(_ column: String, isOneOf values: [String]) -> String {
        "\(column) IN (\(values.joined(separator: ", ")))"
    }

    /// Returns nothing, for databases without roles.
    public func takingOwnRights(after work: [LoweredStep]) -> [Statement] { [] }

    /// Returns nothing, for databases without roles.
    public func guardingMetadataTables(and versionTable: QualifiedName?, for access: MetadataTablesAccess) -> [Statement] { [] }

    /// Returns nothing.
    public func clearing(after work: [LoweredStep]) -> [LoweredStep] { [] }

    /// Returns the name itself.
    public func key(ofView name: QualifiedName) -> QualifiedName { name }

    /// Returns nothing.
    public func settling(after work: [LoweredStep]) -> [LoweredStep] { [] }

    /// Returns the operations unchanged.
    public func joining(_ operations: [any Operation]) -> [any Operation] { operations }
}
