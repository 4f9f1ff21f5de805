package import Athanor

extension SQLiteDialect {
    /// Returns `CREATE VIEW` or `DROP VIEW`. To change the query or the name, returns both. Materialized views are
    /// refused. (https://sqlite.org/lang_createview.html)
    /// - Throws: ``OperationError`` for features that SQLite's views do not have, and for a change of the schema.
    package func lower(_ operation: ViewOperation) throws -> [LoweredStep] { try lower(operation, in: .swift) }

    /// Returns the same for an operation that a statement expresses.
    func lower(_ operation: ViewOperation, in kind: RevisionKind) throws -> [LoweredStep] {
        switch operation {
        case .create(let view):
            return [.statement(LoweredStatement(try creating(view), command: "CREATE VIEW"))]
        case .replace(let view, _):
            let creation = try creating(view)
            return [
                resolved(operation, view.name, kind) { object, connection in
                    try await RecordedView(connection: connection).made([view.name.name])
                    guard let object else { return [creation] }
                    // SQLite drops these triggers with their view.
                    let triggers = try await connection.query(
                        sql: """
                            SELECT sql FROM main.sqlite_master
                            WHERE type = 'trigger' AND tbl_name = $1 COLLATE NOCASE ORDER BY rowid
                            """, [.text(object.name)])
                    return [SQLStatement("DROP VIEW main.\(quote(object.name))"), creation]
                        + (try triggers.map { SQLStatement(StoredText(try $0["sql", as: String.self]).inMain) })
                }
            ]
        case .drop(let name, _, let ifExists, let dependents):
            let text = "DROP VIEW \(ifExists ? "IF EXISTS " : "")\(try identifier(name.inMain))"
            return [
                resolved(operation, name, kind) { _, connection in
                    // SQLite would drop the view, and leave its readers broken.
                    let readers = try await Dependents(of: [name.name], on: connection).all
                    guard readers.isEmpty || dependents == .cascade else {
                        throw OperationError(
                            "view \(name) cannot be dropped because \(readers.list) "
                                + "\(readers.count == 1 ? "reads" : "read") it",
                            advice: "Drop the readers first, or give `dependents: .cascade`.")
                    }
                    return readers.reversed().flatMap { $0.dropping(origin: nil) } + [SQLStatement(text)]
                }
            ]
        case .rename(let name, let newName):
            let renaming = RenamingView(name: name, newName: newName, quotedNewName: try identifier(newName))
            return [
                resolved(operation, name, kind) { object, connection in
                    try await renaming.statements(for: object, on: connection)
                }
            ]
        case .setSchema:
            throw refusal(of: operation, because: "it has no such schemas", "A view stays in its file.")
        }
    }

    /// Returns statements about a view, after a check that the name belongs to no materialized view and no table.
    private func resolved(
        _ operation: ViewOperation, _ name: QualifiedName, _ kind: RevisionKind,
        _ statements: @escaping @Sendable (SchemaObject?, any Connection) async throws -> [SQLStatement]
    ) -> LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: operation.summary) { connection in
                guard try await EmulatedView.named(name.name, on: connection)?.isReadable != true else {
                    throw OperationError(
                        "\"\(name.name)\" is a materialized view, not a view",
                        advice: kind.words(
                            sql: "Write CREATE OR REPLACE MATERIALIZED VIEW.",
                            swift: "Use \(operation.ofMaterializedView) for it."))
                }
                let object = try await SchemaObject.named(name.name, on: connection)
                if let object, object.type != "view" {
                    throw OperationError(
                        "\"\(object.name)\" is \(object.kindWithArticle), not a view", advice: "Name a view.")
                }
                return try await statements(object, connection)
            })
    }

    private func creating(_ view: ViewDefinition) throws -> SQLStatement {
        func refusal(_ what: String) -> OperationError {
            OperationError(
                "view \(view.name) \(what), which SQLite cannot do",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        }
        guard view.checkOption == nil else { throw refusal("has a check option") }
        guard !view.isSecurityBarrier else { throw refusal("is a security barrier") }
        guard !view.isSecurityInvoker else { throw refusal("has a security invoker") }
        guard !view.isRecursive else {
            throw OperationError(
                "view \(view.name) is recursive, which SQLite's views cannot be by themselves",
                advice: "Begin the query with WITH RECURSIVE.")
        }
        let columns = view.columns.isEmpty ? "" : " (\(try identifiers(view.columns)))"
        let query = try view.query.statement(of: "view \(view.name)", by: SQLiteScriptReader())
        return SQLStatement(
            "CREATE VIEW \(try identifier(view.name))\(columns) AS\n\(query.text)", rewrittenFrom: query)
    }
}

extension ViewOperation {
    /// The operation that does the same for a materialized view.
    fileprivate var ofMaterializedView: String {
        switch self {
        case .create: "op.createMaterializedView"
        case .replace: "op.replaceMaterializedView"
        case .drop: "op.dropMaterializedView"
        case .rename, .setSchema: "op.renameMaterializedView"
        }
    }
}
