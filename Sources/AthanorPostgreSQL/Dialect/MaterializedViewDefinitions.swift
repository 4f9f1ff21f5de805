public import Athanor

extension PostgreSQLDialect {
    /// `CREATE MATERIALIZED VIEW`, then an index each. An index lies in the schema of its view, so its name is never
    /// qualified.
    /// - Throws: ``OperationError`` for an index without columns.
    public func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep] {
        let columns = operation.columns.isEmpty ? "" : " (\(try identifiers(operation.columns)))"
        let creation = """
            CREATE MATERIALIZED VIEW \(try identifier(operation.name))\(columns) AS
            \(try query(operation.query, of: "materialized view \(operation.name)"))
            \(operation.withData ? "WITH DATA" : "WITH NO DATA")
            """
        var steps: [LoweredStep] = [
            .statement(LoweredStatement(Statement(creation), command: "CREATE MATERIALIZED VIEW"))
        ]
        for index in operation.indexes {
            let creation = Statement(try creating(index, on: operation.name))
            steps.append(.statement(LoweredStatement(creation, command: "CREATE INDEX")))
        }
        return steps
    }

    /// `DROP MATERIALIZED VIEW`, which refuses when other objects depend on the view.
    public func lower(_ operation: DropMaterializedView) throws -> [LoweredStep] {
        let ifExists = operation.ifExists ? "IF EXISTS " : ""
        let drop = "DROP MATERIALIZED VIEW \(ifExists)\(try identifier(operation.name))"
        return [.statement(LoweredStatement(Statement(drop), command: "DROP MATERIALIZED VIEW"))]
    }

    /// The text of a query, without a closing semicolon.
    /// - Throws: ``OperationError`` when its file could not be read.
    func query(_ query: ViewQuery, of object: String) throws(OperationError) -> String {
        try query.source(of: object).text
    }
}
