import Testing

@testable import AthanorPostgreSQL

/// Names without a schema in the bodies of functions.
@Suite struct UnqualifiedNamesTests {
    @Test(
        "Unqualified relations in a function's body are found",
        arguments: [
            ("SELECT a FROM t", ["t"]),
            ("SELECT a FROM T, \"T\" AS x, s.u", ["t", "T"]),
            ("SELECT t.a FROM s.t WHERE a IN (SELECT b FROM ONLY u)", ["u"]),
            (
                "SELECT * FROM (a CROSS JOIN b), LATERAL (SELECT 1 FROM c) AS x LEFT JOIN d ON d.a = x.a, e",
                ["a", "b", "c", "d", "e"]
            ),
            ("WITH recent AS (SELECT * FROM t), old AS MATERIALIZED (SELECT 1) SELECT * FROM recent, old", ["t"]),
            ("WITH RECURSIVE r (a) AS (SELECT a FROM r, u) SELECT * FROM r", ["u"]),
            ("SELECT a IS DISTINCT FROM b, c FROM t GROUP BY d, e", ["t"]),
            (
                "INSERT INTO t (a, b) VALUES (1, c); UPDATE u SET a = 1; DELETE FROM w USING x WHERE true",
                ["t", "u", "w", "x"]
            ),
            ("DECLARE r t%ROWTYPE; c u.a%TYPE; d s.w.a%TYPE; BEGIN END", ["t", "u"]),
            ("SELECT 'FROM t', $$ FROM t $$, E'\\' FROM t' -- FROM t\n /* FROM /* t */ FROM t */", []),
            ("SELECT \"a\"\"b\" FROM \"x\"\"y.z\"", ["x\"y.z"]),
            ("SELECT FROM größe", ["größe"]),
            ("", []), ("FROM", []), ("SELECT (", []), ("FROM t WHERE 'open", ["t"]),
        ])
    func relations(_ body: String, _ names: [String]) {
        #expect(UnqualifiedNames(in: body).relations == names)
    }

    @Test(
        "Unqualified functions in a function's body are found",
        arguments: [
            ("SELECT f(1), s.g(2), h (3), f(4)", ["f", "h"]),
            ("SELECT * FROM F(1), \"G\"(2)", ["f", "G"]),
            ("SELECT t.f(1); INSERT INTO t (a) SELECT 1", []),
        ])
    func functions(_ body: String, _ names: [String]) {
        #expect(UnqualifiedNames(in: body).functions == names)
    }
}
