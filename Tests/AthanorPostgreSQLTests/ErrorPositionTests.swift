import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct ErrorPositionTests {
    @Test("The caret is in the right place after Japanese text and tabs")
    func caretAfterJapaneseTextAndTabs() async throws {
        let script = "-- 日次集計\nSELECT 1;\n\tSELECT '日本語テキスト', '👩‍👩‍👧', 存在しない FROM pg_class;\n"
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let statements = try read(script).map { SQLStatement($0.slice) }
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await connection.run([SQLStatement("BEGIN")] + statements)
            }
            let place = failure?.explanation.place
            #expect(failure?.code == "42703")
            #expect(place?.line == 3)
            #expect(place?.column == "\tSELECT '日本語テキスト', '👩‍👩‍👧', ".unicodeScalars.count + 1)
        }
    }

    @Test("Detail, hint and context are kept")
    func detailHintAndContextAreKept() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let error = await #expect(throws: DatabaseFailure.self) {
                try await connection.query(
                    "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'more', HINT = 'try', ERRCODE = 'P1234'; END $$")
            }
            #expect(error?.message == "no")
            #expect(error?.detail == "more")
            #expect(error?.hint == "try")
            #expect(error?.code == "P1234")
            #expect(error?.context?.contains("inline_code_block") == true)
        }
    }

    @Test(
        "A mistake in a statement is reported as an error of the statement",
        arguments: [
            ("SET lock_timeout = 'soon'", DatabaseFailure.Kind.statement), ("SELEC 1", .statement),
            ("SELECT 1; SELECT 2", .statement), ("SELECT 1/0", .statement),
        ])
    func mistakesInAStatementAreTheStatements(sql: String, kind: DatabaseFailure.Kind) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let error = await #expect(throws: DatabaseFailure.self) { try await connection.query(sql: sql) }
            #expect(error?.kind == kind)
            #expect(error?.statement?.text == sql)
        }
    }

    @Test("An unavailable lock is reported as such")
    func aLockThatIsNotToBeHadIsCalledThat() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, holder in
            try await holder.run(["CREATE TABLE t ()", "BEGIN", "LOCK TABLE t"].map { SQLStatement($0) })
            let waiter = try await database.connect()
            try await waiter.query("SET lock_timeout = '10ms'")
            let error = await #expect(throws: DatabaseFailure.self) { try await waiter.query("DROP TABLE t") }
            #expect(error?.kind == .lockNotAvailable)
            await waiter.close()
        }
    }
}
