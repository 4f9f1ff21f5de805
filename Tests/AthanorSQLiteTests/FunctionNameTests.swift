import Athanor
import AthanorSQLite
import Testing

@Suite("Tables of the user's that are called as functions of SQLite")
struct FunctionNameTests {
    @Test(
        "keep nothing from working",
        arguments: [
            "json_each", "pragma_index_list", "pragma_index_xinfo", "pragma_table_info", "pragma_foreign_key_check",
            "pragma_foreign_key_list", "pragma_database_list", "pragma_module_list", "pragma_table_list",
        ])
    func names(name: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE \(name) (x);
                CREATE TABLE t (a INTEGER PRIMARY KEY, b);
                CREATE TABLE c (t REFERENCES t);
                INSERT INTO t VALUES (1, 2), (3, 4);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX i ON m (a);
                UPDATE t SET b = 5 WHERE a = 3;
                REFRESH MATERIALIZED VIEW m;
                """)
            #expect(try await connection.column("SELECT b FROM m") == [2, 5])
            try await connection.migrate { op in op.alterColumn("b", of: "t", .type(.text)) }
            let views = connection.module.materializedViews(on: connection)
            #expect(try await views.named("m").uniqueKey == .usable(index: "i", columns: ["a"]))
        }
    }
}
