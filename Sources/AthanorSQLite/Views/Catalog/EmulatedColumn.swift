internal import Athanor

/// A column of an emulated view.
struct EmulatedColumn: Hashable, Sendable {
    let name: String
    /// The type as the underlying tables declare it, `""` for an expression. It decides how values are compared.
    let declaredType: String

    static func == (left: EmulatedColumn, right: EmulatedColumn) -> Bool {
        left.name.isSameText(as: right.name) && left.declaredType.isSameText(as: right.declaredType)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(name))
    }

    /// The column as CREATE TABLE declares it. The type needs no quoting, since SQLite itself parsed it as a type.
    var declaration: String {
        let quotedName = SQLiteDialect().quote(name)
        return declaredType.isEmpty ? quotedName : "\(quotedName) \(declaredType)"
    }

    /// Returns the columns of a table or view, in order.
    /// - Throws: ``DatabaseFailure``, also when a view cannot be read.
    static func all(of relation: String, on connection: any Connection) async throws -> [EmulatedColumn] {
        try await connection.query(
            sql: "SELECT name, type FROM temp.pragma_table_xinfo($1, 'main') ORDER BY cid", [.text(relation)]
        ).map { EmulatedColumn(name: try $0["name", as: String.self], declaredType: try $0["type", as: String.self]) }
    }
}

extension [EmulatedColumn] {
    /// Whether a column has this name, in any case.
    func contains(named name: String) -> Bool { contains { $0.name.isSameName(as: name) } }

    /// A list of the names, for messages.
    var list: String { map(\.name).joined(separator: ", ") }
}
