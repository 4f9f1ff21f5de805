import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Renaming an emulated materialized view")
struct RenamingTests {
    private let op = Operations(databaseKind: SQLite().kind)

    fileprivate static let views = #"""
        CREATE TABLE t (a INTEGER, b TEXT);
        INSERT INTO t VALUES (1, 'x'), (2, 'y');
        CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
        CREATE UNIQUE INDEX i ON m (a);
        CREATE INDEX j ON m (lower(b)) WHERE a > 0;
        CREATE VIEW v AS SELECT a, /* m */ m.b AS m FROM main.m WHERE a IN (SELECT a FROM [m]);
        CREATE MATERIALIZED VIEW n AS SELECT v.*, (SELECT count(*) FROM M) AS c FROM v;
        CREATE TRIGGER write INSTEAD OF INSERT ON m WHEN NEW.a > (SELECT max(a) FROM m)
        BEGIN INSERT INTO t VALUES (NEW.a, NEW.b); END;
        CREATE TRIGGER elsewhere AFTER DELETE ON t BEGIN INSERT INTO t SELECT -count(*), 'gone' FROM m; END;
        """#

    private func check(_ name: String, column: String = "a", on connection: any Connection) async throws {
        let quoted = SQLiteDialectQuoting.quote(name)
        let rows = try await connection.query(sql: SQLStatement("SELECT * FROM \(quoted) ORDER BY 1"))
        #expect(rows.map(\.values) == [[1, "x"], [2, "y"]])
        #expect(rows.first?.columns == [column, "b"])
        let before = try await connection.column("SELECT rowid FROM athanor_rows_n")
        try await connection.migrate("REFRESH MATERIALIZED VIEW n; REFRESH MATERIALIZED VIEW \(quoted)")
        #expect(try await connection.column("SELECT rowid FROM athanor_rows_n") == before)
        #expect(
            try await connection.column(
                "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = $1 ORDER BY name",
                [.text("athanor_rows_" + name)]) == ["i", "j"])
        #expect(
            try await connection.column(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = $1", [.text(name)]) == ["write"])
        // The triggers do their work under the new name.
        try await connection.query("BEGIN")
        try await connection.query(sql: SQLStatement("INSERT INTO \(quoted) VALUES (9, 'new'), (0, 'low')"))
        try await connection.query("DELETE FROM t WHERE a = 1")
        #expect(try await connection.column("SELECT a FROM t ORDER BY a") == [-2, 2, 9])
        try await connection.query("ROLLBACK")
        #expect(try await connection.column("PRAGMA integrity_check") == ["ok"])
    }

    @Test(
        "keeps rows, indexes, triggers, and what reads it, by SQL and by an operation",
        arguments: ["n2", "weird \"name\" 日本", "M", "select"], [true, false])
    func renames(newName: String, isTyped: Bool) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let numbers = try await connection.column("SELECT rowid FROM athanor_rows_m")
            if isTyped {
                try await connection.migrate(op.renameMaterializedView("main.m", to: newName))
            } else {
                let quoted = SQLiteDialectQuoting.quote(newName)
                try await connection.migrate("ALTER MATERIALIZED VIEW IF EXISTS M RENAME TO \(quoted)")
            }
            try await check(newName, on: connection)
            let table = SQLiteDialectQuoting.quote("athanor_rows_" + newName)
            #expect(try await connection.column("SELECT rowid FROM \(table)") == numbers)
            #expect(
                try await connection.column("SELECT name FROM athanor_materialized_views ORDER BY name").contains(
                    .text(newName)))
            let back = op.renameMaterializedView(QualifiedName(schema: nil, name: newName), to: "m")
            try await connection.migrate(back)
            try await check("m", on: connection)
        }
    }

    @Test("is refused for a name that is taken, and where there is none is fine only if that is said")
    func refusals() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            for taken in ["v", "n", "T", "i"] {
                let refusal = try await error(OperationError.self) {
                    try await connection.migrate(op.renameMaterializedView("m", to: taken))
                }
                #expect(refusal.message.hasPrefix("there is already a"))
            }
            let schema = #expect(throws: OperationError.self) {
                try op.setMaterializedViewSchema("m", to: "archive").lower(for: SQLite())
            }
            #expect(
                schema?.message
                    == "SQLite cannot move materialized view m to schema archive: it has no such schemas")
            #expect(throws: OperationError.self) { try op.renameMaterializedView("m", to: "").lower(for: SQLite()) }
            try await connection.migrate("ALTER MATERIALIZED VIEW IF EXISTS nothing RENAME TO m2")
            try await check("m", on: connection)
        }
    }

    @Test("clears away what DROP VIEW left of another of that name")
    func remains() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views + "CREATE MATERIALIZED VIEW o AS SELECT 1 AS x;")
            try await connection.query("DROP VIEW o")
            try await connection.migrate(op.renameMaterializedView("m", to: "o"))
            try await check("o", on: connection)
        }
    }

    @Test("renames a view without data, which stays so")
    func unpopulated() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE MATERIALIZED VIEW m AS SELECT 1 AS a WITH NO DATA;
                CREATE VIEW v AS SELECT a FROM m;
                ALTER MATERIALIZED VIEW m RENAME TO n;
                """)
            let failure = try await error(DatabaseFailure.self) { try await connection.query("SELECT * FROM v") }
            #expect(failure.message == "materialized view \"n\" has not been populated")
            try await connection.migrate("REFRESH MATERIALIZED VIEW n")
            #expect(try await connection.column("SELECT a FROM v") == [1])
        }
    }

    @Test("leaves everything as it was when something of the database is broken that SQLite would have to look into")
    func broken() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views + "CREATE VIEW broken AS SELECT * FROM nowhere")
            let before = try await connection.query("SELECT * FROM sqlite_schema")
            let refusal = try await error(OperationError.self) {
                try await connection.migrate(op.renameMaterializedView("m", to: "o"))
            }
            #expect(refusal.message.contains("error in view broken"))
            #expect(try await connection.query("SELECT * FROM sqlite_schema") == before)
            #expect(try await connection.column("PRAGMA legacy_alter_table") == [0])
        }
    }

    @Test("of a column is carried through to its indexes and to what reads it", arguments: ["COLUMN ", ""])
    func columns(word: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                Self.views.replacing("SELECT a, /* m */", with: "SELECT a AS a, /* m */") + """
                    PRAGMA legacy_alter_table = ON;
                    ALTER MATERIALIZED VIEW m RENAME \(word)a TO "number of";
                    """)
            try await check("m", column: "number of", on: connection)
            #expect(
                try await connection.column("SELECT sql FROM sqlite_schema WHERE name = 'i'")
                    == ["CREATE UNIQUE INDEX i ON \"athanor_rows_m\" (\"number of\")"])
        }
    }
}

extension RenamingTests {
    @Test("of a column is refused when a view that reads a reader could not follow")
    func columnThatCannotFollow() async throws {
        try await withDatabase { connection in
            // Without a name of its own, the column of `v` would be called as that of `m` is.
            try await connection.migrate(Self.views + "CREATE VIEW w AS SELECT v.a FROM v;")
            let before = try await connection.query("SELECT * FROM sqlite_schema")
            let refusal = try await error(OperationError.self) {
                try await connection.migrate("ALTER MATERIALIZED VIEW m RENAME a TO number")
            }
            #expect(refusal.message.hasPrefix("column \"a\" of materialized view \"m\" cannot be renamed"))
            #expect(refusal.message.contains("error in view w"))
            #expect(try await connection.query("SELECT * FROM sqlite_schema") == before)
        }
    }
}

/// Quotes as SQLite does.
enum SQLiteDialectQuoting {
    static func quote(_ name: String) -> String { SQLite().dialect.quote(name) }
}
