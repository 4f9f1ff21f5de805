internal import Athanor

/// The views and triggers that may read a table or view. Those that worked before must work after it was altered.
///
/// SQLite does not check them when a table is rebuilt; they would fail at the next read or write. Nothing is read or
/// written here: the statements are only prepared, with EXPLAIN, in a savepoint that is rolled back.
struct Readers {
    private struct Reader: Sendable {
        let object: SchemaObject
        /// The table or view that a trigger is on.
        let table: String
    }

    private let table: String
    private let kind: String
    private let working: [Reader]

    init(of table: String, kind: String = "table", on connection: any Connection) async throws {
        self.table = table
        self.kind = kind
        var working: [Reader] = []
        for reader in try await Self.candidates(reading: table, on: connection)
        where try await Self.failure(of: reader, on: connection) == nil {
            working.append(reader)
        }
        self.working = working
    }

    /// Checks that the readers that worked before still work.
    /// - Throws: `OperationError` that names the first that does not.
    func check(on connection: any Connection) async throws {
        let present = Set(try await Self.all(on: connection).map { SQLiteName($0.object.name) })
        // Readers that the revision has dropped since then were dropped on purpose.
        for reader in working where present.contains(SQLiteName(reader.object.name)) {
            guard let failure = try await Self.failure(of: reader, on: connection) else { continue }
            let materialized = EmulatedView.name(ofDefinition: reader.object.name)
            throw OperationError(
                "\(kind) \"\(table)\" cannot be altered: \(materialized == nil ? reader.object.type : "materialized view") "
                    + "\"\(materialized ?? reader.object.name)\" would no longer work (\(failure))",
                advice: "Drop it before, and create it again for the altered \(kind).")
        }
    }

    /// Returns the views and triggers that fail because a table they name is missing, the views first.
    static func all(missing table: String, on connection: any Connection) async throws -> [SchemaObject] {
        var missing: [SchemaObject] = []
        for reader in try await all(on: connection) where reader.object.mentions(table) {
            guard let failure = try await failure(of: reader, on: connection),
                MissingTable(failure)?.name.isSameName(as: table) == true
            else { continue }
            missing.append(reader.object)
        }
        return missing
    }

    /// Returns all views and triggers, if any of them mentions the table: views may be read through others.
    private static func candidates(reading table: String, on connection: any Connection) async throws -> [Reader] {
        let readers = try await all(on: connection)
        let isRead = readers.contains { $0.object.mentions(table) }
        return isRead ? readers : []
    }

    private static func all(on connection: any Connection) async throws -> [Reader] {
        let rows = try await connection.query(
            """
            SELECT type, name, sql, tbl_name
            FROM main.sqlite_master
            WHERE type IN ('view', 'trigger')
            ORDER BY type DESC, name
            """)
        return try rows.map {
            Reader(
                object: SchemaObject(
                    type: try $0["type", as: String.self], name: try $0["name", as: String.self],
                    sql: try $0["sql", as: String?.self]),
                table: try $0["tbl_name", as: String.self])
        }
    }

    /// Returns the reason why a view or trigger does not work; `nil` when it works.
    private static func failure(of reader: Reader, on connection: any Connection) async throws -> String? {
        let attempt = try await connection.undoingIfAccepted {
            for text in try await statements(using: reader, on: connection) {
                try await connection.query(sql: SQLStatement(text))
            }
        }
        guard case .failure(let error) = attempt else { return nil }
        // A trigger on updates of a missing column never runs, and no other trigger allows changes to the view.
        return error.messageOfSQLite == "cannot modify \(reader.table) because it is a view" ? nil : error.message
    }

    private static func statements(using reader: Reader, on connection: any Connection) async throws -> [String] {
        let dialect = SQLiteDialect()
        guard reader.object.type == "trigger" else {
            return ["EXPLAIN SELECT * FROM main.\(dialect.quote(reader.object.name))"]
        }
        let target = "main.\(dialect.quote(reader.table))"
        // Other triggers would be prepared too.
        let others = try await connection.query(
            sql: "SELECT name FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name = $1 AND name <> $2",
            [.text(reader.table), .text(reader.object.name)])
        let dropping = try others.map { "DROP TRIGGER main.\(dialect.quote(try $0["name", as: String.self]))" }
        let columns = try await connection.query(
            sql: "SELECT name FROM temp.pragma_table_xinfo($1, 'main') WHERE hidden = 0", [.text(reader.table)])
        let assignments = try columns.map { row -> String in
            let name = dialect.quote(try row["name", as: String.self])
            return "\(name) = \(name)"
        }.joined(separator: ", ")
        let event = Lexer.tokens(inAccepted: reader.object.sql ?? "").prefix { !$0.isKeyword("BEGIN") }
            .compactMap(\.keyword).first { ["INSERT", "UPDATE", "DELETE"].contains($0) }
        switch event {
        case "INSERT": return dropping + ["EXPLAIN INSERT INTO \(target) DEFAULT VALUES"]
        case "UPDATE": return dropping + ["EXPLAIN UPDATE \(target) SET \(assignments)"]
        case "DELETE": return dropping + ["EXPLAIN DELETE FROM \(target)"]
        default: return []
        }
    }
}
