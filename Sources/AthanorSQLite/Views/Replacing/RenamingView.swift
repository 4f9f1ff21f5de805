internal import Athanor

/// The rename of a view. SQLite cannot, so the view is dropped, and created again from its own text, with its triggers.
/// Its readers use the new name.
struct RenamingView: Sendable {
    let name: QualifiedName
    let newName: String
    let quotedNewName: String

    /// - Parameter view: the object with this name, if there is one.
    func statements(for view: SchemaObject?, on connection: any Connection) async throws -> [SQLStatement] {
        guard name.schema.map(EmulatedView.isMain) ?? true, let view, let sql = view.sql else {
            throw OperationError(
                "there is no view \(name)",
                advice: "List the views with `SELECT name FROM sqlite_schema WHERE type = 'view'`.")
        }
        if let other = try await SchemaObject.named(newName, on: connection), !other.name.isSameName(as: view.name) {
            throw OperationError(
                "there is already \(other.kindWithArticle) \"\(other.name)\"", advice: "Choose another name.")
        }
        let triggers = try await CarriedRename(kind: "view", name: view.name, newName: newName).make(on: connection)
        try await RecordedView(connection: connection).renamed(view.name, to: newName)
        return [SQLStatement(try StoredText(sql).renamed(to: quotedNewName))]
            + triggers.map { SQLStatement(StoredText($0).inMain) }
    }
}
