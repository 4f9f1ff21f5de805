public import Athanor

extension PostgreSQLDialect {
    /// The most bytes of a name that PostgreSQL keeps: `NAMEDATALEN` less one.
    public var longestIdentifier: Int? { 63 }

    public func lower(_ operation: TableOperation) throws -> [LoweredStep] {
        throw OperationError("\(operation.summary): not built yet", advice: "Wait.")
    }
    public func lower(_ operation: AlterTable) throws -> [LoweredStep] {
        throw OperationError("\(operation.summary): not built yet", advice: "Wait.")
    }
}
