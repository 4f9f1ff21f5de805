import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct ReplacementKeepingTests {
    private func with(_ script: String, _ body: (any Connection) async throws -> Void) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            try await body(connection)
        }
    }

    @Test(
        "Nothing happens when the definition is the same",
        arguments: [
            "SELECT a, b FROM t WHERE a BETWEEN 1 AND 5 AND c::numeric > 2",
            "SELECT x.a AS a, x.b AS b FROM s.t AS x WHERE a >= 1 AND a <= 5 AND CAST(c AS numeric) > 2 -- the same\n",
        ])
    func nothingHappensWhenTheDefinitionIsTheSame(_ query: String) async throws {
        try await with(
            """
            CREATE SCHEMA s;
            CREATE TABLE s.t (a int, b text, c int);
            SET search_path = s;
            CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t WHERE a BETWEEN 1 AND 5 AND c::numeric > 2;
            CREATE MATERIALIZED VIEW renamed AS SELECT x.a, x.b FROM t AS x
            WHERE x.a >= 1 AND x.a <= 5 AND x.c::numeric > 2;
            """
        ) { connection in
            func oids() async throws -> [Int64] {
                try await connection.query(
                    "SELECT oid::bigint AS oid FROM pg_class WHERE relname IN ('m', 'renamed') ORDER BY relname"
                ).map { try $0["oid", as: Int64.self] }
            }
            let before = try await oids()
            let view: QualifiedName = query.contains("x.a") ? "renamed" : "m"
            try await connection.perform(ReplaceMaterializedView(name: view, query: .sql(query)))
            #expect(try await oids() == before)
        }
    }

    @Test("A renamed column keeps its indexes, privileges and readers")
    func renamedColumnKeepsItsReaders() async throws {
        try await with(
            """
            CREATE TABLE t (a int, b text);
            INSERT INTO t VALUES (1, 'x'), (2, 'y');
            CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
            CREATE UNIQUE INDEX by_b ON m (b) WHERE b <> '';
            COMMENT ON COLUMN m.b IS 'kept';
            CREATE VIEW d AS SELECT b FROM m;
            """
        ) { connection in
            try await connection.perform(
                ReplaceMaterializedView(
                    name: "m", query: "SELECT a, upper(b) AS label, 1 AS b2 FROM t", renamedColumns: ["b": "label"]))
            let index = try await connection.query("SELECT indexdef FROM pg_indexes WHERE indexname = 'by_b'").first
            #expect(
                try index?["indexdef", as: String.self]
                    == "CREATE UNIQUE INDEX by_b ON public.m USING btree (label) WHERE (label <> ''::text)")
            #expect(
                try await connection.query("SELECT b FROM d ORDER BY b").map { try $0["b", as: String.self] } == [
                    "X", "Y",
                ])
            let comment = try await connection.query("SELECT col_description('m'::regclass, 2) AS comment").first
            #expect(try comment?["comment", as: String.self] == "kept")
        }
    }

    @Test("The column types of readers follow")
    func theTypesOfReadersFollow() async throws {
        try await with(
            """
            CREATE TABLE t (a int);
            INSERT INTO t VALUES (1), (2);
            CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
            CREATE VIEW d AS SELECT a FROM m;
            CREATE MATERIALIZED VIEW e AS SELECT a FROM d;
            """
        ) { connection in
            try await connection.perform(ReplaceMaterializedView(name: "m", query: "SELECT a::text || '!' AS a FROM t"))
            #expect(
                try await connection.query("SELECT a FROM e ORDER BY a").map { try $0["a", as: String.self] } == [
                    "1!", "2!",
                ])
        }
    }

    @Test("The directive's indexes replace the old ones")
    func directivesIndexesReplaceTheOld() async throws {
        try await with(
            """
            CREATE TABLE t (a int);
            CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
            CREATE INDEX old ON m (a);
            """
        ) { connection in
            for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
                try await connection.perform(
                    ReplaceMaterializedView(
                        name: "m", query: "SELECT a FROM t", strategy: strategy,
                        indexes: [.unique("a", name: "key")]))
                let names = try await connection.query("SELECT indexname AS name FROM pg_indexes WHERE tablename = 'm'")
                #expect(try names.map { try $0["name", as: String.self] } == ["key"])
            }
        }
    }

    @Test("A view without data stays without data, and is replaced in place")
    func viewWithoutDataStaysSo() async throws {
        try await with(
            """
            CREATE TABLE t (a int);
            CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;
            CREATE VIEW d AS SELECT a FROM m;
            """
        ) { connection in
            try await connection.perform(ReplaceMaterializedView(name: "m", query: "SELECT a, 1 AS b FROM t"))
            let row = try await connection.query("SELECT relispopulated AS p FROM pg_class WHERE relname = 'm'").first
            #expect(try row?["p", as: Bool.self] == false)
        }
    }

    @Test("The session is left as it was")
    func theSessionIsLeftAsItWas() async throws {
        try await with(
            """
            CREATE SCHEMA "Odd, ""one";
            CREATE TABLE t (a int);
            CREATE MATERIALIZED VIEW "Odd, ""one".m AS SELECT a FROM t;
            SET search_path = "Odd, ""one", public;
            SET lock_timeout = '7s';
            """
        ) { connection in
            try await connection.perform(ReplaceMaterializedView(name: "m", query: "SELECT a, 2 AS b FROM t"))
            let row = try await connection.query(
                "SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS timeout"
            ).first
            #expect(try row?["path", as: String.self] == "\"Odd, \"\"one\", public")
            #expect(try row?["timeout", as: String.self] == "7s")
        }
    }

    @Test("Names that another schema hides still bind to the new views")
    func hiddenNamesBindToTheNewViews() async throws {
        try await with(
            """
            CREATE SCHEMA one;
            CREATE SCHEMA two;
            CREATE TABLE t (a int);
            INSERT INTO t VALUES (1);
            CREATE MATERIALIZED VIEW one.m AS SELECT a FROM t;
            CREATE MATERIALIZED VIEW two.m AS SELECT a + 1 AS a FROM one.m;
            CREATE VIEW two.pg_class AS SELECT one.a, two.a AS b FROM one.m AS one JOIN two.m AS two ON two.a <> one.a;
            CREATE MATERIALIZED VIEW one.both AS
            SELECT m.a, n.a AS b, p.b AS c FROM one.m, two.m AS n, two.pg_class AS p;
            ANALYZE;
            """
        ) { connection in
            let before = try await CatalogSnapshot(connection)
            try await connection.perform(ReplaceMaterializedView(name: "one.m", query: "SELECT a + 10 AS a FROM t"))
            let rows = try await connection.query("SELECT a, b, c FROM one.both")
            #expect(rows.map(\.values) == [[11, 12, 12]])
            let differences = before.differences(to: try await CatalogSnapshot(connection))
            #expect(differences.filter { !$0.dropFirst(2).hasPrefix("rule _RETURN on one.m ") } == [])
            #expect(differences.count == 2)
        }
    }

    /// The column `a` is text first, `b` int: another type, and what is made over the view.
    @Test(
        "Indexes and statistics go along with a column that gets another type",
        arguments: [
            ("a::varchar(5) AS a, b", "CREATE INDEX i ON m (lower(a))"),
            ("a::varchar(5) AS a, b", "CREATE INDEX i ON m (id) WHERE a = 'x'"),
            ("a::varchar(5) AS a, b", "CREATE UNIQUE INDEX i ON m (id, (a || 'x')) WHERE a IN ('x', 'y')"),
            ("a, b::numeric AS b", "CREATE INDEX i ON m (id) INCLUDE (a) WHERE b > 3"),
            ("a, b::bigint AS b", "CREATE INDEX i ON m ((b + 1), a text_pattern_ops)"),
            ("a::varchar(5) AS a, b", "CREATE STATISTICS i ON (lower(a)), id FROM m"),
            ("a, b::numeric AS b", "CREATE STATISTICS i (ndistinct) ON (b + 1), id FROM m"),
            (
                "a::varchar(5) AS a, b",
                "CREATE MATERIALIZED VIEW n AS SELECT id, a FROM m; CREATE INDEX i ON n (lower(a), id)"
            ),
        ], [ReplacementStrategy.sideBySide, .inPlace])
    func anotherType(_ columns: (query: String, made: String), _ strategy: ReplacementStrategy) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let script = """
                CREATE TABLE t (id int, a text, b int); INSERT INTO t VALUES (1, 'X', 5);
                CREATE MATERIALIZED VIEW m AS SELECT id, a, b FROM t; \(columns.made);
                """
            for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            func texts() async throws -> [String] {
                try await connection.query(
                    """
                    SELECT pg_get_indexdef(indexrelid) AS text FROM pg_index WHERE indexrelid = to_regclass('i')
                    UNION ALL SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxname = 'i'
                    """
                ).map { row in
                    // The conversions that the server writes into an expression.
                    try row["text", as: String.self].replacing(/\((\w+)\)::(text|numeric|bigint)/) {
                        String($0.output.1)
                    }
                    .replacing(/::(text|numeric|bigint)/, with: "")
                }
            }
            let before = try await texts()
            try await connection.perform(
                ReplaceMaterializedView(
                    name: "m", query: ViewQuery.sql("SELECT id, \(columns.query) FROM t"), strategy: strategy))
            let types = try await connection.query(
                sql: "SELECT count(*) AS found FROM pg_attribute WHERE attrelid = 'm'::regclass "
                    + "AND format_type(atttypid, atttypmod) IN ('character varying(5)', 'numeric', 'bigint')")
            #expect(try types.first?["found", as: Int64.self] == 1)
            #expect(before.count == 1)
            #expect(try await texts() == before)
        }
    }

    @Test(
        "All settings are afterwards as they were",
        arguments: [ReplacementStrategy.sideBySide, .inPlace],
        ["public, order, \"User\", $user", "public", "\"a, b\", public"])
    func settings(_ strategy: ReplacementStrategy, _ path: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let script = """
                CREATE TABLE t (id int); CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE VIEW v AS SELECT id FROM m;
                CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM m; END
                """
            for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            try await connection.query(sql: "SELECT set_config('search_path', $1, false)", [.text(path)])
            // It brings settings of its own with it.
            try await connection.query("LOAD 'plpgsql'")
            let replacing = ReplaceMaterializedView(name: "m", query: "SELECT id, 1 AS more FROM t", strategy: strategy)
            // The server writes names in quotes where it must, and takes them without.
            let settings =
                "SELECT string_agg(concat(name, '=', replace(setting, '\"', '')), E'\\n' ORDER BY name) AS all FROM pg_settings"
            try await connection.query("BEGIN")
            let before = try await connection.query(sql: settings).first?["all", as: String.self]
            try await connection.run(try replacing.lower(for: PostgreSQL()), reporting: .silent)
            let after = try await connection.query(sql: settings).first?["all", as: String.self]
            #expect(before == after)
            try await connection.query("COMMIT")
            #expect(try await connection.query("SELECT f() AS n").first?["n", as: Int64.self] == 0)
        }
    }
}
