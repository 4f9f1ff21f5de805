import Athanor
import AthanorSQLite
import Testing

/// What SQLite has, however rare, stands in no rebuild's way.
@Suite("Rebuilds that nothing stands in the way of")
struct NeedlessRefusalTests {
    @Test(
        "an index may name its table",
        arguments: [
            "ON t (a) WHERE t.b > 3", "ON T (a, abs(b)) WHERE \"t\".b IS NOT NULL AND T.a > 0",
            "ON t (a) WHERE 't'.b > 3", "ON t (a) WHERE [T] . b > 3",
        ])
    func qualifiedIndex(_ index: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a INTEGER, b INTEGER);
                CREATE INDEX i \(index);
                INSERT INTO t (rowid, a, b) VALUES (7, 1, 4), (9, 2, 5);
                ANALYZE;
                """)
            let before = try await connection.query("SELECT type, name, sql FROM sqlite_schema WHERE name <> 't'")
                .map(\.values)
            let statistics = try await connection.query("SELECT * FROM sqlite_stat1").map(\.values)
            try await connection.migrate { $0.alterColumn("a", of: "t", .notNull) }
            #expect(
                try await connection.query("SELECT type, name, sql FROM sqlite_schema WHERE name <> 't'").map(\.values)
                    .sorted { "\($0)" < "\($1)" } == before.sorted { "\($0)" < "\($1)" })
            #expect(try await connection.query("SELECT * FROM sqlite_stat1").map(\.values) == statistics)
            #expect(
                try await connection.query("SELECT rowid, a, b FROM t ORDER BY a").map(\.values)
                    == [[7, 1, 4], [9, 2, 5]])
            try await connection.migrate { $0.dropColumn("b", from: "t", dependents: .cascade) }
            #expect(
                try await connection.query("SELECT rowid, * FROM t ORDER BY a").map(\.values) == [[7, 1], [9, 2]])
            #expect(try await connection.column("SELECT name FROM sqlite_schema WHERE type = 'index'") == [])
        }
    }

    @Test(
        "a foreign key elsewhere may lead to no key",
        arguments: [
            "CREATE TABLE p (a, b); CREATE TABLE c (x REFERENCES p (a));",
            "CREATE VIEW p AS SELECT 1 AS a; CREATE TABLE c (x REFERENCES p (a));",
            "CREATE TABLE p (a, b); CREATE UNIQUE INDEX u ON p (a) WHERE b > 0; CREATE TABLE c (x REFERENCES p (a));",
            "CREATE TABLE p (a, b, PRIMARY KEY (a, b)); CREATE TABLE c (x REFERENCES p);",
            "CREATE TABLE c (x REFERENCES t (b));",
        ])
    func keylessForeignKey(_ script: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a, b); \(script)")
            // It keeps rows from the table; but it may have got some without enforcement.
            try await connection.query("PRAGMA foreign_keys = OFF")
            try await connection.query("INSERT INTO c VALUES (1)")
            try await connection.query("PRAGMA foreign_keys = ON")
            try await connection.migrate { op in
                op.alterColumn("a", of: "t", .notNull)
                op.dropColumn("a", from: "t")
            }
            #expect(try await connection.column("SELECT name FROM pragma_table_info('t')") == ["b"])
        }
    }

    @Test("other foreign keys are checked beside one that leads to no key, and one that comes to lead to none is named")
    func violations() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE p (a, b);
                CREATE TABLE c (x REFERENCES p (a));
                CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE);
                CREATE TABLE d (x REFERENCES t (v));
                INSERT INTO t VALUES (1, 'v');
                INSERT INTO d VALUES ('v');
                """)
            let failure = try await error(CheckFailure.self) {
                try await connection.migrate { $0.alterColumn("v", of: "t", .type(.text, using: "v || 'w'")) }
            }
            #expect(
                failure.violation == "foreign keys would be violated: row 1 of table \"d\" refers to no row of \"t\"")
            let refusal = try await error(OperationError.self) {
                try await connection.migrate { $0.dropConstraint(.unique("v"), on: "t") }
            }
            #expect(refusal.message.contains("a foreign key of table \"d\" would refer to columns that are not a key"))
            let raw = try await error(CheckFailure.self) {
                try await connection.migrate(
                    """
                    CREATE TABLE new (id INTEGER PRIMARY KEY, v TEXT);
                    INSERT INTO new SELECT * FROM t;
                    DROP TABLE t;
                    ALTER TABLE new RENAME TO t;
                    """)
            }
            #expect(
                raw.violation
                    == "foreign keys would be violated: a foreign key of table \"d\" refers to columns of \"t\" that are not a key"
            )
        }
    }

    @Test(
        "DEFERRABLE may stand apart from its foreign key",
        arguments: [
            "a REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED", "a REFERENCES p UNIQUE DEFERRABLE",
            "a REFERENCES p DEFAULT 1 CHECK (a > 0) NOT DEFERRABLE INITIALLY IMMEDIATE NOT NULL",
        ])
    func deferral(_ column: String) async throws {
        try await withDatabase { connection in
            let table = "CREATE TABLE t (z REFERENCES p, \(column), b TEXT)"
            try await connection.migrate("CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);")
            try await connection.migrate("\(table); INSERT INTO t VALUES (1, 1, 'x');")
            try await connection.migrate { $0.alterColumn("b", of: "t", .notNull) }
            let sql = try await connection.column("SELECT sql FROM sqlite_schema WHERE name = 't'")
            #expect(sql == [.text("CREATE TABLE t (z REFERENCES p, \(column), b TEXT NOT NULL)")])
            // The foreign key goes with it, so that the one before does not get it.
            try await connection.migrate { $0.dropConstraint(.foreignKey("a", references: "p"), on: "t") }
            let without = try #require(
                try await connection.query("SELECT sql FROM sqlite_schema WHERE name = 't'").first
            )["sql", as: String.self]
            #expect(!without.contains("DEFERRABLE") && without.contains("z REFERENCES p,"))
        }
    }

    @Test("a temporary table is rebuilt as one that lasts, which is left alone")
    func temporaryTable() async throws {
        try await withDatabase { connection in
            let lasting = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)"
            try await connection.migrate(
                """
                \(lasting);
                CREATE INDEX i ON t (a);
                INSERT INTO t (a) VALUES ('lasting');
                CREATE TEMP TABLE t (id INTEGER, a TEXT UNIQUE ON CONFLICT REPLACE, b, PRIMARY KEY (id AUTOINCREMENT));
                CREATE INDEX temp.ti ON t (a) WHERE t.b > 0;
                CREATE TABLE temp.log (a);
                CREATE TRIGGER temp.tt AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;
                INSERT INTO temp.t (a) VALUES ('x'), ('X'), ('y');
                DELETE FROM temp.t WHERE a = 'y';
                DELETE FROM log;
                """)
            let table = QualifiedName(schema: "TEMP", name: "t")
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate { $0.alterColumn("a", of: table, .type(.text, collation: "NOCASE")) }
            }
            #expect(failure.message.contains("UNIQUE constraint failed"))
            try await connection.migrate { op in
                op.alterColumn("a", of: table, .notNull)
                op.dropColumn("b", from: table, dependents: .cascade)
                op.addConstraint(.check("id > 0", name: "positive"), on: table)
            }
            #expect(
                try await connection.query("SELECT id, a FROM temp.t ORDER BY id").map(\.values) == [
                    [1, "x"], [2, "X"],
                ])
            try await connection.query("INSERT INTO temp.t (a) VALUES ('z')")
            #expect(try await connection.column("SELECT max(id) FROM temp.t") == [4])
            #expect(try await connection.column("SELECT a FROM temp.log") == ["z"])
            #expect(
                try await connection.column("SELECT sql FROM main.sqlite_schema WHERE name IN ('t', 'i') ORDER BY name")
                    == ["CREATE INDEX i ON t (a)", .text(lasting)])
            #expect(try await connection.column("SELECT a FROM main.t") == ["lasting"])
            #expect(
                try await connection.column("SELECT name FROM temp.sqlite_schema WHERE sql NOT NULL ORDER BY name")
                    == ["log", "sqlite_sequence", "t", "tt"])
        }
    }

    @Test("a table has as many columns as SQLite takes")
    func manyColumns() async throws {
        try await withDatabase { connection in
            for count in [1_999, 2_000] {
                let columns = (0..<count).map { "c\($0) INTEGER" }.joined(separator: ", ")
                try await connection.migrate(
                    """
                    CREATE TABLE t\(count) (\(columns));
                    INSERT INTO t\(count) (rowid, c0, c1) VALUES (1, 5, 6), (2, 7, 8);
                    """)
                let table = QualifiedName(schema: nil, name: "t\(count)")
                try await connection.migrate { $0.alterColumn("c0", of: table, .notNull) }
                #expect(
                    try await connection.query(sql: SQLStatement("SELECT rowid, c0, c1 FROM t\(count) ORDER BY rowid"))
                        .map(\.values) == [[1, 5, 6], [2, 7, 8]])
            }
        }
    }

    @Test("a definition that SQLite does not take is not blamed on the rows")
    func definitions() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (a INTEGER, g AS (a + 1), b TEXT); INSERT INTO t (a) VALUES (1);")
            for alteration in [
                Operations(databaseKind: connection.database.kind).alterColumn(
                    "a", of: "t", .default(.expression("\"dq\" || b"))),
                Operations(databaseKind: connection.database.kind).alterColumn("g", of: "t", .default(7)),
            ] {
                let failure = try await error(DatabaseFailure.self) {
                    try await connection.migrate { _ in [alteration] }
                }
                #expect(failure.advice?.contains("rows") == false, "\(failure.message)")
            }
        }
    }

    @Test("a computed column of a strict table is looked at, and one that was wrong before is not blamed")
    func strictComputedColumn() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (a INTEGER, g TEXT AS (a || 'x') STORED, b TEXT) STRICT; INSERT INTO t (a) VALUES (1);")
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.alterColumn("g", of: "t", .type(.bytes)) }
            }
            #expect(failure.message.contains("non-BLOB value in t.g"))
            #expect(try await connection.column("PRAGMA integrity_check") == ["ok"])
            try await connection.migrate(
                "CREATE TABLE u (a INTEGER, g BLOB AS (a || 'x') STORED, b TEXT) STRICT; INSERT INTO u (a) VALUES (1);")
            try await connection.migrate { $0.alterColumn("b", of: "u", .default("b")) }
            try await connection.migrate { $0.alterColumn("g", of: "u", .type(.text)) }
            #expect(try await connection.column("PRAGMA integrity_check") == ["ok"])
        }
    }

    @Test("an index is created where its table is, whichever of them names the schema")
    func schemaOfIndex() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE q (a, b);
                CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
                CREATE TEMP TABLE q (a);
                CREATE INDEX i1 ON main.q (a);
                CREATE UNIQUE INDEX IF NOT EXISTS main.i2 ON "MAIN".q (a, b) WHERE b > 0;
                CREATE INDEX i3 ON main.m (a);
                CREATE INDEX i4 ON temp.q (a);
                """)
            #expect(
                try await connection.query(
                    "SELECT name, tbl_name FROM main.sqlite_schema WHERE type = 'index' AND name LIKE 'i_' ORDER BY name"
                ).map(\.values) == [["i1", "q"], ["i2", "q"], ["i3", "athanor_rows_m"]])
            #expect(try await connection.column("SELECT name FROM sqlite_temp_schema WHERE type = 'index'") == ["i4"])
            let failure = try await error(OperationError.self) {
                try await connection.migrate("CREATE INDEX temp.i5 ON main.q (a)")
            }
            #expect(failure.message.contains("an index is in the schema of its table"))
            let missing = try await error(DatabaseFailure.self) {
                try await connection.migrate("CREATE INDEX i6 ON main.q (a, missing)")
            }
            #expect(missing.message == "no such column: missing" || missing.message.contains("missing"))
        }
    }
}
