import Athanor
import TestSupport
import Testing

/// Directives in comments of SQL, as both databases' readers find them.
@Suite struct CommentDirectiveTests {
    private func statements(_ script: String, _ tested: TestedDatabase) throws -> [String] {
        let source = SourceText(path: "1.sql", text: script)
        return try tested.database.scriptReader.statements(in: source.all).map { statement in
            statement.freshness.map { "\($0.view): \($0.target)" } ?? statement.command
        }
    }

    @Test(
        "A directive follows the statement that creates its view; others stand where they stand",
        arguments: TestedDatabase.allCases)
    func places(_ tested: TestedDatabase) throws {
        let create = "CREATE MATERIALIZED VIEW"
        #expect(
            try statements(
                """
                -- athanor: refresh other manual
                SELECT 1;
                  --ATHANOR : Refresh   every 5m
                -- What it is for.
                CREATE MATERIALIZED VIEW IF NOT EXISTS Totals AS SELECT 1 AS a; ;
                /* -- athanor: refresh every 1m */
                -- athanor: refresh "a.b" after "C"\r
                -- athanor: refresh named cron "0 4 * * *" Asia/Tokyo
                CREATE MATERIALIZED VIEW named AS SELECT 1 AS a;
                -- athanor refreshes nothing here, nor does -- athanor: refresh
                -- athanor: refresh "every" every hour
                """, tested)
                == [
                    "other: manual", "SELECT", create, "\(tested == .sqlite ? "Totals" : "totals"): every 5 minutes",
                    "\"a.b\": after \"C\"", create, "named: cron 0 4 * * * Asia/Tokyo", "every: every 1 hour",
                ])
    }

    @Test("Inside statements, strings and comments it is nothing", arguments: TestedDatabase.allCases)
    func inside(_ tested: TestedDatabase) throws {
        #expect(
            try statements(
                """
                SELECT 1
                -- athanor: nonsense
                , 'x
                -- athanor: nonsense
                ';
                /*
                -- athanor: nonsense
                */
                """, tested) == ["SELECT"])
        guard tested == .postgreSQL else { return }
        #expect(
            try statements(
                "DO $$ BEGIN\n-- athanor: nonsense\nNULL; END $$;\n/* /* */\n-- athanor: nonsense\n*/", tested) == [
                    "DO"
                ])
    }

    @Test(
        "What is not understood is refused at its place",
        arguments: TestedDatabase.allCases,
        [
            ("-- athanor: refresh every 5 minutes", "belongs to no view", 1),
            ("-- athanor: refresh every 5 minutes\nSELECT 1;", "belongs to no view", 1),
            ("-- athanor: refresh every 5 minutes\nCREATE VIEW v AS SELECT 1 AS a;", "belongs to no view", 1),
            ("SELECT 1;\n-- athanor: refresch every 5 minutes", "no directive \"refresch\"", 2),
            ("-- athanor:", "a directive is missing", 1), ("-- athanor: refresh", "the freshness target is empty", 1),
            ("-- athanor: refresh v", "not a freshness target", 1),
            ("-- athanor: refresh v evry 5 minutes", "\"evry\"", 1),
            ("-- athanor: refresh evry 5 minutes", "begins with \"evry\"", 1),
            ("-- athanor: refresh v every 0 seconds", "every 0 seconds", 1),
            ("-- athanor: refresh v cron 0 4 * * * Mars", "no time zone", 1),
            ("SELECT 1; -- athanor: refresh v manual", "follows something else on its line", 1),
            (
                "-- athanor: refresh every 5m\n-- athanor: refresh every 6m\nCREATE MATERIALIZED VIEW v AS SELECT 1 AS a;",
                "a second directive", 2
            ),
        ])
    func refused(_ tested: TestedDatabase, _ script: (text: String, message: String, line: Int)) {
        let error = #expect(throws: ScriptError.self) { try statements(script.text, tested) }
        #expect(error?.message.contains(script.message) == true, "\(error?.description ?? "")")
        #expect(error?.place.line == script.line)
        #expect(error?.advice.isEmpty == false)
    }
}
