internal import Athanor

/// Gives a view another name: SQLite cannot, so that it is dropped, and created again from its own text, with its triggers.
struct RenamingView: Sendable {
    let name: QualifiedName
    let newName: String
    let quotedNewName: String

    /// - Parameter view: what has the name, if anything has.
    func statements(for view: SchemaObject?, on connection: any Connection) async throws -> [Statement] {
        guard name.schema.map(EmulatedView.isMain) ?? true, let view, let sql = view.sql else {
            throw OperationError(
                "there is no view \(name)",
                advice: "List the views with `SELECT name FROM sqlite_schema WHERE type = 'view'`.")
        }
        if let other = try await SchemaObject.named(newName, on: connection), other.name != view.name {
            throw OperationError(
                "there is already \(other.kindWithArticle) \"\(other.name)\"", advice: "Choose another name.")
        }
        let readers = try await Dependents(of: [view.name], on: connection).all.map(\.description)
        let users = readers + (try await triggersThatUse(view, on: connection))
        guard users.isEmpty else {
            throw OperationError(
                "view \(name) cannot be renamed because \(users.joined(separator: ", ")) "
                    + "\(users.count == 1 ? "uses" : "use") its old name",
                advice: "Drop what uses it first, rename the view, then create it again, all in this revision.")
        }
        return [
            Statement("DROP VIEW main.\(SQLiteDialect().quote(view.name))"),
            Statement(try StoredText(sql).renamed(to: quotedNewName)),
        ]
            + (try await triggers(on: connection).filter { isOn(view, $0) }.map {
                Statement(try StoredText($0.sql).moved(to: quotedNewName))
            })
    }

    private struct Trigger {
        let name: String
        let table: String
        let sql: String
    }

    private func isOn(_ view: SchemaObject, _ trigger: Trigger) -> Bool {
        trigger.table.lowercased() == view.name.lowercased()
    }

    private func triggers(on connection: any Connection) async throws -> [Trigger] {
        try await connection.query(
            "SELECT name, tbl_name, sql FROM main.sqlite_master WHERE type = 'trigger' ORDER BY name"
        ).map { Trigger(name: try $0.text("name"), table: try $0.text("tbl_name"), sql: try $0.text("sql")) }
    }

    /// A trigger of the view names it once, as what it is on; any other mention may be a use.
    private func triggersThatUse(_ view: SchemaObject, on connection: any Connection) async throws -> [String] {
        try await triggers(on: connection).filter {
            StoredText($0.sql).mentions(of: view.name) > (isOn(view, $0) ? 1 : 0)
        }.map { "trigger \"\($0.name)\"" }
    }
}
