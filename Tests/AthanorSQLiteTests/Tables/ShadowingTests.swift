import Athanor
import AthanorSQLite
import Testing

@Suite("Temporary objects with the names of lasting ones")
struct ShadowingTests {
    private func schema(_ name: String, on connection: any Connection) async throws -> [[Value]] {
        try await connection.query(
            sql: SQLStatement(
                "SELECT type, name, tbl_name FROM \(name).sqlite_schema WHERE sql NOT NULL ORDER BY type, name")
        ).map(\.values)
    }

    @Test("operations alter what lasts")
    func operations() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a INTEGER, b INTEGER);
                CREATE UNIQUE INDEX ti ON t (a);
                CREATE TABLE log (a);
                CREATE TRIGGER tt AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;
                CREATE VIEW v AS SELECT a FROM t;
                INSERT INTO t VALUES (1, 2);
                CREATE TEMP TABLE t (a, b, old);
                CREATE TEMP VIEW v AS SELECT 7 AS a;
                CREATE INDEX temp.drop_me ON t (a);
                CREATE INDEX main.drop_me ON t (b);
                CREATE TEMP TRIGGER drop_me AFTER DELETE ON temp.t BEGIN SELECT 1; END;
                CREATE TRIGGER main.drop_me AFTER DELETE ON t BEGIN SELECT 1; END;
                """)
            let temporary = try await schema("temp", on: connection)
            try await connection.migrate { op in
                op.alterColumn("a", of: "t", .notNull)
                op.addColumn(.column("c", .text), to: "t")
                op.createIndex(.index("b", name: "new"), on: "t")
                op.dropIndex("drop_me")
                op.dropTrigger("drop_me", on: "t")
                op.replaceView(ViewDefinition("v", as: "SELECT a AS b FROM main.t"))
                op.createTrigger(
                    TriggerDefinition(
                        "made", on: "t", .after, [.insert], .statements("INSERT INTO log VALUES (new.a);")))
            }
            #expect(try await schema("temp", on: connection) == temporary)
            #expect(
                try await schema("main", on: connection) == [
                    ["index", "new", "t"], ["index", "ti", "t"], ["table", "log", "log"], ["table", "t", "t"],
                    ["trigger", "made", "t"], ["trigger", "tt", "t"], ["view", "v", "v"],
                ])
            #expect(try await connection.column("SELECT name FROM pragma_table_info('t', 'main')") == ["a", "b", "c"])
            try await connection.migrate { op in
                op.renameIndex("new", to: "newer")
                op.renameTrigger("made", on: "t", to: "done")
                op.dropView("v")
                op.dropTable("t")
            }
            #expect(try await schema("main", on: connection) == [["table", "log", "log"]])
            #expect(try await schema("temp", on: connection) == temporary)
        }
    }

    @Test("a temporary trigger does not see the rows that a rebuild copies, and stays")
    func temporaryTrigger() async throws {
        for on in ["t", "main.t"] {
            try await withDatabase { connection in
                try await connection.migrate(
                    """
                    CREATE TABLE t (a INTEGER);
                    INSERT INTO t VALUES (1), (2);
                    CREATE TEMP TABLE seen (a);
                    CREATE TEMP TRIGGER ignoring BEFORE INSERT ON \(on) WHEN new.a > 1 BEGIN SELECT raise(IGNORE); END;
                    CREATE TEMP TRIGGER seeing AFTER INSERT ON \(on) BEGIN INSERT INTO seen VALUES (new.a); END;
                    """)
                try await connection.migrate { $0.alterColumn("a", of: "t", .notNull) }
                #expect(try await connection.column("SELECT a FROM t ORDER BY a") == [1, 2])
                #expect(try await connection.column("SELECT a FROM seen") == [])
                try await connection.query("INSERT INTO t VALUES (0), (3)")
                #expect(try await connection.column("SELECT a FROM seen") == [0])
            }
        }
    }
}
