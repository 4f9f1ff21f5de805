public import Athanor

extension PostgreSQLMaterializedViews {
    /// Rows and bytes as the catalog has them, without waiting for anybody; the rows of a view of less than 8 MB are counted.
    public func extent(of view: QualifiedName) async throws -> ViewExtent {
        let found = try await connection.query(
            own: Self.reading("n.nspname = $1::text AND c.relname = $2::text"), Self.values(view)
        ).first
        guard let found else { throw MaterializedViewError.notFound(view.description, nearest: []) }
        let rows = try await rows(
            of: view, isPopulated: try found.boolean("populated"), estimate: found,
            exactly: try found.boolean("countable"))
        return ViewExtent(rows: rows, bytes: try found.integerIfAny("size"), state: try found.text("state"))
    }

    /// By the file of the view's rows and its row in the catalog.
    public func change(from old: String, to new: String) -> String? {
        guard let old = ViewFileAndRow(old), let new = ViewFileAndRow(new) else { return nil }
        return old.change(to: new)
    }

    /// What ``oid`` binds.
    static func values(_ view: QualifiedName) -> [Value] { [Value(view.schema), .text(view.name)] }
}
