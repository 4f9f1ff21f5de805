import TestSupport
import Testing

/// The compiler's answer to statements of a revision's code.
@Suite("Compiling: statements with values")
struct BoundSQLCompilingTests {
    /// Statements whose text comes from a variable, or whose values cannot be bound.
    static let unsafe = [
        "try await connection.query(text)",
        "try await connection.query(\"SELECT '\" + text + \"'\")",
        "try await connection.query(String(\"SELECT \\(text)\"))",
        "try await connection.query(sql: text)",
        "try await connection.query(sql: \"SELECT '\\(text)'\")",
        "try await connection.query(\"SELECT $1\", [.text(text)])",
        "try await connection.query(\"SELECT \\(connection)\")",
    ]

    @Test("A String is not accepted as a statement, nor a value that cannot be bound", arguments: unsafe)
    func unsafeStatement(_ statement: String) async throws {
        let answer = try await OperationListCompilingTests.typecheck(Self.program(statement))
        #expect(answer.exitCode != 0)
        #expect(answer.errors.contains("error: "))
    }

    @Test("Values, names and raw text with a word compile")
    func safeStatements() async throws {
        let body = """
            let missing = Int?.none
            let table = QualifiedName(schema: nil, name: text)
            try await connection.query("DELETE FROM \\(identifier: table) WHERE \\(identifier: text) = \\(id)")
            try await connection.query("SELECT \\(text) WHERE \\(raw: text) = ANY(\\([1, 2])) OR \\(missing) IS NULL")
            let condition: BoundSQL = "id = \\(id)"
            let rows = try await connection.query("SELECT id FROM t WHERE \\(condition)")
            for row in rows { print(try row["id", as: Int.self], try row["id", as: String?.self] ?? "none") }
            print(rows.count, rows.first?.columns ?? [], rows.affectedRows)
            """
        let answer = try await OperationListCompilingTests.typecheck(Self.program(body))
        #expect(answer.exitCode == 0, "\(answer.errors)")
        #expect(!answer.errors.contains("warning: "), "\(answer.errors)")
    }

    private static func program(_ body: String) -> String {
        """
        import Athanor

        func work(_ connection: any Connection, text: String, id: Int) async throws {
        \(body)
        }

        """
    }
}
