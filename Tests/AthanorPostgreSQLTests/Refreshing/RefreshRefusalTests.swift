import Athanor
import AthanorPostgreSQL
import Testing

/// What is said when a refresh was to be concurrent and cannot be.
@Suite struct RefreshRefusalTests {
    private static let always = RefreshSettings(concurrently: .always)

    /// A view that cannot be refreshed concurrently, and what makes it possible.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: String
        var view = "v"
        let remedy: String
    }

    static let cases = [
        Case(
            testDescription: "without data",
            script: "CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t WITH NO DATA; CREATE UNIQUE INDEX i ON v (a)",
            remedy: #"REFRESH MATERIALIZED VIEW "public"."v""#),
        Case(
            testDescription: "no index and no statistics", script: "CREATE MATERIALIZED VIEW v AS SELECT b, a FROM t",
            remedy: #"CREATE UNIQUE INDEX ON "public"."v" ("b", "a")"#),
        Case(
            testDescription: "statistics", script: "CREATE MATERIALIZED VIEW v AS SELECT b, a FROM t; ANALYZE v",
            remedy: #"CREATE UNIQUE INDEX ON "public"."v" ("a")"#),
        Case(
            testDescription: "a partial index",
            script: "CREATE MATERIALIZED VIEW v AS SELECT b, a FROM t; CREATE UNIQUE INDEX i ON v (a, b) WHERE a > 1",
            remedy: #"CREATE UNIQUE INDEX ON "public"."v" ("a", "b")"#),
        Case(
            testDescription: "an index on an expression",
            script:
                "CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t; CREATE UNIQUE INDEX i ON v ((a + 1)) WHERE a > 1",
            remedy: #"CREATE UNIQUE INDEX ON "public"."v" ("a", "b")"#),
        Case(
            testDescription: "an invalid index",
            script: """
                CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t; CREATE UNIQUE INDEX "I.""x" ON v (a);
                UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"I.""x"'::regclass
                """,
            remedy: #"REINDEX INDEX CONCURRENTLY "public"."I.""x""#),
        Case(
            testDescription: "unusual names, and a type that cannot be sorted",
            script: """
                CREATE SCHEMA "We ird";
                CREATE MATERIALIZED VIEW "We ird"."m.""x"" 🦊" AS SELECT '{}'::json AS j, a AS "Ä "" b", b FROM t
                """,
            view: #""We ird"."m.""x"" 🦊""#,
            remedy: #"CREATE UNIQUE INDEX ON "We ird"."m.""x"" 🦊" ("Ä "" b", "b")"#),
    ]

    @Test("What a refusal says makes the refresh concurrent", arguments: cases)
    func remedy(_ wanted: Case) async throws {
        let table = "CREATE TABLE t (a int, b text); INSERT INTO t SELECT i, 'x' FROM generate_series(1, 9) AS i"
        try await RefreshBench.with("\(table); \(wanted.script)") { bench in
            let result = try await bench.refresh(wanted.view, Self.always)
            guard case .refused(let refusal) = result.outcome else {
                Issue.record("\(result.outcome)")
                return
            }
            #expect(refusal.remedy == wanted.remedy)
            #expect(refusal.note != nil)
            #expect(try await bench.log() == [], "what was not tried is not noted")

            try await bench.connection.query(sql: refusal.remedy)
            let again = try await bench.refresh(wanted.view, Self.always)
            #expect(again.figures?.strategy == "concurrently", "\(again.outcome)")
        }
    }

    @Test("A view without data that lacks an index as well is told both")
    func twoRemedies() async throws {
        try await RefreshBench.with("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a WITH NO DATA") { bench in
            guard case .refused(let refusal) = try await bench.plan("v", Self.always).strategy else {
                Issue.record("it was not refused")
                return
            }
            #expect(refusal.reason == .notPopulated)
            let next = try #require(refusal.note?.split(separator: "then: ").last.map(String.init))
            try await bench.connection.query(sql: refusal.remedy)
            try await bench.connection.query(sql: next)
            #expect(try await bench.plan("v", Self.always).strategy == .concurrently(uniqueIndex: "v_a_idx"))
        }
    }

    @Test("A view without columns can only be refreshed plainly, and is told so")
    func noColumns() async throws {
        try await RefreshBench.with("CREATE MATERIALIZED VIEW v AS SELECT") { bench in
            guard case .refused(let refusal) = try await bench.plan("v", Self.always).strategy else {
                Issue.record("it was not refused")
                return
            }
            #expect(refusal.note?.contains("only be refreshed plainly") == true)
            try await bench.connection.query(sql: refusal.remedy)
        }
    }
}
