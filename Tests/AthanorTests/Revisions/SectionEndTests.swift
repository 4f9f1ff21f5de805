import Athanor
import AthanorPostgreSQL
import AthanorSQLite
import Testing

/// A `-- downgrade` line inside a string or a body cuts it, and the error says so.
@Suite("A marker inside a body")
struct SectionEndTests {
    private func error(_ upgrade: String, _ reader: any ScriptReader) throws -> ScriptError? {
        let text = "-- one\n--\n-- revision: a1\n-- down_revision:\n\n-- upgrade\n\(upgrade)"
        let file = try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        do {
            _ = try reader.statements(in: file.upgrade)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "On PostgreSQL",
        arguments: [
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\nSELECT 1;\n-- downgrade\nSELECT 2 $$;\n",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC\nSELECT 1;\n-- downgrade\nSELECT 2; END;\n",
            "INSERT INTO t VALUES ('a\nb\n-- downgrade\nc');\n", "SELECT 1 /*\n\n-- downgrade\n*/;\n",
            "SELECT \"a\nb\n-- downgrade\n\";\n", "SELECT (1\n+ 2\n-- downgrade\n);\n",
        ])
    func postgreSQL(upgrade: String) throws {
        let error = try #require(try error(upgrade, PostgreSQLScriptReader()))
        #expect(error.advice.contains("line 9, which is a `-- downgrade` marker"), "\(error)")
    }

    @Test(
        "On SQLite",
        arguments: [
            "INSERT INTO t VALUES ('a\nb\n-- downgrade\nc');\n", "SELECT 1 /*\n\n-- downgrade\n*/;\n",
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN\nSELECT 1;\n-- downgrade\nSELECT 2; END;\n",
        ])
    func sqlite(upgrade: String) throws {
        // A comment ends with the script there.
        guard let error = try error(upgrade, SQLite().scriptReader) else {
            #expect(upgrade.contains("/*"))
            return
        }
        #expect(error.advice.contains("line 9, which is a `-- downgrade` marker"), "\(error)")
    }

    @Test("Where the text itself ends, nothing is said of markers")
    func plain() throws {
        let error = try #require(try error("SELECT 'a", PostgreSQLScriptReader()))
        #expect(!error.advice.contains("marker"))
    }
}
