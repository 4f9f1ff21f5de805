extension Dialect {
    /// The statements around the transaction of work that is no part of anything larger.
    /// - Parameter steps: everything that the transaction will hold, so far as it is known beforehand.
    public func transaction(for steps: [LoweredStep]) -> TransactionScope { transaction(for: TransactionWork(steps)) }

    /// The database cannot tell.
    public var millisecondsSinceBegin: String? { nil }

    /// Nothing.
    public func setting(_ timeouts: TimeoutChange) -> [LoweredStep] { [] }

    /// The steps alone.
    public func steps(_ steps: [LoweredStep], under timeouts: TimeoutChange) -> [LoweredStep] { steps }

    /// None has.
    public func patience(
        for statement: LoweredStatement, _ timeouts: Timeouts
    ) -> (before: Statement, after: Statement)? { nil }

    /// No statement may.
    public func mayEndTransactions(_ statement: LoweredStatement) -> Bool { false }

    /// Sessions do not count.
    public var transactionNumber: Statement? { nil }

    /// Nothing.
    public func noting(views work: [LoweredStep]) -> [Statement] { [] }

    /// No step does.
    public func onlyChangesSettings(_ step: LoweredStep) -> Bool { false }

    /// None passes over anything.
    public func warning(after statement: LoweredStatement) -> Statement? { nil }

    /// Every statement can be part of one.
    public func refusalInScript(of statement: LoweredStatement) -> OperationError? { nil }

    /// No step makes one.
    public func heldSetting(by step: LoweredStep) -> HeldSetting? { nil }

    /// Nothing.
    public func keepingMigrationLock(of versionTable: QualifiedName) -> [Statement] { [] }

    /// Nobody can make operators.
    public func condition(_ column: String, isOneOf values: [String]) -> String {
        "\(column) IN (\(values.joined(separator: ", ")))"
    }

    /// There are no roles.
    public func takingOwnRights(after work: [LoweredStep]) -> [Statement] { [] }

    /// There are no roles.
    public func guardingMetadataTables(and versionTable: QualifiedName?, for access: MetadataTablesAccess) -> [Statement] { [] }

    /// Nothing.
    public func clearing(after work: [LoweredStep]) -> [LoweredStep] { [] }

    /// The name itself.
    public func key(ofView name: QualifiedName) -> QualifiedName { name }

    /// Nothing.
    public func settling(after work: [LoweredStep]) -> [LoweredStep] { [] }

    /// Leaves each as it is.
    public func joining(_ operations: [any Operation]) -> [any Operation] { operations }
}
