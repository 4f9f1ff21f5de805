import Athanor
import AthanorSQLite
import Testing

@Suite("Tables altered by operations")
struct AlteringTableTests {
    private func sql(_ name: String, on connection: any Connection) async throws -> String {
        try #require(
            try await connection.query(sql: "SELECT sql FROM sqlite_schema WHERE name = $1", [.text(name)]).first
        )["sql", as: String.self]
    }

    @Test("adds columns: by SQLite's own statement where it can, else by a rebuild")
    func addingColumns() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a INTEGER, CHECK (a > 0)); INSERT INTO t VALUES (1);")
            try await connection.migrate { op in
                op.addColumn(.column("b", .text, comment: "why"), to: "t")
                op.addColumn(
                    .column("c", .timestamp, nullable: false, default: .expression("CURRENT_TIMESTAMP")), to: "t")
                op.addColumn(.column("d", .integer, generated: .stored("a + 1")), to: "t")
                op.addColumn(.column("e", .integer, generated: .virtual("a + 2")), to: "t")
                op.addColumn(.column("B", .integer), to: "t", ifNotExists: true)
            }
            let row = try #require(try await connection.query("SELECT a, b, c IS NULL AS c, d, e FROM t").first)
            #expect(row.values == [1, nil, 0, 2, 3])
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.addColumn(.column("f", .text, nullable: false), to: "t") }
            }
            #expect(failure.message.contains("NOT NULL without a default"))
            try await connection.query("DELETE FROM t")
            try await connection.migrate { $0.addColumn(.column("f", .text, nullable: false), to: "t") }
            #expect(
                try await connection.column("SELECT \"notnull\" FROM pragma_table_info('t') WHERE name = 'f'") == [1])
            try await connection.migrate("CREATE TABLE u (a TEXT); INSERT INTO u (rowid, a) VALUES (7, 'x');")
            try await connection.migrate { $0.addColumn(.column("id", .bigint, identity: .always), to: "u") }
            #expect(try await connection.column("SELECT id FROM u") == [7])
            #expect(try await connection.column("SELECT seq FROM sqlite_sequence WHERE name = 'u'") == [7])
        }
    }

    @Test("changes type, default, nullability, collation and counting of a column, and constraints, in one rebuild")
    func alteringColumns() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (
                    id INTEGER PRIMARY KEY, -- the key
                    amount TEXT DEFAULT '0' COLLATE NOCASE CHECK (amount <> ''), /* how much */
                    note VARCHAR(10) NOT NULL, total AS (id * 2) STORED, old TEXT,
                    UNIQUE (note), CONSTRAINT positive CHECK (id > 0)
                );
                INSERT INTO t (id, amount, note) VALUES (1, '10', 'a'), (5, '20', 'b');
                """)
            try await connection.migrate { op in
                op.alterColumn(
                    "amount", of: "t", .type(.integer, using: "CAST(amount AS INTEGER) * 100"), .notNull,
                    .default(.expression("1 + 1")), .rename(to: "cents"))
                op.alterColumn("note", of: "t", .dropNotNull)
                op.alterColumn("id", of: "t", .addIdentity(.always))
                op.addConstraint(.unique("cents", "note"), on: "t", validated: false)
                op.validateConstraint("t_cents_note_key", on: "t")
                op.dropConstraint(.unique("note"), on: "t")
                op.renameConstraint("positive", on: "t", to: "is \"positive\"")
                op.alterTable("t", [.alterColumn("total", .dropExpression)])
                op.dropColumn("old", from: "t", ifExists: true)
                op.dropColumn("old", from: "t", ifExists: true)
            }
            let altered = try await sql("t", on: connection)
            #expect(
                altered == #"""
                    CREATE TABLE t (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key
                        "cents" INTEGER COLLATE NOCASE CHECK ("cents" <> '') DEFAULT (1 + 1) NOT NULL, /* how much */
                        note VARCHAR(10), total, CONSTRAINT "is ""positive""" CHECK (id > 0),
                        CONSTRAINT "t_cents_note_key" UNIQUE ("cents", "note")
                    )
                    """#)
            #expect(
                try await connection.query("SELECT * FROM t ORDER BY id").map(\.values) == [
                    [1, 1000, "a", 2], [5, 2000, "b", 10],
                ])
            try await connection.migrate { op in
                op.alterColumn("id", of: "t", .dropIdentity())
                op.alterColumn("cents", of: "t", .dropDefault())
                op.dropConstraint("is \"positive\"", on: "t")
            }
            let text = try await sql("t", on: connection)
            for word in ["AUTOINCREMENT", "DEFAULT", "positive"] { #expect(!text.contains(word)) }
            #expect(try await connection.column("SELECT name FROM sqlite_sequence") == [])
        }
    }

    @Test("rebuilds once for several alterations in a row, and not at all where SQLite can do it")
    func oneRebuild() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT); INSERT INTO t VALUES (1, 2, 3, 4);")
            let counting = CountingConnection(connection)
            try await counting.migrate { op in
                op.alterColumn("a", of: "t", .type(.integer), .rename(to: "x"))
                op.renameColumn("b", of: "t", to: "y")
                op.alterColumn("x", of: "t", .notNull)
                op.addConstraint(.unique("x", "y"), on: "t")
                op.dropColumn("c", from: "t")
                op.addColumn(.column("e", .text, nullable: false, default: "e"), to: "t")
            }
            #expect(counting.count("CREATE TABLE") == 1)
            #expect(counting.count("INSERT OR ABORT INTO main.\"t\"") == 1)
            #expect(counting.count("DROP TABLE main") == 1)
            #expect(try await connection.column("SELECT name FROM pragma_table_info('t')") == ["x", "y", "d", "e"])
            #expect(try await connection.query("SELECT * FROM t").map(\.values) == [[1, "2", "4", "e"]])
            let native = CountingConnection(connection)
            try await native.migrate { op in
                op.addColumn(.column("f", .text), to: "t")
                op.renameColumn("f", of: "t", to: "g")
            }
            #expect(native.count("PRAGMA") == 0 && native.count("ALTER TABLE") == 2)
            let dropping = CountingConnection(connection)
            try await dropping.migrate { $0.dropColumn("g", from: "t") }
            #expect(dropping.count("CREATE TABLE") == 0)
            #expect(dropping.count(#"ALTER TABLE "main"."t" DROP COLUMN"#) == 1)
        }
    }

    @Test("keeps an expression's meaning when columns are renamed around it")
    func renamesAmongExpressions() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a INTEGER, b INTEGER); INSERT INTO t VALUES (1, 2);")
            try await connection.migrate { op in
                op.alterColumn("a", of: "t", .notNull)
                op.renameColumn("a", of: "t", to: "c")
                op.renameColumn("b", of: "t", to: "a")
                op.addConstraint(.check("a > c"), on: "t")
                op.alterColumn("c", of: "t", .type(.bigint, using: "a * 10"))
                op.renameColumn("c", of: "t", to: "b")
                op.dropConstraint("t_check", on: "t")
                op.dropColumn("b", from: "t")
                op.addColumn(.column("b", .text, nullable: false, default: "new"), to: "t")
            }
            #expect(try await connection.query("SELECT a, b FROM t").map(\.values) == [[2, "new"]])
        }
    }

    @Test("names what uses a column that is to be dropped, and drops with it only what may go")
    func droppingUsedColumns() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY, i, v, r, c, g, u UNIQUE, f REFERENCES t (u), own CHECK (own > 0),
                    twice AS (g * 2), s, m, CONSTRAINT positive CHECK (c > 0), CHECK (id = id));
                CREATE INDEX by_i ON t (id, lower(i)) WHERE i > 0;
                CREATE VIEW shown AS SELECT "v" AS x FROM t;
                CREATE TRIGGER watch AFTER UPDATE OF r ON t BEGIN SELECT new.id; END;
                CREATE TABLE other (u REFERENCES t (u));
                CREATE MATERIALIZED VIEW kept AS SELECT m FROM t;
                """)
            let schema = try await connection.column("SELECT sql FROM sqlite_schema ORDER BY type, name")
            let expected = [
                "i": "index \"by_i\"", "v": "view \"shown\"", "r": "trigger \"watch\"", "c": "\"positive\"",
                "g": "\"twice\"", "u": "a foreign key of table \"other\"", "id": "index \"by_i\"",
                "m": "materialized view \"kept\"", "none": "no column \"none\"",
            ]
            for (column, name) in expected {
                let failure = try await error(OperationError.self) {
                    try await connection.migrate { $0.dropColumn(column, from: "t") }
                }
                #expect(failure.message.contains(name), "\(failure.message)")
            }
            for column in ["v", "r", "u", "g", "m"] {
                await #expect(throws: OperationError.self) {
                    try await connection.migrate { $0.dropColumn(column, from: "t", dependents: .cascade) }
                }
            }
            #expect(try await connection.column("SELECT sql FROM sqlite_schema ORDER BY type, name") == schema)
            try await connection.migrate { op in
                for column in ["i", "c", "f", "own", "s"] { op.dropColumn(column, from: "t", dependents: .cascade) }
            }
            #expect(
                try await connection.column("SELECT name FROM pragma_table_xinfo('t')") == [
                    "id", "v", "r", "g", "u", "twice", "m",
                ])
            #expect(try await connection.column("SELECT name FROM sqlite_schema WHERE name = 'by_i'") == [])
        }
    }

    @Test("says which rows are in the way of NOT NULL, and which table takes no value of another type")
    func rowsInTheWay() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a TEXT) STRICT;
                INSERT INTO t VALUES ('x'), (NULL);
                CREATE INDEX i ON t (a);
                """)
            let before = try await connection.column("SELECT sql FROM sqlite_schema ORDER BY name")
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.alterColumn("a", of: "t", .notNull) }
            }
            #expect(
                failure.message.contains("column \"a\" of table \"t\"") && failure.message.contains("1 row has NULL"))
            let unfit = try await error(DatabaseFailure.self) {
                try await connection.migrate { $0.alterColumn("a", of: "t", .type(.integer)) }
            }
            #expect(unfit.message.contains("t.a") && !unfit.message.contains("athanor"))
            let violated = try await error(DatabaseFailure.self) {
                try await connection.migrate { $0.addConstraint(.check("a <> 'x'", name: "other"), on: "t") }
            }
            #expect(violated.message.contains("other"))
            #expect(try await connection.column("SELECT sql FROM sqlite_schema ORDER BY name") == before)
            #expect(try await connection.column("SELECT a FROM t") == ["x", nil])
            #expect(try await connection.column("SELECT name FROM sqlite_temp_schema") == [])
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
            #expect(try await connection.column("PRAGMA legacy_alter_table") == [0])
        }
    }

    @Test("refuses an alteration that a trigger or a view would not survive, and names it")
    func brokenReaders() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a TEXT, b TEXT);
                CREATE TABLE log (a, b);
                CREATE TRIGGER first AFTER INSERT ON t BEGIN SELECT new.a; END;
                CREATE TRIGGER copies AFTER INSERT ON log BEGIN INSERT INTO t VALUES (new.a, new.b); END;
                """)
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.dropColumn("b", from: "t") }
            }
            #expect(failure.message.contains("\"copies\""))
            #expect(try await connection.column("SELECT name FROM pragma_table_info('t')") == ["a", "b"])
        }
    }

    @Test(
        "refuses an alteration that a trigger of any event would not survive",
        arguments: ["INSERT", "UPDATE", "DELETE", "UPDATE OF a"])
    func brokenTriggers(event: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a TEXT, b TEXT CONSTRAINT u UNIQUE);
                CREATE TABLE log (a INTEGER PRIMARY KEY, b);
                CREATE TRIGGER notes AFTER \(event) ON log
                BEGIN INSERT INTO t (b) VALUES ('noted') ON CONFLICT (b) DO NOTHING; END;
                """)
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.dropConstraint("u", on: "t") }
            }
            #expect(failure.message.contains("\"notes\""), "\(failure.message)")
        }
    }

    @Test("refuses to drop a key that a foreign key of another table leads to, and names that table")
    func referencedKeys() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CONSTRAINT k UNIQUE, c TEXT CONSTRAINT free UNIQUE);
                CREATE TABLE child (b TEXT REFERENCES t (b) ON DELETE CASCADE);
                INSERT INTO t VALUES (1, 'x', 'y');
                INSERT INTO child VALUES ('x');
                """)
            let failure = try await error(OperationError.self) {
                try await connection.migrate { $0.dropConstraint("k", on: "t") }
            }
            #expect(failure.message.contains("\"child\""))
            try await connection.migrate { $0.dropConstraint("free", on: "t") }
            #expect(try await connection.column("SELECT b FROM child") == ["x"])
            #expect(
                try await connection.column("SELECT name FROM pragma_index_list('t') WHERE origin = 'u'").count == 1)
        }
    }

    @Test("alters tables, columns, constraints and indexes of any name")
    func names() async throws {
        let long = String(repeating: "長い名前", count: 30)
        for name in [
            "Capitals", "a \"quoted\" name", "it's", "a.b", "🔥", "select", "two words", "日本語", long, "a]b", "`",
        ] {
            try await withDatabase { connection in
                let (table, column) = (QualifiedName(schema: nil, name: name), name + " c")
                try await connection.migrate { op in
                    op.createTable(
                        table,
                        [
                            .column("id", .bigint, identity: .always), .column(name, .text),
                            .column("p", .bigint), .primaryKey("id", name: name + " k"),
                            .foreignKey("p", references: table, ["id"], name: name + " f"),
                        ])
                    op.createIndex(.index(.column(name), name: name + " i"), on: table)
                }
                try await connection.query(
                    sql: "INSERT INTO \(connection.module.dialect.quote(table)) VALUES (1, '2', 1)")
                try await connection.migrate { op in
                    op.alterColumn(name, of: table, .type(.integer), .rename(to: column))
                    op.addColumn(
                        .column(name + " new", .text, nullable: false, default: .value(.text(name))), to: table)
                    op.addConstraint(.unique(column, name: name + " u"), on: table)
                    op.addConstraint(.check("id > 0", name: name + " h"), on: table)
                    op.renameConstraint(name + " h", on: table, to: name + " H2")
                    op.dropConstraint(name + " u", on: table)
                    op.renameIndex(QualifiedName(schema: nil, name: name + " i"), to: name + " j")
                    op.alterColumn(column, of: table, .notNull)
                }
                #expect(
                    try await connection.column("SELECT name FROM pragma_table_info($1)", [.text(name)]) == [
                        "id", .text(column), "p", .text(name + " new"),
                    ])
                #expect(
                    try await connection.column("SELECT name FROM pragma_index_list($1)", [.text(name)]) == [
                        .text(name + " j")
                    ])
                #expect(
                    try await connection.column(
                        "SELECT \"table\" FROM pragma_foreign_key_list($1)", [.text(name)]) == [.text(name)])
                try await connection.migrate { op in
                    op.dropColumn(column, from: table, dependents: .cascade)
                    op.renameTable(table, to: name + " t")
                    op.dropTable(QualifiedName(schema: nil, name: name + " t"))
                }
                #expect(
                    try await connection.column(
                        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'") == [0])
            }
        }
    }

    @Test(
        "refuses a query in `using:`, which would read the new table",
        arguments: [
            "(SELECT count(*) FROM t AS o WHERE o.id <= t.id)", "CASE WHEN EXISTS (select 1 FROM t) THEN 1 END",
            "a IN t",
        ])
    func queryInUsing(using: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x');")
            let failure = try await error(OperationError.self) {
                try await connection.migrate { op in op.alterColumn("a", of: "t", .type(.integer, using: using)) }
            }
            #expect(failure.message == "`using:` for column \"a\" of table \"t\" has a query inside")
            #expect(try await connection.column("SELECT a FROM t") == ["x"])
            try await connection.migrate { op in
                op.alterColumn("a", of: "t", .type(.integer, using: "CASE WHEN a IN ('x', 'select') THEN 7 END"))
            }
            #expect(try await connection.column("SELECT a FROM t") == [7])
        }
    }
}
