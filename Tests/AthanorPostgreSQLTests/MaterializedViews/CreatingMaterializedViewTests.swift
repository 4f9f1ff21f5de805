import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// Each option of `op.createMaterializedView` shows in the catalog.
@Suite struct CreatingMaterializedViewTests {
    private static let op = TableBench.op

    /// An odd name, in a schema with one.
    private static let name = QualifiedName(schema: "Re port", name: "Daily \"usage\"")
    private static let quoted = "\"Re port\".\"Daily \"\"usage\"\"\""

    private func with(_ body: (TableBench) async throws -> Void) async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE SCHEMA \"Re port\"")
            try await body(bench)
        }
    }

    @Test("Storage parameters, columns and access method are set")
    func storageAndColumnsAreSet() async throws {
        try await with { bench in
            try await bench.execute("CREATE ACCESS METHOD \"He ap\" TYPE TABLE HANDLER heap_tableam_handler")
            let creation = Self.op.createMaterializedView(
                Self.name, as: "SELECT 1, 'x'::text", columns: ["A \"b\"", "select"], withData: false,
                storage: ["fillfactor": 70, "autovacuum_enabled": false, "toast.autovacuum_enabled": false],
                method: "He ap")
            try await bench.run(creation)
            #expect(
                try await bench.rows(
                    """
                    SELECT c.relkind::text, c.relispopulated, a.amname::text, array_to_string(c.reloptions, ','),
                           array_to_string(t.reloptions, ',')
                    FROM pg_class c JOIN pg_am a ON a.oid = c.relam JOIN pg_class t ON t.oid = c.reltoastrelid
                    WHERE c.oid = '\(Self.quoted)'::regclass
                    """) == ["m|false|He ap|fillfactor=70,autovacuum_enabled=false|autovacuum_enabled=false"])
            #expect(
                try await bench.rows(
                    "SELECT attname FROM pg_attribute WHERE attrelid = '\(Self.quoted)'::regclass AND attnum > 0")
                    == ["A \"b\"", "select"])
            try await bench.undo(creation)
            #expect(try await bench.rows("SELECT 1 FROM pg_class WHERE relkind = 'm'").isEmpty)
        }
    }

    @Test("The rows and an index go into the tablespaces that are named")
    func tablespacesAreUsed() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            let bench = TableBench(connection: connection)
            let tablespace = "\(database.name) \"fast\""
            let quoted = PostgreSQLDialect().quote(tablespace)
            try await bench.execute(
                "SET allow_in_place_tablespaces = on", "CREATE TABLESPACE \(quoted) LOCATION ''")
            let creation = Self.op.createMaterializedView(
                "v", as: "SELECT 1 AS a", indexes: [.unique("a", tablespace: tablespace)], tablespace: tablespace)
            do {
                try await bench.run(creation)
                #expect(
                    try await bench.rows(
                        """
                        SELECT c.relname FROM pg_class c JOIN pg_tablespace t ON t.oid = c.reltablespace
                        WHERE spcname = \(PostgreSQLDialect().literal(.text(tablespace))) ORDER BY 1
                        """) == ["v", "v_a_key"])
                try await bench.undo(creation)
                try await bench.execute("DROP TABLESPACE \(quoted)")
            } catch {
                try? await bench.execute("DROP MATERIALIZED VIEW IF EXISTS v", "DROP TABLESPACE \(quoted)")
                throw error
            }
        }
    }

    @Test("The owner is the grantor of the view's grants")
    func theOwnerGrantsWhatIsGranted() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            let bench = TableBench(connection: connection)
            let owner = "\(database.name) \"owner\""
            let quoted = PostgreSQLDialect().quote(owner)
            try await bench.execute("CREATE ROLE \(quoted)")
            do {
                let creation = Self.op.createMaterializedView(
                    "v", as: "SELECT 1 AS a, 2 AS b", comment: "It's what was \\ used",
                    grants: [
                        .grant(.select("a"), to: [.role("pg_read_all_stats")]),
                        .grant(.select, to: [.public, .role("pg_monitor")], grantOption: false),
                        .grant(.select, .references, to: [.role("pg_read_all_settings")], grantOption: true),
                    ], owner: .role(owner))
                try await bench.run(creation)
                #expect(
                    try await bench.rows(
                        """
                        SELECT pg_get_userbyid(c.relowner) = \(PostgreSQLDialect().literal(.text(owner))),
                               obj_description(c.oid, 'pg_class')
                        FROM pg_class c WHERE c.oid = 'v'::regclass
                        """) == ["true|It's what was \\ used"])
                let granted = try await bench.rows(
                    """
                    SELECT CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END,
                           x.privilege_type, x.is_grantable, x.grantor = c.relowner
                    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x
                    WHERE c.oid = 'v'::regclass AND x.grantee <> c.relowner ORDER BY 1, 2
                    """)
                #expect(
                    granted == [
                        "pg_monitor|SELECT|false|true", "pg_read_all_settings|REFERENCES|true|true",
                        "pg_read_all_settings|SELECT|true|true", "public|SELECT|false|true",
                    ])
                #expect(
                    try await bench.rows(
                        """
                        SELECT attname, pg_get_userbyid(x.grantee), x.privilege_type, x.grantor = c.relowner
                        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                        CROSS JOIN LATERAL aclexplode(a.attacl) x WHERE c.oid = 'v'::regclass
                        """) == ["a|pg_read_all_stats|SELECT|true"])
                try await bench.undo(creation)
                try await bench.execute("DROP ROLE \(quoted)")
            } catch {
                try? await bench.execute("DROP OWNED BY \(quoted)", "DROP ROLE \(quoted)")
                throw error
            }
        }
    }

    @Test("A role with MAINTAIN can refresh a view where the server has that privilege")
    func maintainAllowsARefresh() async throws {
        try await TableBench.with { bench in
            let creation = Self.op.createMaterializedView(
                "v", as: "SELECT 1 AS a", grants: [.grant(.maintain, to: [.role("pg_monitor")])])
            let version = try await bench.connection.query("SELECT current_setting('server_version_num')::int AS n")
            if try #require(version.first)["n", as: Int64.self] < 170_000 {
                let error = await #expect(throws: DatabaseFailure.self) { try await bench.run(creation) }
                #expect(error?.message.contains("maintain") == true)
            } else {
                try await bench.run(creation)
                try await bench.execute("SET ROLE pg_monitor", "REFRESH MATERIALIZED VIEW v")
            }
        }
    }

    @Test("A grant to nobody is refused")
    func aGrantToNobodyIsRefused() {
        let creation = Self.op.createMaterializedView("v", as: "SELECT 1", grants: [.grant(.select, to: [])])
        #expect(throws: OperationError.self) { try creation.lower(for: PostgreSQL()) }
    }

    @Test(
        "A query may end in semicolons and comments",
        arguments: [
            "SELECT 1 AS a;", "SELECT 1 AS a ; ;\n;", "SELECT 1 AS a -- that is; all",
            "SELECT 1 AS a /* all; */ ; -- of it",
            "-- before;\nSELECT 1 AS a", "\u{FEFF}SELECT 1 AS a", "(SELECT 1 AS a)", "TABLE one;", "VALUES (1);",
            "WITH q AS (SELECT ';--' AS b) SELECT 1 AS a FROM q",
        ])
    func aQueryMayEndInSemicolonsAndComments(query: String) async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE one (a) AS SELECT 1")
            try await bench.run(
                Self.op.createMaterializedView("m", as: .sql(query), columns: ["a"], withData: true),
                Self.op.createView(ViewDefinition("v", as: .sql(query), columns: ["a"])))
            #expect(try await bench.rows("SELECT m.a, v.a FROM m, v") == ["1|1"])
        }
    }

    @Test("A view's check option follows a query that ends in a comment")
    func checkOptionAfterAComment() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a int)")
            try await bench.run(
                Self.op.createView(
                    ViewDefinition("v", as: "SELECT a FROM t WHERE a > 0; -- positive", checkOption: .cascaded)))
            await #expect(throws: DatabaseFailure.self) { try await bench.execute("INSERT INTO v VALUES (-1)") }
        }
    }

    @Test(
        "A text that is not a single query is refused with its place",
        arguments: [
            ("", "1:1", "is empty"), (" ;\n-- nothing\n;", "1:1", "is empty"),
            ("SELECT 1;\n  SELECT 2", "2:3", "second statement"),
            ("SELECT 'a;\n", "1:8", "does not end"), ("SELECT 1; COMMIT", "1:11", "COMMIT"),
            ("SELECT 1 \\g", "1:10", "psql"),
        ])
    func whatIsNoSingleQueryIsRefusedWithItsPlace(query: String, place: String, words: String) throws {
        let file = DefinitionFile(path: "views/daily.sql", text: .success(query))
        let creations: [any MigrationOperation] = [
            CreateMaterializedView(MaterializedViewDefinition("m", as: .read(file))),
            Self.op.createView(ViewDefinition("v", as: .read(file))),
        ]
        for creation in creations {
            let error = #expect(throws: OperationError.self) { try creation.lower(for: PostgreSQL()) }
            #expect(error?.place?.description == "views/daily.sql:\(place)")
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test("An error in a query is shown at its place in the file")
    func anErrorInAQueryIsShownWhereItsFileHasIt() async throws {
        try await TableBench.with { bench in
            let file = DefinitionFile(
                path: "views/daily.sql", text: .success("-- 日次\nSELECT '日本' AS a,\n       misspelt\nFROM pg_class;\n"))
            for creation: any MigrationOperation in [
                CreateMaterializedView(MaterializedViewDefinition("m", as: .read(file), columns: ["a", "b"])),
                Self.op.createView(ViewDefinition("v", as: .read(file))),
            ] {
                let error = await #expect(throws: DatabaseFailure.self) { try await bench.run(creation) }
                #expect(error?.explanation.place?.description == "views/daily.sql:3:8")
            }
            // An error in what stands before the query is shown at its beginning.
            try await bench.execute("CREATE TABLE m ()")
            let error = await #expect(throws: DatabaseFailure.self) {
                try await bench.run(CreateMaterializedView(MaterializedViewDefinition("no.m", as: .read(file))))
            }
            #expect(error?.explanation.place?.description.hasPrefix("views/daily.sql:") == true)
        }
    }

    @Test("A view is renamed and moved with its indexes, and back")
    func viewIsRenamedAndMoved() async throws {
        try await with { bench in
            try await bench.run(
                Self.op.createMaterializedView("public.v", as: "SELECT 1 AS a", indexes: [.unique("a")]))
            let renaming = Self.op.renameMaterializedView("public.v", to: "W \"w\"")
            let moving = Self.op.setMaterializedViewSchema(
                QualifiedName(schema: "public", name: "W \"w\""), to: "Re port")
            let places =
                "SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relname IN ('W \"w\"', 'v', 'v_a_key') ORDER BY 2"
            try await bench.run(renaming, moving)
            #expect(try await bench.rows(places) == ["\"Re port\"|W \"w\"", "\"Re port\"|v_a_key"])
            try await bench.undo(moving)
            try await bench.undo(renaming)
            #expect(try await bench.rows(places) == ["public|v", "public|v_a_key"])
        }
    }
}
