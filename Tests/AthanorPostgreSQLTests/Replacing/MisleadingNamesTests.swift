import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// Names and constants that a reader of SQL text could take for something else.
@Suite("Replacing among misleading names")
struct MisleadingNamesTests {
    private static let script = """
        CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA "c"" ON ""b";
        CREATE TABLE a.t (id int, m int); INSERT INTO a.t VALUES (1, 7);
        CREATE MATERIALIZED VIEW a.m AS SELECT id, m FROM a.t;
        CREATE MATERIALIZED VIEW b.m AS SELECT id, m FROM a.m;
        CREATE VIEW "c"" ON ""b"."v.m TO x" AS
            SELECT b.m AS "FROM b.m", k.m AS "$1", k.id, 'b.m'::text AS "AS", 'FROM "b"."m"'::text AS "USING btree (",
                '$$ b.m' AS "new
        line"
            FROM (SELECT 8 AS m, 1 AS id) AS b JOIN b.m AS k ON k.id = b.id AND b.m > 0;
        CREATE MATERIALIZED VIEW "c"" ON ""b"."m" AS
            SELECT m.id, m."$1" AS "select", (SELECT count(b.m) FROM b.m AS b) AS n, NULL::b.m AS "b.m"
            FROM "c"" ON ""b"."v.m TO x" AS m;
        CREATE UNIQUE INDEX "i ON b.m USING btree (id)" ON "c"" ON ""b"."m" ("select", (id + 1)) WHERE 'b.m' <> '';
        CREATE INDEX "b.m" ON b.m USING btree (id DESC) INCLUDE (m);
        COMMENT ON VIEW "c"" ON ""b"."v.m TO x" IS 'b.m';
        """

    @Test("Views, indexes and constants keep what they say", arguments: ["a, b", "b, a", "public"])
    func names(_ path: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try PostgreSQLScriptReader().statements(in: SourceText(path: "", text: Self.script).all) {
                try await connection.query(sql: SQLStatement(statement.slice))
            }
            let before = try await state(connection)
            try await connection.query("BEGIN")
            try await connection.query(sql: "SET LOCAL search_path = \(path)")
            let steps = try PostgreSQL().dialect.lower(
                ReplaceMaterializedView(
                    name: QualifiedName(schema: "a", name: "m"), query: "SELECT id, m, 2 AS more FROM a.t",
                    strategy: .sideBySide))
            try await connection.run(steps)
            try await connection.query("COMMIT")
            #expect(try await state(connection) == before)
            #expect(try await connection.query("SELECT more FROM a.m").first?["more", as: Int64.self] == 2)
        }
    }

    /// What is there, written as the server writes it, and what it gives.
    private func state(_ connection: any Connection) async throws -> [[Value]] {
        try await connection.query(
            """
            SELECT c.oid::regclass::text, pg_get_viewdef(c.oid) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('v', 'm') AND n.nspname IN ('b', 'c" ON "b')
            UNION ALL
            SELECT x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid) FROM pg_index AS x
            JOIN pg_class AS c ON c.oid = x.indrelid AND c.relkind = 'm'
            UNION ALL SELECT 'rows', v::text FROM "c"" ON ""b"."v.m TO x" AS v
            UNION ALL SELECT 'more rows', v::text FROM "c"" ON ""b"."m" AS v
            UNION ALL SELECT 'comment', obj_description('"c"" ON ""b"."v.m TO x"'::regclass, 'pg_class')
            ORDER BY 1, 2
            """
        ).map(\.values)
    }
}
