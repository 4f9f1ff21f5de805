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
        let query = try querySource(operation.query, of: "materialized view \(operation.name)")
        _ = try identifier(operation.name)
        return [ReplacingView(operation: operation, query: query).step]
    }

    /// A step that sets views aside, does the work and brings them back.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: AlteringAround) throws -> [LoweredStep] {
        let steps = try operation.operations.flatMap { try $0.lower(for: PostgreSQL(sharding: sharding)) }
        if let step = steps.first(where: \.commitsByItself) { throw OperationError.commitsInside(step) }
        return [
            AlteringAroundViews(operation: operation, quotedName: try identifier(operation.table), steps: steps).step
        ]
    }
}
