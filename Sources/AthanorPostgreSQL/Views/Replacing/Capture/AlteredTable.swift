internal import Athanor

/// A table that is altered while the views that read it are dropped.
struct AlteredTable: Sendable {
    let oid: Int64
    let name: QualifiedName

    /// The table, as messages name it.
    var description: String { "table \(name)" }

    /// Returns the names of its columns, in their order.
    /// - Throws: ``DatabaseFailure``.
    func columns(on connection: any Connection) async throws -> [String] {
        try await connection.query(
            own: """
                SELECT a.attname AS name FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY a.attnum
                """, [.integer(oid)]
        ).map { try $0["name", as: String.self] }
    }
}

extension ViewFamily {
    /// Returns the texts that name relations and are parsed again: the queries of the views, and the definitions of
    /// other readers.
    /// - Parameter definitions: the views' queries, by OID.
    func texts(_ definitions: [Int64: String], _ readers: [DependentRoutineOrPolicy]) -> [ColumnAliases.Reader] {
        views.compactMap { view in
            definitions[view.oid].map { ColumnAliases.Reader(description: view.description, text: $0) }
        } + readers.map { ColumnAliases.Reader(description: $0.description, text: $0.defining) }
    }

    /// Refuses a new definition whose columns have other positions, if a text that is parsed again relies on the old
    /// ones.
    /// - Parameters:
    ///   - plans: the views to recreate; among them the view with the new definition, if there is one.
    ///   - definitions: the views' queries, by OID.
    ///   - readers: the objects other than views that read them.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError``.
    func refuseChangedPlaces(
        in plans: [ViewRebuild], _ definitions: [Int64: String], _ readers: [DependentRoutineOrPolicy], _ action: String
    ) throws(OperationError) {
        for plan in plans where plan.origin != nil {
            guard let old = views.first(where: { $0.oid == plan.view.oid }) else { continue }
            try ColumnAliases.refuse(
                in: texts(definitions.filter { $0.key != old.oid }, readers), of: (old.qualifiedName, old.description),
                columns: old.columns.map(\.name), becoming: plan.columns, action)
        }
    }
}
