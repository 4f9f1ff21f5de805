import Athanor
import AthanorSQLite
import Testing

@Suite("An index that names the view before its columns")
struct QualifiedIndexTests {
    private static let schema = """
        CREATE TABLE t (a, b, c);
        INSERT INTO t VALUES (1, 'X', 3), (2, 'y', -1);
        CREATE MATERIALIZED VIEW m AS SELECT a, b, c FROM t;
        """

    @Test(
        "is made on the rows",
        arguments: [
            "CREATE INDEX e ON m (a) WHERE m.c > 0;", "CREATE INDEX e ON main.m (lower(\"m\".\"b\"));",
            "CREATE UNIQUE INDEX e ON \"M\" (m . a, [m].c + M.a) WHERE m.b IS NOT 'm.b';",
        ])
    func sql(statement: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema + statement)
            #expect(
                try await connection.column("SELECT tbl_name FROM sqlite_schema WHERE name = 'e'") == ["athanor_rows_m"]
            )
            try await connection.migrate("REFRESH MATERIALIZED VIEW m")
        }
    }

    @Test("is made by operations")
    func operation() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            try await connection.migrate { op in
                op.createIndex(.index(.expression("lower(m.b)"), name: "e", where: "m.c > 0"), on: "m")
            }
            #expect(
                try await connection.column("SELECT tbl_name FROM sqlite_schema WHERE name = 'e'") == ["athanor_rows_m"]
            )
        }
    }

    @Test("fails at the exact place of another column")
    func place() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate("CREATE INDEX e ON m (a) WHERE m.c > 0 AND nothing = 1")
            }
            #expect(Explanation(of: failure).place?.column == 43)
        }
    }
}
