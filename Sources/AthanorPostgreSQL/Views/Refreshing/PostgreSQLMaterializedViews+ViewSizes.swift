package import Athanor

extension PostgreSQLMaterializedViews {
    /// Returns rows and bytes as the catalog has them. It does not wait for locks that other sessions hold when it
    /// begins. The rows of a view of less than 8 MB are counted if the role may read it and it is harmless
    /// (``HarmlessRelation``).
    /// - Throws: ``ViewLookupError`` if the view does not exist; ``DatabaseFailure``.
    package func size(of view: QualifiedName) async throws -> ViewSize {
        guard let found = try await connection.query(sql: Self.look(at: view)).first else {
            throw ViewLookupError.notFound(view.description, nearest: [])
        }
        return try await size(of: view, found)
    }

    /// A statement that reads a view's size from the catalog.
    static func look(at view: QualifiedName) -> SQLStatement {
        SQLStatement(own: reading("n.nspname = $1::text AND c.relname = $2::text"), values(view))
    }

    /// Returns the size in the catalog, and counts the rows if needed.
    func size(of view: QualifiedName, _ found: ResultRow) async throws -> ViewSize {
        ViewSize(
            rows: try await rows(of: view, estimate: found), bytes: try found["size", as: Int64?.self],
            state: try found["state", as: String.self])
    }

    /// Compares the file of the view's rows and its row in the catalog.
    package func change(from old: String, to new: String) -> String? {
        guard let old = ViewFileAndRow(old), let new = ViewFileAndRow(new) else { return nil }
        return old.change(to: new)
    }

    /// The values that ``oid`` binds.
    static func values(_ view: QualifiedName) -> [Value] { [Value(view.schema), .text(view.name)] }
}
