internal import Athanor

/// Gives a view another name: SQLite cannot, so that it is dropped, and created again from its own text, with its triggers.
/// What reads it goes on doing so.
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
        if let other = try await SchemaObject.named(newName, on: connection), !other.name.isSameName(as: view.name) {
            throw OperationError(
                "there is already \(other.kindWithArticle) \"\(other.name)\"", advice: "Choose another name.")
        }
        let triggers = try await CarriedRename(kind: "view", name: view.name, newName: newName).make(on: connection)
        try await RecordedView(connection: connection).renamed(view.name, to: newName)
        return [Statement(try StoredText(sql).renamed(to: quotedNewName))]
            + triggers.map { Statement(StoredText($0).inMain) }
    }
}
