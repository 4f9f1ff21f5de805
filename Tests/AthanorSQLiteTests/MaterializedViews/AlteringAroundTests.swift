import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Altering a table around its views on SQLite")
struct AlteringAroundTests {
    private let op = Operations(databaseKind: SQLite().kind)

    private static let views = """
        CREATE TABLE parent (id INTEGER PRIMARY KEY);
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, parent INT REFERENCES parent ON DELETE CASCADE);
        CREATE TABLE child (t INT REFERENCES t ON DELETE CASCADE);
        INSERT INTO parent VALUES (1);
        INSERT INTO t VALUES (1, '10', 'x', 1), (2, '9', 'y', NULL);
        INSERT INTO child VALUES (1), (2);
        CREATE VIEW plain (x, y) AS SELECT a, /* kept */ id FROM t;
        CREATE TRIGGER write INSTEAD OF UPDATE ON plain BEGIN UPDATE t SET a = NEW.x WHERE id = NEW.y; END;
        CREATE MATERIALIZED VIEW m AS SELECT max(x) AS largest, count(*) AS n FROM plain;
        CREATE UNIQUE INDEX i ON m (n);
        CREATE MATERIALIZED VIEW all_of_it AS SELECT * FROM t;
        CREATE INDEX j ON all_of_it (a);
        CREATE MATERIALIZED VIEW other AS SELECT b FROM t;
        CREATE MATERIALIZED VIEW empty AS SELECT a FROM t WITH NO DATA;
        CREATE VIEW over AS SELECT * FROM m;
        """

    /// The text of a readable view follows the types of what it reads.
    private func objects(_ connection: any Connection) async throws -> StatementResult {
        try await connection.query(
            """
            SELECT type, name, tbl_name, CASE WHEN name NOT IN ('m', 'all_of_it') THEN sql END AS sql FROM sqlite_schema
            WHERE tbl_name NOT IN ('t') AND name NOT LIKE 'athanor_rows%' ORDER BY type, name
            """)
    }

    @Test("brings views, triggers, indexes and rows back, and sets aside only what uses the columns")
    func types() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let before = try await objects(connection)
            let counting = CountingConnection(connection)
            try await counting.migrate(
                op.alteringAround("t", columns: ["a"]) { op.alterColumn("a", of: "t", .type(.integer)) })
            #expect(try await objects(connection) == before)
            #expect(counting.count("CREATE VIEW plain") == 1)
            #expect(counting.count("CREATE VIEW \"athanor_definition_all_of_it\"") == 1)
            #expect(counting.count("CREATE VIEW \"athanor_definition_other\"") == 0)
            // As texts, the larger one was 9.
            #expect(try await connection.query("SELECT largest, n FROM over").map(\.values) == [[10, 2]])
            #expect(try await connection.column("SELECT typeof(a) FROM all_of_it") == ["integer", "integer"])
            #expect(try await connection.column("SELECT count(*) FROM child") == [2])
            try await connection.query("UPDATE plain SET x = 77 WHERE y = 1")
            #expect(try await connection.column("SELECT a FROM t WHERE id = 1") == [77])
            _ = try await error(DatabaseFailure.self) { try await connection.query("SELECT * FROM empty") }
            try await connection.migrate("REFRESH MATERIALIZED VIEW empty; REFRESH MATERIALIZED VIEW m")
            #expect(try await connection.column("SELECT largest FROM over") == [77])
            #expect(try await connection.column("PRAGMA foreign_key_check") == [])
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
        }
    }

    @Test("has a short form, with a rename that the views follow, and lets neighbours be")
    func shortForm() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            try await connection.migrate { op in
                op.alterColumn("b", of: "t", .notNull)
                op.alterColumn("a", of: "t", .type(.integer), .rename(to: "number"), dependents: .recreate)
            }
            #expect(try await connection.query("SELECT largest, n FROM over").map(\.values) == [[10, 2]])
            #expect(try await connection.column("SELECT number FROM t ORDER BY id") == [10, 9])
            try await connection.query("UPDATE plain SET x = 77 WHERE y = 1")
            try await connection.migrate("REFRESH MATERIALIZED VIEW m; REFRESH MATERIALIZED VIEW all_of_it")
            #expect(try await connection.column("SELECT largest FROM over") == [77])
        }
    }

    @Test("joins only neighbours that do the same with the views")
    func joining() throws {
        let joined = SQLite().dialect.joining([
            op.alterColumn("a", of: "t", .dropNotNull),
            op.alterColumn("a", of: "t", .type(.integer), dependents: .recreate),
            op.alterColumn("b", of: "t", .type(.integer), dependents: .recreate),
            op.alterColumn("b", of: "t", .dropNotNull),
        ]).compactMap { $0 as? AlterTable }
        #expect(joined.map(\.dependentViews) == [.refuse, .recreate, .refuse])
        #expect(joined.map(\.alterations.count) == [1, 2, 1])
    }

    @Test("drops a column that a * reads, rows and all")
    func droppedColumn() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            try await connection.migrate(
                op.alteringAround("t", columns: ["b"]) {
                    op.dropMaterializedView("other")
                    op.dropColumn("b", from: "t")
                    op.addColumn(.column("c", .integer, default: 7), to: "t")
                })
            #expect(
                try await connection.query("SELECT * FROM all_of_it ORDER BY id").map(\.values)
                    == [[1, "10", 1, 7], [2, "9", .null, 7]])
            #expect(
                try await connection.column("SELECT name FROM sqlite_schema WHERE tbl_name = 'athanor_rows_all_of_it'")
                    == ["athanor_rows_all_of_it", "j"])
        }
    }

    @Test("advises to rename a column outside, if a view reads its old name")
    func renamedInside() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let refusal = try await error(OperationError.self) {
                try await connection.migrate(
                    op.alteringAround("t") {
                        op.renameColumn("a", of: "t", to: "c")
                        op.alterColumn("b", of: "t", .notNull)
                    })
            }
            #expect(refusal.advice.contains("outside alteringAround: views follow a rename by themselves"))
        }
    }

    @Test(
        "rolls everything back and names the view when one cannot be brought back",
        arguments: [
            ("a", #"view "plain" cannot be restored: it reads column "a" of "t", which is gone"#),
            ("b", #"materialized view "other" cannot be restored: it reads column "b" of "t", which is gone"#),
        ])
    func refusals(column: String, message: String) async throws {
        try await withDatabase { connection in
            // In double quotes, SQLite would take what is gone for a text.
            try await connection.migrate(
                Self.views.replacing("SELECT b FROM t", with: "SELECT \"b\" FROM t")
                    + "DROP MATERIALIZED VIEW empty; DROP MATERIALIZED VIEW all_of_it"
            )
            let before = try await connection.query("SELECT * FROM sqlite_schema")
            let rows = try await connection.query("SELECT rowid, * FROM athanor_rows_m")
            let refusal = try await error(OperationError.self) {
                try await connection.migrate(op.alteringAround("t") { op.dropColumn(column, from: "t") })
            }
            #expect(refusal.message == message)
            #expect(try await connection.query("SELECT * FROM sqlite_schema") == before)
            #expect(try await connection.query("SELECT rowid, * FROM athanor_rows_m") == rows)
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
        }
    }

    @Test("rolls everything back when an operation inside or the computation of a view fails")
    func failing() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views + "CREATE MATERIALIZED VIEW strict AS SELECT abs(a) AS a FROM t")
            let before = try await connection.query("SELECT * FROM sqlite_schema")
            let inside = try await error(DatabaseFailure.self) {
                try await connection.migrate(
                    op.alteringAround("t") {
                        op.alterColumn("a", of: "t", .type(.integer))
                        op.execute("INSERT INTO nowhere VALUES (1)")
                    })
            }
            #expect(inside.message == "no such table: nowhere")
            let computing = try await error(OperationError.self) {
                try await connection.migrate(
                    op.alteringAround("t") {
                        op.alterColumn("a", of: "t", .type(.integer))
                        op.execute("UPDATE t SET a = -9223372036854775807 - 1")
                    })
            }
            #expect(
                computing.message == "materialized view \"strict\" cannot be restored: integer overflow")
            #expect(try await connection.query("SELECT * FROM sqlite_schema") == before)
            #expect(try await connection.query("SELECT * FROM over").map(\.values) == [["9", 2]])
        }
    }

    @Test("refuses what commits by itself, a table that is not there, and a view that is broken already")
    func refusedBeforehand() async throws {
        #expect(throws: OperationError.self) {
            try op.alteringAround("t") { op.execute("VACUUM") }.lower(for: SQLite())
        }
        #expect(throws: OperationError.self) {
            try op.alteringAround("t") { op.autocommit { op.execute("SELECT 1") } }.lower(for: SQLite())
        }
        #expect(throws: OperationError.self) {
            try op.alteringAround("other.t") { op.execute("SELECT 1") }.lower(for: SQLite())
        }
        try await withDatabase { connection in
            let missing = try await error(OperationError.self) {
                try await connection.migrate(op.alteringAround("t") { op.execute("SELECT 1") })
            }
            #expect(missing.message == "there is no table or view \"t\"")
            try await connection.migrate("CREATE TABLE t (a, b); CREATE MATERIALIZED VIEW m AS SELECT a FROM t")
            try await connection.run([
                SQLStatement("PRAGMA writable_schema = ON"),
                SQLStatement(
                    "UPDATE sqlite_schema SET sql = replace(sql, 'SELECT a', 'SELECT z') WHERE name LIKE '%def%'"),
                SQLStatement("PRAGMA writable_schema = RESET"),
            ])
            let broken = try await error(OperationError.self) {
                try await connection.migrate(
                    op.alteringAround("t") { op.alterColumn("b", of: "t", .type(.integer)) })
            }
            #expect(
                broken.message.hasPrefix("materialized view \"m\" could not be restored: its query does not work"))
        }
    }

    @Test("sets aside what reads a materialized view while that is replaced")
    func aroundView() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            try await connection.migrate(
                op.alteringAround("m") {
                    op.replaceMaterializedView("m", as: "SELECT min(x) AS largest, count(*) AS n FROM plain")
                })
            #expect(try await connection.query("SELECT largest, n FROM over").map(\.values) == [["10", 2]])
        }
    }

    @Test("keeps rows of other tables when a table inside is dropped and created anew")
    func dropped() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            try await connection.migrate(
                op.alteringAround("t", columns: ["a"]) {
                    op.execute(
                        """
                        CREATE TABLE new (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, parent INT REFERENCES parent);
                        INSERT INTO new SELECT * FROM t;
                        DROP TABLE t;
                        ALTER TABLE new RENAME TO t
                        """)
                })
            #expect(try await connection.column("SELECT count(*) FROM child") == [2])
            #expect(try await connection.column("SELECT largest FROM over") == [10])
        }
    }
}
