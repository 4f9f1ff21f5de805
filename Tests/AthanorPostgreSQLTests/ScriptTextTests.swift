import Athanor
import Testing

@testable import AthanorPostgreSQL

/// Statements as psql takes them.
@Suite struct ScriptTextTests {
    private func text(_ sql: String, _ values: [Value] = []) -> String {
        PostgreSQLScript().text(of: SQLStatement(sql, values))
    }

    @Test("Values are written out in the place of their placeholders")
    func valuesReplaceTheirPlaceholders() {
        #expect(
            text(
                "SELECT $1, '$1', $$ $1 $$, \"$1\", $2::int, a$1, $11 -- $1\n, $1",
                [.text("it's \\"), .integer(7)])
                == "SELECT E'it''s \\\\', '$1', $$ $1 $$, \"$1\", 7::int, a$1, $11 -- $1\n, E'it''s \\\\';")
        #expect(
            text("SELECT $1, $2, $3", [.null, .boolean(true), .bytes([0, 255])])
                == "SELECT NULL, TRUE, E'\\\\x00ff'::bytea;")
    }

    @Test("A text of several lines is unchanged in an assertion")
    func aTextWithLinesIsItselfInAnAssertion() {
        let query = SQLStatement("SELECT 1 WHERE $1 = 'y'", [.text("one\ntwo\n\nthree")])
        let texts = PostgreSQLScript().asserting(noRowsOf: query, otherwise: "a\nb").map(\.text).joined()
        #expect(texts.contains("SELECT 1 WHERE 'one\ntwo\n\nthree' = 'y'"))
    }

    @Test("A negative value neither begins a comment nor loses its sign")
    func negativeValue() {
        #expect(
            text("SELECT 5 -$1, $2::int2", [.integer(-5), .integer(-32768)]) == "SELECT 5 -(-5), (-32768)::int2;")
    }

    @Test("The semicolon is outside a comment at the end")
    func semicolonIsOutsideAComment() {
        #expect(text("SELECT 1 -- one") == "SELECT 1 -- one\n;")
        #expect(text("SELECT '-- one' /* 1 */") == "SELECT '-- one' /* 1 */;")
    }

    @Test("Without values, placeholders stay")
    func withoutValuesPlaceholdersStay() {
        #expect(text("PREPARE p AS SELECT $1") == "PREPARE p AS SELECT $1;")
    }

    @Test(
        "A colon that psql would read as a variable's is kept apart",
        arguments: [
            ("SELECT a[1:n]", "SELECT a[1: n];"), ("SELECT a[1:\"N\"]", "SELECT a[1: \"N\"];"),
            ("SELECT a[1:'2']", "SELECT a[1: '2'];"), ("SELECT a[1:2]", "SELECT a[1: 2];"),
            ("SELECT a::text", "SELECT a::text;"), ("SELECT a::text[:n]", "SELECT a::text[: n];"),
            ("CALL p(x := y)", "CALL p(x := y);"),
            ("SELECT ':n', \":n\", $$:n$$ /* :n */", "SELECT ':n', \":n\", $$:n$$ /* :n */;"),
        ])
    func whatPsqlWouldTakeForAVariableIsKeptApart(statement: String, written: String) {
        #expect(text(statement) == written)
    }

    @Test("A block ends only at its own quote")
    func aBlockEndsOnlyAtItsOwnQuote() {
        let statements = PostgreSQLScript().asserting(
            noRowsOf: SQLStatement("SELECT 1 WHERE '$athanor$' = $1", [.text("it's")]), otherwise: "it's")
        #expect(statements.count == 1)
        #expect(statements.first?.text.hasPrefix("DO $athanor_9$\n") == true)
        #expect(statements.first?.text.hasSuffix("\n$athanor_9$") == true)
    }
}
