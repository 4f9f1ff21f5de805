import Athanor
import AthanorPostgreSQL
import Testing

/// What whoever starts a refresh is warned of.
@Suite struct RefreshWarningTests {
    private func dependences(_ view: String, on bench: RefreshBench) async throws -> [SearchPathDependence] {
        for case .searchPathDependent(let functions) in try await bench.plan(view).warnings { return functions }
        return []
    }

    @Test("NULL in the key matters to a concurrent refresh only")
    func nullableKey() async throws {
        try await RefreshBench.with(
            """
            CREATE MATERIALIZED VIEW v AS SELECT nullif(i, 3) AS a, i AS b FROM generate_series(1, 9) AS i;
            CREATE UNIQUE INDEX ON v (a, b);
            ANALYZE v
            """
        ) { bench in
            #expect(try await bench.plan("v").warnings == [.nullableKeyColumns(["a"])])
            #expect(try await bench.plan("v", RefreshSettings(concurrently: .never)).warnings == [])
            // The row is written anew though nothing has changed.
            let changes = try await bench.refresh("v").figures?.changes
            #expect(changes == RowChanges(inserted: 1, updated: 0, deleted: 1))
        }
    }

    @Test("Functions whose bodies are read anew at each refresh are named with what they look for")
    func searchPath() async throws {
        try await RefreshBench.with(
            """
            SET check_function_bodies = off;
            CREATE SCHEMA s;
            CREATE TABLE s.t (a integer, "Ä x" integer);
            CREATE FUNCTION s.helper(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
            CREATE FUNCTION s.sql_body(integer) RETURNS integer LANGUAGE sql AS 'SELECT count(*)::integer + $1 FROM t';
            CREATE FUNCTION s."P ""L"(integer) RETURNS integer LANGUAGE plpgsql AS
                'DECLARE n t%ROWTYPE; BEGIN RETURN helper($1); END';
            CREATE FUNCTION s.pinned(integer) RETURNS integer LANGUAGE sql SET search_path = s AS 'SELECT a FROM t';
            CREATE FUNCTION s.parsed(integer) RETURNS integer LANGUAGE sql RETURN s.sql_body($1);
            CREATE FUNCTION s.harmless(integer) RETURNS integer LANGUAGE plpgsql AS
                'BEGIN /* FROM t */ RETURN lower(''FROM t helper('')::integer + s.helper($1); -- FROM t
                 END';
            CREATE FUNCTION s.less(s.t, s.t) RETURNS boolean LANGUAGE sql AS 'SELECT helper(1) = 2';
            CREATE OPERATOR s.<<< (FUNCTION = s.less, LEFTARG = s.t, RIGHTARG = s.t);
            CREATE FUNCTION s.step(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT helper($1 + $2)';
            CREATE AGGREGATE s.gathered(integer) (SFUNC = s.step, STYPE = integer, INITCOND = '0');
            CREATE VIEW s.between AS SELECT s.parsed(a) AS a FROM s.t;
            CREATE MATERIALIZED VIEW other AS SELECT s.sql_body(a) FROM s.t WITH NO DATA;
            CREATE MATERIALIZED VIEW direct AS SELECT s."P ""L"(a), s.pinned(a), s.harmless(a) FROM s.t WITH NO DATA;
            CREATE MATERIALIZED VIEW indirect AS
                SELECT b.a FROM s.between AS b CROSS JOIN other CROSS JOIN s.t AS x CROSS JOIN s.t AS y
                WHERE x OPERATOR(s.<<<) y WITH NO DATA;
            CREATE MATERIALIZED VIEW gathering AS SELECT s.gathered(a) FROM s.t WITH NO DATA;
            CREATE MATERIALIZED VIEW free AS SELECT s.helper(a) FROM s.t WITH NO DATA;
            """
        ) { bench in
            let direct = try await dependences("direct", on: bench)
            #expect(direct.map(\.function) == [#"s."P ""L"(integer)"#])
            #expect(direct.map(\.names) == [["t", "helper()"]])
            // Not those that another materialized view calls: its rows are what is read.
            let indirect = try await dependences("indirect", on: bench)
            #expect(indirect.map(\.function) == ["s.less(s.t, s.t)", "s.sql_body(integer)"])
            #expect(indirect.map(\.names) == [["helper()"], ["t"]])
            #expect(try await dependences("gathering", on: bench).map(\.function) == ["s.step(integer, integer)"])
            #expect(try await dependences("free", on: bench) == [])
        }
    }

    @Test("What is said of such a function is what a refresh then does")
    func consequence() async throws {
        try await RefreshBench.with(
            """
            CREATE TABLE t (a integer);
            INSERT INTO t VALUES (1);
            CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT a + $1 FROM t';
            CREATE MATERIALIZED VIEW v AS SELECT f(a) FROM t WITH NO DATA;
            """
        ) { bench in
            let consequence = try #require(try await dependences("v", on: bench).first?.consequence)
            let result = try await bench.refresh("v")
            if try await bench.serverVersion() >= 170_000 {
                #expect(consequence == "which a refresh does not find: it runs with search_path = pg_catalog, pg_temp")
                let cause = try #require(result.failure?.cause as? DatabaseFailure)
                #expect(cause.code == "42P01")
                #expect(cause.advice?.contains("ALTER FUNCTION … SET search_path") == true)
            } else {
                #expect(consequence == "found by the search_path of the session that refreshes")
                #expect(result.figures != nil, "\(result.outcome)")
            }
        }
    }

    @Test("Readers matter to a plain refresh of a view that has data")
    func longReaders() async throws {
        try await RefreshBench.with(
            "CREATE MATERIALIZED VIEW v AS SELECT 1 AS a; CREATE UNIQUE INDEX ON v (a);"
        ) { bench in
            let reader = try await bench.session(holding: "SELECT a AS \"what it reads\" FROM v")
            let plain = RefreshSettings(concurrently: .never, longReader: .zero)
            let warnings = try await bench.plan("v", plain).warnings
            guard case .longReaders(let readers) = try #require(warnings.first) else {
                Issue.record("\(warnings)")
                return
            }
            let pid = try await RefreshBench.pid(of: reader)
            #expect(readers.map { $0.session.hasPrefix("pid \(pid), ") } == [true])
            #expect(readers.first?.query == "SELECT a AS \"what it reads\" FROM v")
            #expect(try await bench.plan("v", RefreshSettings(longReader: .zero)).warnings == [])
            let patient = RefreshSettings(concurrently: .never, longReader: .seconds(36_000))
            #expect(try await bench.plan("v", patient).warnings == [])
            await reader.close()
            try await bench.connection.query("REFRESH MATERIALIZED VIEW v WITH NO DATA")
            #expect(try await bench.plan("v", plain).warnings == [])
        }
    }
}
