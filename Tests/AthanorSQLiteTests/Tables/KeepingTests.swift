import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("What a rebuild keeps")
struct KeepingTests {
    @Test("the counter above the highest row, row numbers, children, statistics, and the text that is not altered")
    func everything() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE parent (
                    id INTEGER PRIMARY KEY AUTOINCREMENT, -- counts
                    name TEXT COLLATE NOCASE /* as people write it */ UNIQUE ON CONFLICT REPLACE,
                    size INT DEFAULT (1 + 1) CHECK (size > 0), twice AS (size * 2), other TEXT
                );
                CREATE TABLE child (id INTEGER PRIMARY KEY, parent INT REFERENCES parent ON DELETE CASCADE);
                CREATE TABLE plain (a TEXT, b TEXT);
                CREATE INDEX "by name" ON parent (lower(name) DESC) WHERE size > 1;
                CREATE VIEW names AS SELECT name FROM parent;
                CREATE TRIGGER counted AFTER INSERT ON parent BEGIN UPDATE plain SET b = new.id; END;
                INSERT INTO parent (id, name) VALUES (1, 'a'), (100, 'b'), (5, 'c');
                DELETE FROM parent WHERE id = 100;
                INSERT INTO child VALUES (10, 1), (50, 5);
                INSERT INTO plain (rowid, a) VALUES (42, 'x');
                ANALYZE;
                """)
            let statistics = try await connection.query("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx").map(\.values)
            try await connection.migrate { op in
                op.alterColumn("other", of: "parent", .default("none"))
                op.alterColumn("a", of: "plain", .notNull)
            }
            #expect(try await connection.column("SELECT seq FROM sqlite_sequence WHERE name = 'parent'") == [100])
            #expect(try await connection.column("SELECT id FROM child ORDER BY id") == [10, 50])
            #expect(try await connection.column("SELECT rowid FROM plain") == [42])
            #expect(
                try await connection.query("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx").map(\.values) == statistics)
            #expect(
                try await connection.column("SELECT sql FROM sqlite_schema WHERE name = 'parent'") == [
                    """
                    CREATE TABLE parent (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, -- counts
                        name TEXT COLLATE NOCASE /* as people write it */ UNIQUE ON CONFLICT REPLACE,
                        size INT DEFAULT (1 + 1) CHECK (size > 0), twice AS (size * 2), other TEXT DEFAULT 'none'
                    )
                    """
                ])
            try await connection.query("INSERT INTO parent (name) VALUES ('D')")
            #expect(try await connection.column("SELECT b FROM plain") == ["101"])
            #expect(try await connection.column("SELECT count(*) FROM names") == [3])
            try await connection.query("DELETE FROM parent WHERE id = 5")
            #expect(try await connection.column("SELECT id FROM child") == [10])
        }
    }

    @Test(
        "each way in which a table can be written",
        arguments: [
            "CREATE TABLE t (a, b -- the last\n)", "CREATE TABLE t(a,b)", "create table \"t\"([a] , `b` /* ) */ )",
            "CREATE TABLE t (a, b, CHECK (a <> ')') UNIQUE (b) CONSTRAINT useless)",
            "CREATE TABLE t (a DEFAULT X'00' CONSTRAINT c, b DEFAULT -1.5e3 NULL, PRIMARY KEY (a) ON CONFLICT FAIL)",
            "CREATE TABLE main.t (a long type name (10, 2) NOT NULL ON CONFLICT IGNORE, 'b' DEFAULT CURRENT_TIMESTAMP)",
            "CREATE TABLE IF NOT EXISTS t (a REFERENCES t (b) ON DELETE SET NULL MATCH FULL NOT DEFERRABLE INITIALLY "
                + "IMMEDIATE CHECK (a), b generated INTEGER UNIQUE, -- with a comma, and ' a quote\n FOREIGN KEY (b) "
                + "REFERENCES t (b))",
            "CREATE TABLE t (a PRIMARY KEY DESC, b COLLATE \"nocase\" DEFAULT (')')) WITHOUT ROWID",
            "CREATE TABLE t AS SELECT 1 AS a, 2 AS b", "CREATE TABLE t (b INT, a INT, CHECK (t.a > -1)) STRICT",
            "CREATE TABLE t (rowid TEXT, oid TEXT, _rowid_ TEXT, a, b)",
        ])
    func everyText(_ text: String) async throws {
        try await withDatabase { connection in
            try await connection.query(sql: SQLStatement(text))
            let strict = text.contains("STRICT")
            try await connection.migrate { op in
                op.addColumn(.column("c", .integer, nullable: false, default: .expression("abs(-7)")), to: "t")
                op.addConstraint(.check("c > 0", name: "d"), on: "t")
                op.addColumn(.column("e", .text, comment: "-- e"), to: "t")
                op.alterColumn("b", of: "t", .default(7))
                op.alterColumn("c", of: "t", .dropNotNull)
            }
            let names = try await connection.column("SELECT name FROM pragma_table_xinfo('t')")
            #expect(names.suffix(2) == ["c", "e"] && names.count >= 4)
            try await connection.query("DELETE FROM t")
            try await connection.query("INSERT INTO t (a, e) VALUES (7, 'x')")
            let row = try #require(try await connection.query("SELECT a + 0 AS a, b + 0 AS b, c, e FROM t").first)
            #expect(row.values == [7, 7, 7, "x"])
            try await connection.migrate { op in
                op.dropConstraint("d", on: "t")
                op.dropColumn("e", from: "t")
                op.dropColumn("c", from: "t")
                if !strict { op.alterColumn("a", of: "t", .type(.text)) }
            }
            #expect(try await connection.column("SELECT name FROM pragma_table_xinfo('t')") == names.dropLast(2))
            let sql = try #require(try await connection.query("SELECT sql FROM sqlite_schema WHERE name = 't'").first)[
                "sql", as: String.self]
            for comment in ["-- the last", "/* ) */", "-- with a comma, and ' a quote"] where text.contains(comment) {
                #expect(sql.contains(comment))
            }
            #expect(try await connection.column("SELECT count(*) FROM t") == [1])
        }
    }

    @Test("finds constraints without names by what they say")
    func unnamedConstraints() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (
                    id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT CHECK ( B>0 ), c INT REFERENCES t,
                    CHECK ("a" <> 'X'), CHECK (a <> 'x'), UNIQUE (b, c), FOREIGN KEY (b) REFERENCES t (id));
                """)
            try await connection.migrate { op in
                op.dropConstraint(.unique("a"), on: "t")
                op.dropConstraint(.check("b > 0"), on: "t")
                op.dropConstraint(.foreignKey("c", references: "t"), on: "t")
                op.dropConstraint(.check("a <> 'x'"), on: "t")
                op.dropConstraint(.unique("b", "c"), on: "t")
                op.dropConstraint(.foreignKey("b", references: "t", ["id"]), on: "t")
                op.dropConstraint(.primaryKey("id"), on: "t")
            }
            let altered = try await connection.column("SELECT sql FROM sqlite_schema WHERE name = 't'")
            #expect(
                altered == [
                    """
                    CREATE TABLE t (
                        id INTEGER, a TEXT, b INT, c INT,
                        CHECK ("a" <> 'X'))
                    """
                ])
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.dropConstraint("t_pkey", on: "t") }
            }
            #expect(failure.message.contains("no constraint \"t_pkey\""))
        }
    }
}
