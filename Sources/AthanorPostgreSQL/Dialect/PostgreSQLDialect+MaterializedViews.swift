public import Athanor

extension PostgreSQLDialect {
    /// `CREATE MATERIALIZED VIEW`, then its indexes, its comment, its owner, and its grants, which thereby come from the
    /// owner. An index lies in the schema of its view, so its name is never qualified.
    ///
    /// Source: PostgreSQL documentation, "CREATE MATERIALIZED VIEW".
    /// - Throws: ``OperationError``, for an index without columns or a query that is not one.
    public func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep] {
        let name = operation.name
        let view = DatabaseObject.materializedView(name)
        var steps = [try creating(operation)]
        for index in operation.indexes {
            steps.append(step(try creating(index, on: name), command: "CREATE INDEX"))
        }
        if let comment = operation.comment { steps.append(self.comment(on: try text(of: view), comment)) }
        if let owner = operation.owner { steps += try lower(ObjectOperation.setOwner(view, owner, was: nil)) }
        for grant in operation.grants {
            steps += try lower(
                PrivilegeOperation.grant(
                    grant.privileges, on: .tables([name]), to: grant.grantees, grantOption: grant.grantOption))
        }
        return steps
    }

    /// `CREATE MATERIALIZED VIEW` alone.
    func creating(_ operation: CreateMaterializedView) throws(OperationError) -> LoweredStep {
        let query = try querySource(operation.query, of: DatabaseObject.materializedView(operation.name).description)
        var words = ["CREATE MATERIALIZED VIEW", try identifier(operation.name)]
        if !operation.columns.isEmpty { words.append("(\(try identifiers(operation.columns)))") }
        if let method = operation.method { words += ["USING", try identifier(method)] }
        if !operation.storage.isEmpty { words.append("WITH (\(try list(of: operation.storage)))") }
        if let tablespace = operation.tablespace { words += ["TABLESPACE", try identifier(tablespace)] }
        let text = """
            \(words.joined(separator: " ")) AS
            \(query.text)
            \(operation.withData ? "WITH DATA" : "WITH NO DATA")
            """
        return .statement(
            LoweredStatement(Statement(text, rewrittenFrom: query), command: "CREATE MATERIALIZED VIEW"))
    }

    /// `DROP MATERIALIZED VIEW`, after a look at what depends on the view.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: DropMaterializedView) throws -> [LoweredStep] {
        [
            try DroppingView(.materializedView, operation.name, ifExists: operation.ifExists)
                .step(operation.dependents, of: self)
        ]
    }
}
