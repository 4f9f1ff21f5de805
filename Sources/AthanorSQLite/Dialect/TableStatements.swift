public import Athanor

extension SQLiteDialect {
    /// SQLite keeps names of any length.
    public var longestIdentifier: Int? { nil }

    public func lower(_ operation: TableOperation) throws -> [LoweredStep] {
        throw OperationError("\(operation.summary): not built yet", advice: "Wait.")
    }
    public func lower(_ operation: AlterTable) throws -> [LoweredStep] {
        throw OperationError("\(operation.summary): not built yet", advice: "Wait.")
    }
    public func lower(_ operation: IndexOperation) throws -> [LoweredStep] {
        throw OperationError("\(operation.summary): not built yet", advice: "Wait.")
    }
}
