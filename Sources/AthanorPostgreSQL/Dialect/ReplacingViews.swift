public import Athanor

extension PostgreSQLDialect {
    /// `ALTER MATERIALIZED VIEW`.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: AlterMaterializedView) throws -> [LoweredStep] {
        switch operation {
        case .rename(let name, let newName):
            [altering("MATERIALIZED VIEW", try identifier(name), "RENAME TO \(try identifier(newName))")]
        case .setSchema(let name, let schema):
            [altering("MATERIALIZED VIEW", try identifier(name), "SET SCHEMA \(try identifier(schema))")]
        }
    }

    /// A step that builds the new view and swaps it for the old.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep] {
        throw OperationError("\(operation.summary): not yet", advice: "Wait.")
    }

    /// A step that sets views aside, does the work and brings them back.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: AlteringAround) throws -> [LoweredStep] {
        throw OperationError("\(operation.summary): not yet", advice: "Wait.")
    }
}
