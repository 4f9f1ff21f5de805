public import Athanor

extension PostgreSQLDialect {
    /// `CREATE MATERIALIZED VIEW`, then an index each. An index lies in the schema of its view, so its name is never
    /// qualified.
    /// - Throws: ``OperationError`` for an index without columns.
    public func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep] {
        let columns = operation.columns.isEmpty ? "" : " (\(list(operation.columns)))"
        let creation = """
            CREATE MATERIALIZED VIEW \(quote(operation.name))\(columns) AS
            \(operation.query)
            \(operation.withData ? "WITH DATA" : "WITH NO DATA")
            """
        var steps: [LoweredStep] = [
            .statement(LoweredStatement(Statement(creation), command: "CREATE MATERIALIZED VIEW"))
        ]
        for index in operation.indexes {
            steps.append(try lower(index, on: operation.name))
        }
        return steps
    }

    private func lower(_ index: IndexDefinition, on view: QualifiedName) throws -> LoweredStep {
        let name = index.name(on: view)
        guard !index.columns.isEmpty else {
            throw OperationError(
                "the index \"\(name)\" on \(view) has no columns",
                advice: "Name the columns: .unique(\"user_id\", \"target_date\").")
        }
        let creation = """
            CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(quote(name)) ON \(quote(view)) (\(list(index.columns)))
            """
        return .statement(LoweredStatement(Statement(creation), command: "CREATE INDEX"))
    }

    /// `DROP MATERIALIZED VIEW`, which refuses when other objects depend on the view.
    public func lower(_ operation: DropMaterializedView) -> [LoweredStep] {
        let ifExists = operation.ifExists ? "IF EXISTS " : ""
        let drop = "DROP MATERIALIZED VIEW \(ifExists)\(quote(operation.name))"
        return [.statement(LoweredStatement(Statement(drop), command: "DROP MATERIALIZED VIEW"))]
    }

    private func list(_ columns: [String]) -> String {
        columns.map { quote($0) }.joined(separator: ", ")
    }
}
