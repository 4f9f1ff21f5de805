public import Athanor

extension PostgreSQLDialect {
    /// `CREATE MATERIALIZED VIEW`, then its indexes, its comment, its owner and its grants. The grants come last, so
    /// that the owner is their grantor. An index is in the schema of its view, so its name is never qualified.
    ///
    /// Source: PostgreSQL documentation, "CREATE MATERIALIZED VIEW".
    /// - Throws: ``OperationError``, for an index without columns or a text that is not a query.
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
            LoweredStatement(SQLStatement(text, rewrittenFrom: query), command: "CREATE MATERIALIZED VIEW"))
    }

    /// `DROP MATERIALIZED VIEW`, after a check for dependents of the view unless they are to be dropped too.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: DropMaterializedView) throws -> [LoweredStep] {
        [
            try DroppingView(.materializedView, operation.name, ifExists: operation.ifExists)
                .step(operation.dependents, of: self)
        ]
    }

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

    /// A step that replaces the view: ``ReplacingView`` chooses whether side by side or in place.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep] {
        let query = try querySource(operation.query, of: "materialized view \(operation.name)")
        _ = try identifier(operation.name)
        return [ReplacingView(operation: operation, query: query).step]
    }

    /// A step that sets views aside, does the work and restores them.
    /// - Throws: ``OperationError``.
    public func lower(_ operation: AlteringAround) throws -> [LoweredStep] {
        let steps = try operation.operations.flatMap { try $0.lower(for: PostgreSQL(sharding: sharding)) }
        if let step = steps.first(where: \.commitsByItself) { throw OperationError.commitsInside(step) }
        return [
            AlteringAroundViews(operation: operation, quotedName: try identifier(operation.table), steps: steps).step
        ]
    }

    /// The text of a view's query, in the form of ``querySource(_:of:)``.
    /// - Throws: ``OperationError``.
    func query(_ query: ViewQuery, of object: String) throws(OperationError) -> String {
        try querySource(query, of: object).text
    }

    /// The source text of a view's query, without closing semicolons and surrounding comments, so that other words can
    /// follow on a separate line.
    /// - Parameter object: the object with the query: `materialized view daily_usage`.
    /// - Throws: ``OperationError`` when its file could not be read, or when the text is not exactly one statement.
    func querySource(_ query: ViewQuery, of object: String) throws(OperationError) -> SourceSlice {
        try query.statement(of: object, by: PostgreSQLScriptReader())
    }
}
