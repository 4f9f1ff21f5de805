internal import Athanor

/// Marks a database file as disposable, and erases a marked one.
///
/// The mark is the table `athanor_disposable`. It contains the ``FileIdentity``, which a copied or moved file does not
/// have.
struct SQLiteEraser: DatabaseEraser {
    let connection: any Connection

    /// The table of the mark.
    static let table = "athanor_disposable"

    func mark() async throws -> DisposableMark? {
        let tables = try await connection.query(
            own: "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = '\(Self.table)' COLLATE NOCASE")
        guard !tables.isEmpty,
            let row = try await connection.query(
                own: "SELECT database, marked_at, marked_by FROM main.\(Self.table)"
            ).first
        else { return nil }
        return DisposableMark(
            difference: try await difference(from: try row["database", as: String?.self] ?? ""),
            markedAt: try row["marked_at", as: String?.self] ?? "",
            markedBy: try row["marked_by", as: String?.self] ?? "")
    }

    private func difference(from recorded: String) async throws -> String? {
        guard let identity = try await identity() else { return "it is not in a file" }
        guard let marked = FileIdentity(recorded: recorded) else { return "the mark is not one of this version" }
        return identity.difference(from: marked)
    }

    /// Creates the table again each time, so that no other table or trigger with its name counts as the mark.
    func marking(atBase isAtBase: Bool) async throws -> [SQLStatement] {
        guard let identity = try await identity() else {
            throw DatabaseFailure(
                kind: .notAllowed, message: "a database in memory cannot be marked as disposable",
                advice: "It ends with its connection, so nothing in it can be outdated. Leave out the mark.")
        }
        return unmarking() + [
            SQLStatement(
                own: """
                    CREATE TABLE main.\(Self.table) (
                        database TEXT NOT NULL,
                        marked_at TEXT NOT NULL,
                        marked_by TEXT NOT NULL
                    )
                    """),
            SQLStatement(
                own: """
                    INSERT INTO main.\(Self.table) (database, marked_by, marked_at)
                    VALUES ($1, $2, \(SQLiteDialect().now))
                    """, [.text(try identity.recorded()), .text(connection.userName)]),
        ]
    }

    func unmarking() -> [SQLStatement] { [SQLStatement(own: "DROP TABLE IF EXISTS main.\(Self.table)")] }

    /// Foreign keys are not enforced: dropping a table would first delete its rows, and the rows that refer to them.
    var transaction: TransactionScope {
        TransactionScope(
            before: [SQLStatement("PRAGMA foreign_keys = OFF")], begin: SQLiteDialect.begin,
            rollback: SQLiteDialect.rollback, after: [SQLStatement("PRAGMA foreign_keys = ON")])
    }

    /// Drops triggers first, because they run and are checked when other objects are dropped; then views, and virtual
    /// tables with the tables that belong to them. The tables are read afterwards: SQLite also takes a table for one of
    /// a virtual table because of its name alone, and such a table remains.
    /// (https://sqlite.org/pragma.html#pragma_table_list)
    func erase(inSchemaOf versionTable: QualifiedName, before plan: MigrationPlan) async throws {
        for kind in ["o.type = 'trigger'", "o.type = 'view'", "t.type IS 'virtual'", "o.type = 'table'"] {
            try await drop(where: kind)
        }
    }

    private func drop(where condition: String) async throws {
        let rows = try await connection.query(
            own: """
                SELECT o.type, o.name
                FROM main.sqlite_master AS o
                LEFT JOIN temp.pragma_table_list AS t ON t.schema = 'main' AND t.name = o.name
                WHERE \(condition) AND o.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    AND o.name <> '\(Self.table)' COLLATE NOCASE
                ORDER BY o.rowid
                """)
        let dialect = SQLiteDialect()
        for row in rows {
            let (type, name) = (try row["type", as: String.self], try row["name", as: String.self])
            try await connection.query(own: "DROP \(type.uppercased()) main.\(dialect.quote(name))")
        }
    }

    /// The identity of the file; `nil` for a database in memory and for a temporary one.
    private func identity() async throws -> FileIdentity? {
        let rows = try await connection.query(own: "SELECT file FROM temp.pragma_database_list WHERE name = 'main'")
        guard let path = try rows.first?["file", as: String?.self], !path.isEmpty else { return nil }
        return FileIdentity(path: path)
    }
}
