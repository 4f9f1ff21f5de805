import Athanor
import AthanorPostgreSQL
import Testing

/// Commands of psql in what pg_dump writes.
@Suite("Commands of psql")
struct PsqlCommandTests {
    private func statements(_ text: String) throws -> [String] {
        try PostgreSQLScriptReader().statements(in: SourceText(path: "a.sql", text: text).all).map(\.slice.text)
    }

    @Test("\\restrict and \\unrestrict between statements are passed over")
    func restrict() throws {
        let dump = """
            --
            -- PostgreSQL database dump
            --

            \\restrict 4Zk2hVtq7sJ0

            SET statement_timeout = 0;
            CREATE TABLE t (v text);
            INSERT INTO t VALUES ('line
            \\.
            \\restrict end');

            \\unrestrict 4Zk2hVtq7sJ0

            """
        let found = try statements(dump)
        #expect(found.count == 3)
        #expect(found.last?.contains("\\.\n\\restrict end") == true)
        #expect(try statements("\\restrict a\r\nSELECT 1;\r\n\\unrestrict a") == ["SELECT 1"])
    }

    @Test(
        "Inside a statement they are refused, and so are all others",
        arguments: [
            "SELECT 1 \\restrict a\n;", "\\connect app", "\\.", "\\restricted a", "\\i other.sql", "\\copy t from x",
        ])
    func refused(text: String) {
        let error = #expect(throws: ScriptError.self) { _ = try statements(text) }
        // Texts in data may begin with a backslash, too.
        #expect(error?.advice.contains("remove the lines that begin") == false)
        #expect(error?.message.hasSuffix("is a command of psql, not SQL") == true)
    }
}
