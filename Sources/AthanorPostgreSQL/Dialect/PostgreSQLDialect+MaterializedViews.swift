package import Athanor

extension PostgreSQLDialect {
    /// `CREATE MATERIALIZED VIEW`, then its indexes, its comment, its owner and its grants. The grants come last, so
    /// that the owner is their grantor. An index is in the schema of its view, so its name is never qualified.
    ///
    /// Source: PostgreSQL documentation, "CREATE MATERIALIZED VIEW".
    /// - Throws: ``OperationError``, for an index without columns or a text that is not a query.
    package func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep] {
        let view = operation.view
        let object = DatabaseObject.materializedView(view.name)
        var steps = [try creating(view)]
        for index in view.indexes {
            steps.append(step(try creating(index, on: view.name), command: "CREATE INDEX"))
        }
        if let comment = view.comment { steps.append(self.comment(on: try text(of: object), comment)) }
        if let owner = view.owner { steps += try lower(ObjectOperation.setOwner(object, owner, was: nil)) }
        for grant in view.grants {
            steps += try lower(
                PrivilegeOperation.grant(
                    grant.privileges, on: .tables([view.name]), to: grant.grantees, grantOption: grant.grantOption))
        }
        return steps
    }

    /// `CREATE MATERIALIZED VIEW` alone.
    func creating(_ view: MaterializedViewDefinition) throws(OperationError) -> LoweredStep {
        let query = try querySource(view.query, of: DatabaseObject.materializedView(view.name).description)
        var words = ["CREATE MATERIALIZED VIEW", try identifier(view.name)]
        if !view.columns.isEmpty { words.append("(\(try identifiers(view.columns)))") }
        if let method = view.method { words += ["USING", try identifier(method)] }
        if !view.storage.isEmpty { words.append("WITH (\(try list(of: view.storage)))") }
        if let tablespace = view.tablespace { words += ["TABLESPACE", try identifier(tablespace)] }
        let text = """
            \(words.joined(separator: " ")) AS
            \(query.text)
            \(view.withData ? "WITH DATA" : "WITH NO DATA")
            """
        return .statement(
            LoweredStatement(SQLStatement(text, rewrittenFrom: query), command: "CREATE MATERIALIZED VIEW"))
    }

    /// `DROP MATERIALIZED VIEW`, after a check for dependents of the view unless they are to be dropped too.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: DropMaterializedView) throws -> [LoweredStep] {
        [
            try DroppingView(.materializedView, operation.name, ifExists: operation.ifExists)
                .step(operation.dependents, of: self)
        ]
    }

    /// `ALTER MATERIALIZED VIEW`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: AlterMaterializedView) throws -> [LoweredStep] {
        switch operation {
        case .rename(let name, let newName):
            [altering("MATERIALIZED VIEW", try identifier(name), "RENAME TO \(try identifier(newName))")]
        case .setSchema(let name, let schema):
            [altering("MATERIALIZED VIEW", try identifier(name), "SET SCHEMA \(try identifier(schema))")]
        }
    }

    /// A step that replaces the view: ``ReplacingView`` chooses whether side by side or in place.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep] {
        let query = try querySource(operation.query, of: "materialized view \(operation.name)")
        _ = try identifier(operation.name)
        return [ReplacingView(operation: operation, query: query).step]
    }

    /// A step that sets views aside, does the work and restores them.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: AlteringAround) throws -> [LoweredStep] {
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
