import Athanor
import AthanorPostgreSQL
import Testing

@Suite struct TableOperationTests {
    static let op = TableBench.op

    @Test("A table gets its columns, constraints, storage parameters and comments")
    func create() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE parent (id integer PRIMARY KEY, other integer)")
            let creation = Self.op.createTable(
                "t",
                [
                    .column("id", .bigint, identity: .always(SequenceOptions(start: 10, increment: 2, cache: 5))),
                    .column("up", .integer, nullable: false, default: 1, comment: "it's \\ up"),
                    .column("name", .text, default: "it's \\ \"so\"", collation: "C"),
                    .column("at", .timestamptz, default: .expression("CURRENT_TIMESTAMP")),
                    .column("twice", .integer, generated: .stored("up * 2")), .column("span", .raw("int4range")),
                    .primaryKey("id", include: ["up"]),
                    .unique("up", "name", nullsNotDistinct: true, deferrability: .initiallyDeferred),
                    .unique("name", name: "by name"), .check("up > 0"), .check("up < 100", noInherit: true),
                    .foreignKey(
                        "up", references: "parent", ["id"], onDelete: .setNullIn(["up"]), onUpdate: .cascade,
                        match: .full,
                        deferrability: .initiallyImmediate),
                    .foreignKey("up", references: "parent", onDelete: .restrict, onUpdate: .setDefault, name: "again"),
                    .exclude(.column("span", with: "&&"), where: "up > 5"),
                ], storage: ["fillfactor": 70, "toast.autovacuum_enabled": false], options: [.unlogged],
                comment: "a \"table\"")
            try await bench.run(creation)
            #expect(
                try await bench.columns() == [
                    "id bigint not null identity always", "up integer not null 1 -- it's \\ up",
                    "name text 'it''s \\ \"so\"'::text", "at timestamp with time zone CURRENT_TIMESTAMP",
                    "twice integer generated (up * 2)", "span int4range",
                ])
            #expect(
                Set(try await bench.constraints()) == [
                    "again: FOREIGN KEY (up) REFERENCES parent(id) ON UPDATE SET DEFAULT ON DELETE RESTRICT",
                    "by name: UNIQUE (name)", "t_check1: CHECK ((up < 100)) NO INHERIT", "t_check: CHECK ((up > 0))",
                    "t_pkey: PRIMARY KEY (id) INCLUDE (up)",
                    "t_span_excl: EXCLUDE USING gist (span WITH &&) WHERE ((up > 5))",
                    "t_up_fkey: FOREIGN KEY (up) REFERENCES parent(id) MATCH FULL ON UPDATE CASCADE "
                        + "ON DELETE SET NULL (up) DEFERRABLE",
                    "t_up_name_key: UNIQUE NULLS NOT DISTINCT (up, name) DEFERRABLE INITIALLY DEFERRED",
                ])
            let facts = """
                SELECT relpersistence, reloptions::text, obj_description(c.oid), s.seqstart, s.seqincrement, s.seqcache,
                    (SELECT reloptions::text FROM pg_class WHERE oid = c.reltoastrelid)
                FROM pg_class AS c, pg_sequence AS s WHERE c.oid = 't'::regclass
                """
            #expect(try await bench.rows(facts) == ["u|{fillfactor=70}|a \"table\"|10|2|5|{autovacuum_enabled=false}"])
            try await bench.undo(creation)
            #expect(try await bench.rows("SELECT to_regclass('t') IS NULL") == ["true"])
        }
    }

    @Test("A table can be divided, and another be a part of it")
    func partitions() async throws {
        try await TableBench.with { bench in
            try await bench.run(
                Self.op.createTable(
                    "t", [.column("a", .integer), .column("b", .text)], partitioning: .by("LIST (a)")),
                Self.op.createTable(
                    "part", [.check("b <> ''", name: "filled")],
                    partitioning: .of("t", bound: "FOR VALUES IN (1, 2)")),
                Self.op.createTable("rest", [], partitioning: .of("t", bound: "DEFAULT")))
            #expect(try await bench.rows("SELECT pg_get_partkeydef('t'::regclass)") == ["LIST (a)"])
            #expect(try await bench.constraints("part") == ["filled: CHECK ((b <> ''::text))"])
            #expect(
                try await bench.rows(
                    """
                    SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class WHERE relispartition ORDER BY 1
                    """) == ["part|FOR VALUES IN (1, 2)", "rest|DEFAULT"])
        }
        #expect(throws: OperationError.self) {
            try TableBench.sql(
                Self.op.createTable("p", [.column("a", .integer)], partitioning: .of("t", bound: "DEFAULT")))
        }
    }

    @Test("A table that is there stays, and gets the comments that are given")
    func ifNotExists() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a integer)", "COMMENT ON TABLE t IS 'old'")
            try await bench.run(
                Self.op.createTable(
                    "t", [.column("a", .text, comment: "new a"), .column("b", .text)], comment: "new", ifNotExists: true
                ),
                Self.op.addColumn(.column("a", .text, comment: "newer a"), to: "t", ifNotExists: true))
            #expect(try await bench.columns() == ["a integer -- newer a"])
            #expect(try await bench.rows("SELECT obj_description('t'::regclass)") == ["new"])
        }
    }

    @Test("A table is dropped, with what depends on it when asked, and comes back")
    func drop() async throws {
        try await TableBench.with { bench in
            let table = TableDefinition("t", [.column("a", .integer, comment: "x"), .unique("a")], comment: "y")
            try await bench.run(Self.op.createTable(table), Self.op.dropTable("missing", ifExists: true))
            try await bench.execute("CREATE VIEW v AS SELECT a FROM t")
            await #expect(throws: DatabaseFailure.self) { try await bench.run(Self.op.dropTable("t")) }
            let drop = Self.op.dropTable(table, dependents: .cascade)
            try await bench.run(drop)
            #expect(try await bench.rows("SELECT to_regclass('t') IS NULL, to_regclass('v') IS NULL") == ["true|true"])
            try await bench.undo(drop)
            #expect(try await bench.columns() == ["a integer -- x"])
            #expect(try await bench.constraints() == ["t_a_key: UNIQUE (a)"])
        }
    }

    @Test("A table gets another name and another schema, and its old ones back")
    func moving() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE SCHEMA s", "CREATE TABLE t (a integer)")
            let rename = Self.op.renameTable("public.t", to: "u.v")
            let move = Self.op.setTableSchema(QualifiedName(schema: "public", name: "u.v"), to: "s")
            let place = "SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relname IN ('t', 'u.v')"
            try await bench.run(rename, move)
            #expect(try await bench.rows(place) == ["s|u.v"])
            try await bench.undo(move)
            try await bench.undo(rename)
            #expect(
                try await bench.rows(place) == ["public|t"])
        }
    }
}
