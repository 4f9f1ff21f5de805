internal import Athanor

/// A view or trigger, of the database or of the session.
struct StoredReader: Equatable, Sendable {
    let schema: TableSchema
    /// `view` or `trigger`.
    let type: String
    let name: String
    /// The table or view that a trigger is on.
    private let table: String
    private let sql: String

    /// Returns all views and triggers, in the order in which they were created.
    static func all(on connection: any Connection) async throws -> [StoredReader] {
        var readers: [StoredReader] = []
        for schema in [TableSchema.main, .temp] {
            readers += try await connection.query(
                sql: """
                    SELECT type, name, tbl_name, sql
                    FROM \(schema).sqlite_master
                    WHERE type IN ('view', 'trigger')
                    ORDER BY rowid
                    """
            ).map {
                StoredReader(
                    schema: schema, type: try $0["type", as: String.self], name: try $0["name", as: String.self],
                    table: try $0["tbl_name", as: String.self], sql: try $0["sql", as: String.self])
            }
        }
        return readers
    }

    static func == (left: StoredReader, right: StoredReader) -> Bool {
        left.schema == right.schema && left.type == right.type && left.name.isSameName(as: right.name)
    }

    /// Whether this is a trigger on this table or view.
    func isOn(_ relation: String) -> Bool { type == "trigger" && table.isSameName(as: relation) }

    /// Whether a name occurs in the text. It may name something other than a table there.
    func mentions(_ name: String) -> Bool { StoredText(sql).mentions(name) }

    var dropping: SQLStatement {
        SQLStatement("DROP \(type.asciiUppercased) \(schema).\(SQLiteDialect().quote(name))")
    }

    /// Creates the view or trigger again from its text. A trigger on the renamed table is created on the new name.
    func creating(afterRenaming old: String, to new: String) throws(OperationError) -> SQLStatement {
        let text = isOn(old) ? try StoredText(sql).moved(to: SQLiteDialect().quote(new)) : sql
        switch schema {
        case .main: return SQLStatement(StoredText(text).inMain)
        case .temp: return SQLStatement(StoredText(text).asTemporary)
        }
    }
}
