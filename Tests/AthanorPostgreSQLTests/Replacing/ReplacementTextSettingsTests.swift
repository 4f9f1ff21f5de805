import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// What readers of a replaced view say, whatever the settings by which the server reads and writes texts.
@Suite struct ReplacementTextSettingsTests {
    /// Settings that change how a text is read or written, with a value that no dump has.
    static let settings = [
        "array_nulls = off", "xmloption = document", "transform_null_equals = on", "bytea_output = escape",
        "lc_monetary = 'C'", "DateStyle = 'SQL, DMY'", "IntervalStyle = sql_standard", "extra_float_digits = -10",
        "quote_all_identifiers = on", "\"TimeZone\" = 'Asia/Kathmandu'", "escape_string_warning = off",
        "backslash_quote = off", "xmlbinary = hex", "timezone_abbreviations = 'India'",
    ]

    private static let script = """
        CREATE TABLE t (id int PRIMARY KEY, k text, x xml);
        INSERT INTO t VALUES (1, 'one', 'abc <b>x</b>'), (2, 'two', NULL);
        CREATE MATERIALIZED VIEW m AS SELECT id, k FROM t;
        CREATE INDEX i ON m (id) WHERE k <> ALL ('{a,NULL}'::text[]) AND id < 1e3::float8
            AND '2026-03-29 02:30+02'::timestamptz > '2020-01-01 00:00+00'::timestamptz;
        CREATE FUNCTION f() RETURNS text[] BEGIN ATOMIC SELECT '{1,NULL}'::text[] FROM m WHERE id = 1; END;
        CREATE TABLE guarded (a int);
        CREATE POLICY p ON guarded USING (a IN (SELECT id FROM m) AND ('{1,NULL}'::text[])[2] IS NULL);
        CREATE VIEW v AS
            SELECT id, '{1,NULL}'::text[] AS list, 'abc <b>x</b>'::xml AS document, '\\xdeadbeef'::bytea AS bytes,
                   '$10.50'::money AS price, '2026-03-02'::date AS day, '-1 day +2 hours'::interval AS span,
                   0.1::float4 AS number, '2026-03-29 02:30+02'::timestamptz AS moment, k = NULL::text AS nothing
            FROM m;
        CREATE MATERIALIZED VIEW w AS SELECT id, list FROM v;
        """

    /// The stored trees, without the places in texts and the OIDs of what is made anew.
    private static let state = """
        SELECT concat_ws(E'\\n', (SELECT string_agg(pg_get_viewdef(c.oid), ';' ORDER BY c.relname) FROM pg_class AS c
                                  WHERE c.relname IN ('v', 'w')),
                         pg_get_indexdef('i'::regclass), pg_get_functiondef('f'::regproc),
                         (SELECT pg_get_expr(p.polqual, p.polrelid) FROM pg_policy AS p),
                         (SELECT string_agg((list[2] IS NULL)::text, ',') FROM v),
                         (SELECT string_agg((list[2] IS NULL)::text, ',') FROM w), (f())[2] IS NULL) AS state
        """

    @Test(
        "Readers mean the same whatever is set",
        arguments: settings, [ReplacementStrategy.sideBySide, .inPlace])
    func readersStay(_ setting: String, _ strategy: ReplacementStrategy) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            // Not every server is built with XML.
            let hasXML = try await connection.query(
                """
                SELECT EXISTS (SELECT FROM pg_config AS c WHERE c.name = 'CONFIGURE' AND c.setting LIKE '%--with-libxml%')
                    AS has
                """
            ).first?["has", as: Bool.self]
            let script = hasXML == true ? Self.script : Self.script.replacing("xml", with: "text")
            for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            let before = try await connection.query(sql: Self.state).first?["state", as: String.self]
            try await connection.query(
                sql: SQLStatement(
                    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET \(setting.replacing("'", with: "''"))', current_database()); END$$"
                ))
            let other = try await database.connect()
            do {
                let (name, value) = ("SELECT current_setting($1) AS value", [Value.text(Self.name(of: setting))])
                let own = try await other.query(sql: name, value).first?["value", as: String.self]
                try await other.perform(
                    ReplaceMaterializedView(name: "m", query: "SELECT id, k FROM t WHERE id < 3", strategy: strategy))
                #expect(try await other.query(sql: name, value).first?["value", as: String.self] == own)
                await other.close()
            }
            #expect(try await connection.query(sql: Self.state).first?["state", as: String.self] == before)
        }
    }

    @Test("The revision's own query is read under its own settings")
    func ownQueryIsReadUnderItsSettings() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let script = """
                CREATE MATERIALIZED VIEW m AS SELECT '1'::text AS a;
                CREATE VIEW v AS SELECT '{NULL}'::text[] AS list FROM m;
                SET array_nulls = off;
                """
            for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            for (round, strategy) in [ReplacementStrategy.sideBySide, .inPlace].enumerated() {
                try await connection.perform(
                    ReplaceMaterializedView(
                        name: "m",
                        query:
                            "SELECT '\(round)'::text AS a, '{NULL}'::text[] AS read, '{NULL}'::text::text[] AS computed",
                        strategy: strategy))
                let row = try await connection.query(
                    "SELECT concat_ws(' ', read[1], computed[1], v.list[1] IS NULL) AS row FROM m, v"
                ).first
                #expect(try row?["row", as: String.self] == "NULL NULL t")
            }
        }
    }

    private static func name(of setting: String) -> String {
        String(setting.prefix { $0 != " " }).replacing("\"", with: "")
    }
}
