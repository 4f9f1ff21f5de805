import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct LiveDefinitionTests {
    private func query(_ sql: String) -> SourceSlice { SourceText(path: "v.sql", text: sql).all }

    @Test("Names are as SQL needs them, options are kept")
    func names() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.run(
                [
                    "CREATE SCHEMA \"Re port\"", "CREATE TABLE t (a integer)",
                    "CREATE MATERIALIZED VIEW \"Re port\".\"order\" (x) AS SELECT a FROM t",
                    "CREATE VIEW plain WITH (security_barrier, check_option = local) AS SELECT a FROM t WHERE a > 0",
                ].map { SQLStatement($0) })
            let views = PostgreSQL().materializedViews(on: connection)
            let order = try await views.definition(of: "\"Re port\".\"order\"")
            #expect(order.name == QualifiedName(schema: "Re port", name: "order"))
            #expect(order.sqlName == "\"Re port\".\"order\"" && order.isMaterialized)
            // The column's name is in the query itself.
            #expect(order.query.contains("a AS x"))
            let plain = try await views.definition(of: "public.PLAIN")
            #expect(plain.name == "plain" && plain.sqlName == "plain" && !plain.isMaterialized)
            #expect(plain.options == LiveDefinition.Options(checkOption: .local, isSecurityBarrier: true))
            let work = ViewReplacingWork(plain, newFile: "views/b.sql", oldFile: "views/a.sql").work(as: .sql)
            #expect(
                work.upgrade
                    == "CREATE OR REPLACE VIEW plain WITH (security_barrier) AS FILE 'views/b.sql' WITH LOCAL CHECK OPTION;"
            )
            let error = await #expect(throws: ViewLookupError.self) { try await views.definition(of: "plian") }
            #expect(
                error == .notFound("plian", nearest: ["public.plain"])
                    || error == .notFound("plian", nearest: ["plain"]))
            await #expect(throws: ViewLookupError.otherKind("t", kind: "table")) {
                try await views.definition(of: "t")
            }
        }
    }

    @Test("A query is the definition whatever it looks like, on a connection that only reads")
    func comparing() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.query("CREATE TABLE t (a integer, b text)")
            try await connection.query(
                "CREATE MATERIALIZED VIEW m AS SELECT a, b AS name FROM t WHERE a BETWEEN 1 AND 3 AND b = 'x'")
            let reader = try await PostgreSQL().connect(
                to: database.url, options: ConnectionOptions(access: .readOnly))
            let views = PostgreSQL().materializedViews(on: reader)
            let definition = try await views.definition(of: "m")
            for (sql, isSame) in [
                (definition.query, true),
                ("select T.a, /* as */ t.b as \"name\"\nfrom public.t where (a between 1 and 3) and b = 'x'", true),
                ("SELECT a, b AS name FROM t WHERE a BETWEEN 1 AND 4 AND b = 'x'", false),
                ("SELECT a, b FROM t WHERE a BETWEEN 1 AND 3 AND b = 'x'", false), ("SELECT no_such FROM gone", false),
            ] {
                #expect(try await views.isDefinition(query(sql), of: definition) == isSame, "\(sql)")
            }
            #expect(try await connection.query("SELECT 1 FROM pg_class WHERE relname LIKE 'athanor%'").isEmpty)
            await reader.close()
        }
    }
}
