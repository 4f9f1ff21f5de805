public import Athanor

extension PostgreSQLMaterializedViews {
    /// Rows and bytes as the catalog has them, without waiting for anybody; the rows of a view of less than 8 MB are counted.
    public func size(of view: QualifiedName) async throws -> ViewSize {
        guard let found = try await connection.query(Self.look(at: view)).rows.first else {
            throw MaterializedViewError.notFound(view.description, nearest: [])
        }
        return try await size(of: view, found)
    }

    /// A statement that reads what the catalog has.
    static func look(at view: QualifiedName) -> Statement {
        Statement(own: reading("n.nspname = $1::text AND c.relname = $2::text"), values(view))
    }

    /// What the catalog has, and the rows where these must be counted.
    func size(of view: QualifiedName, _ found: Row) async throws -> ViewSize {
        ViewSize(
            rows: try await rows(of: view, estimate: found), bytes: try found.integerIfAny("size"),
            state: try found.text("state"))
    }

    /// By the file of the view's rows and its row in the catalog.
    public func change(from old: String, to new: String) -> String? {
        guard let old = ViewFileAndRow(old), let new = ViewFileAndRow(new) else { return nil }
        return old.change(to: new)
    }

    /// What ``oid`` binds.
    static func values(_ view: QualifiedName) -> [Value] { [Value(view.schema), .text(view.name)] }
}
