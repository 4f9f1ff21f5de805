import Athanor
import AthanorSQLite
import Testing

@Suite("Tables made by operations")
struct CreatingTableTests {
    @Test("creates a table with all that a column and a constraint can have")
    func everything() async throws {
        try await withDatabase { connection in
            try await connection.migrate { op in
                op.createTable(
                    "customers", [.column("id", .bigint, identity: .always), .primaryKey("id", name: "customers_key")])
                op.createTable(
                    "orders",
                    [
                        .column("id", .bigint, identity: .byDefault, comment: "counts */ on"),
                        .column("number", .varchar(20), nullable: false, collation: "NOCASE"),
                        .column("price", .numeric(10, 2), nullable: false, default: 0),
                        .column("tax", .numeric, generated: .stored("price * 0.1 -- of the price")),
                        .column("label", .text, generated: .virtual("'#' || number")),
                        .column("placed", .timestamptz, default: .expression("CURRENT_TIMESTAMP")),
                        .column("paid", .boolean, default: false),
                        .column("customer", .bigint), .column("other", .any),
                        .primaryKey("id"), .unique("number"), .unique("number", "price"), .check("price >= 0"),
                        .check("paid IN (0, 1)"),
                        .foreignKey(
                            "customer", references: "customers", ["id"], onDelete: .cascade, onUpdate: .setNull,
                            deferrability: .initiallyDeferred),
                    ], comment: "what people\n*/ buy", ifNotExists: true)
            }
            try await connection.query("INSERT INTO orders (number, price) VALUES ('a', 10)")
            let row = try #require(try await connection.query("SELECT * FROM orders").first)
            #expect(
                try row["id", as: Int64.self] == 1 && row["tax", as: Double.self] == 1
                    && row["label", as: String.self] == "#a")
            #expect(try row["placed", as: String?.self] != nil && row["paid", as: Int64.self] == 0)
            #expect(
                try await connection.column("SELECT type FROM pragma_table_xinfo('orders')") == [
                    "INTEGER", "VARCHAR(20)", "NUMERIC(10, 2)", "NUMERIC", "TEXT", "TEXT", "BOOLEAN", "INTEGER", "",
                ])
            #expect(
                try await connection.column("SELECT on_delete || on_update FROM pragma_foreign_key_list('orders')") == [
                    "CASCADESET NULL"
                ])
            let sql = try #require(
                try await connection.query("SELECT sql FROM sqlite_schema WHERE name = 'orders'").first
            )["sql", as: String.self]
            for part in [
                "CONSTRAINT \"orders_pkey\" PRIMARY KEY AUTOINCREMENT", "CONSTRAINT \"orders_number_key\" UNIQUE",
                "CONSTRAINT \"orders_check\" CHECK (price >= 0)", "CONSTRAINT \"orders_check1\" CHECK",
                "CONSTRAINT \"orders_customer_fkey\" FOREIGN KEY", "DEFERRABLE INITIALLY DEFERRED",
                "/* counts * / on */",
                "* / buy */",
            ] {
                #expect(sql.contains(part), "\(part)")
            }
            let duplicate = try await error(DatabaseFailure.self) {
                try await connection.query("INSERT INTO orders (number) VALUES ('A')")
            }
            #expect(duplicate.code == "SQLITE_CONSTRAINT_UNIQUE")
        }
    }

    @Test("creates strict tables, and tables without row numbers, by the types that they take")
    func options() async throws {
        try await withDatabase { connection in
            try await connection.migrate { op in
                op.createTable(
                    "facts",
                    [
                        .column("name", .varchar(10), nullable: false), .column("holds", .boolean),
                        .column("value", .any), .column("raw", .bytes), .primaryKey("name"),
                    ], options: [.strict, .withoutRowID])
            }
            #expect(
                try await connection.column("SELECT type FROM pragma_table_info('facts')") == [
                    "TEXT", "INTEGER", "ANY", "BLOB",
                ])
            let flags = try await connection.query("SELECT wr, strict FROM pragma_table_list('facts')").first
            #expect(flags?.values == [1, 1])
        }
    }

    @Test("refuses what SQLite does not have, and says what to write instead")
    func refusals() throws {
        let op = Operations(databaseKind: SQLite().kind)
        let id = TableElement.column("id", .bigint)
        let refused: [any MigrationOperation] = [
            op.createTable("t", [.column("a", .array(.text))]), op.createTable("t", [.column("a", .interval)]),
            op.createTable("t", [.column("a", .named("state"))]), op.createTable("t", [.column("", .text)]),
            op.createTable("t", [.column("a", .tsvector)]), op.createTable("t", [.column("a\0b", .text)]),
            op.createTable("t", [.column("a", .numeric)], options: [.strict]),
            op.createTable("t", [id], partitioning: .by("RANGE (id)")), op.createTable("t", [id], tablespace: "fast"),
            op.createTable("t", [id], storage: ["fillfactor": 70]), op.createTable("t", [id], options: [.unlogged]),
            op.createTable("t", []), op.createTable("t", [id, .exclude(.column("id", with: "="))]),
            op.createTable("t", [id, .unique("id", include: ["id"])]),
            op.createTable("t", [id, .unique("id", nullsNotDistinct: true)]),
            op.createTable("t", [id, .unique("id", deferrability: .initiallyDeferred)]),
            op.createTable("t", [id, .check("id > 0", noInherit: true)]),
            op.createTable("t", [id, .foreignKey("id", references: "u", onDelete: .setNullIn(["id"]))]),
            op.createTable("t", [id, .foreignKey("id", references: "u", match: .full)]),
            op.createTable("t", [id, .foreignKey("id", references: "other.u")]),
            op.createTable("t", [.column("id", .bigint, identity: .always)]),
            op.createTable(
                "t", [.column("id", .bigint, identity: .always(SequenceOptions(start: 7))), .primaryKey("id")]),
            op.setTableSchema("t", to: "s"),
            op.setTableStorage("t", ["fillfactor": 70]), op.addConstraint(named: "c", usingIndex: "i", on: "t"),
            op.alterColumn("a", of: "t", .comment("c")), op.createIndex(.index("a", method: "gin"), on: "t"),
        ]
        for operation in refused {
            let failure = #expect(throws: OperationError.self, "\(operation.summary)") {
                _ = try operation.lower(for: SQLite())
            }
            #expect(failure?.advice.isEmpty == false)
        }
    }

    @Test("drops a table without deleting the rows that refer to it, and refuses to leave them without")
    func dropping() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE parent (id INTEGER PRIMARY KEY);
                CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent ON DELETE CASCADE);
                INSERT INTO parent VALUES (1);
                INSERT INTO child VALUES (10, 1);
                """)
            let failure = try await error(CheckFailure.self) { try await connection.migrate { $0.dropTable("parent") } }
            #expect(failure.violation.contains(#"row 10 of table "child" refers to no row of "parent""#))
            #expect(try await connection.column("SELECT id FROM child") == [10])
            try await connection.migrate { op in
                op.dropTable("parent")
                op.dropTable("child")
                op.dropTable("child", ifExists: true)
            }
            #expect(
                try await connection.column("SELECT name FROM sqlite_schema WHERE name IN ('parent', 'child')") == [])
            #expect(try await connection.column("PRAGMA foreign_keys") == [1])
        }
    }

    @Test("renames a table, with what refers to it and reads it")
    func renaming() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE parent (id INTEGER PRIMARY KEY);
                CREATE TABLE child (parent INTEGER REFERENCES parent);
                CREATE VIEW v AS SELECT id FROM parent;
                """)
            try await connection.migrate { $0.renameTable("parent", to: "a \"b\" 日本") }
            #expect(
                try await connection.column("SELECT \"table\" FROM pragma_foreign_key_list('child')") == [
                    "a \"b\" 日本"
                ])
            #expect(try await connection.column("SELECT id FROM v") == [])
        }
    }

    @Test("creates, renames and drops indexes, on tables and on materialized views")
    func indexes() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a, b); CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;")
            try await connection.migrate { op in
                op.createIndex(
                    .unique(
                        .expression("lower(a)"), .column("b", collation: "NOCASE", order: .descending), where: "b > 0"),
                    on: "t", concurrently: true)
                op.createIndex(.unique("a", name: "m.key"), on: "m")
                op.createIndex(.unique("a", name: "m.key"), on: "m", ifNotExists: true)
                op.renameIndex("t_expr_b_key", to: "select")
                op.renameIndex(QualifiedName(schema: nil, name: "m.key"), to: "\"on\"")
            }
            #expect(
                try await connection.column("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
                    == ["select", "\"on\""])
            #expect(
                try await connection.column("SELECT sql FROM sqlite_schema WHERE name = 'select'") == [
                    #"CREATE UNIQUE INDEX "select" ON "t" ((lower(a)), "b" COLLATE "NOCASE" DESC) WHERE b > 0"#
                ])
            let missing = try await error(OperationError.self) {
                try await connection.migrate { $0.renameIndex("none", to: "other") }
            }
            #expect(missing.message.contains("no index \"none\""))
            try await connection.migrate { op in
                op.dropIndex("select")
                op.dropIndex(QualifiedName(schema: nil, name: "\"on\""))
                op.dropIndex("none", ifExists: true)
            }
            #expect(
                try await connection.column("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
                    == [])
        }
    }
}
