public import Athanor

extension PostgreSQLDialect {
    /// `CREATE MATERIALIZED VIEW`, then an index each. An index lies in the schema of its view, so its name is never
    /// qualified.
    /// - Throws: ``OperationError`` for an index without columns.
    public func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep] {
        let columns = operation.columns.isEmpty ? "" : " (\(try identifiers(operation.columns)))"
        let creation: ComposedText = """
            CREATE MATERIALIZED VIEW \(try identifier(operation.name))\(columns) AS
            \(try definition(operation.query, of: "materialized view \(operation.name)"))
            \(operation.withData ? "WITH DATA" : "WITH NO DATA")
            """
        var steps: [LoweredStep] = [
            .statement(LoweredStatement(Statement(composed: creation), command: "CREATE MATERIALIZED VIEW"))
        ]
        for index in operation.indexes {
            let indexing = Statement(try creating(index, on: operation.name))
            steps.append(.statement(LoweredStatement(indexing, command: "CREATE INDEX")))
        }
        return steps
    }

    /// `DROP MATERIALIZED VIEW`, which refuses when other objects depend on the view.
    public func lower(_ operation: DropMaterializedView) throws -> [LoweredStep] {
        let ifExists = operation.ifExists ? "IF EXISTS " : ""
        let drop = "DROP MATERIALIZED VIEW \(ifExists)\(try identifier(operation.name))"
        return [.statement(LoweredStatement(Statement(drop), command: "DROP MATERIALIZED VIEW"))]
    }

    /// A query with its place, without a closing semicolon.
    /// - Throws: ``OperationError`` when its file could not be read, or holds anything but one query; ``ScriptError``.
    func definition(_ query: ViewQuery, of object: String) throws -> SourceSlice {
        try query.statement(of: object, by: PostgreSQLScriptReader())
    }

    /// The text of a query, without a closing semicolon.
    /// - Throws: as ``definition(_:of:)``.
    func query(_ query: ViewQuery, of object: String) throws -> String {
        try definition(query, of: object).text
    }
}
