import Athanor
import Testing

@testable import AthanorPostgreSQL

/// `CREATE OR REPLACE MATERIALIZED VIEW`, which is Athanor's own.
@Suite struct ReplacingStatementTests {
    private func statement(_ sql: String) throws -> ReplacingStatement {
        let statement = try #require(
            PostgreSQLScriptReader().statements(in: SourceText(path: "a.sql", text: sql).all).first)
        #expect(statement.command == "CREATE MATERIALIZED VIEW")
        #expect(statement.execution == .inTransaction)
        return try #require(try ReplacingStatement(statement.slice))
    }

    @Test(
        "Names, columns and query are read as PostgreSQL reads them",
        arguments: [
            ("CREATE OR REPLACE MATERIALIZED VIEW Daily AS SELECT 1;", QualifiedName("daily"), [], "SELECT 1", false),
            (
                "create or replace materialized view \"Re\"\"port\".日次Ä (A, \"B c\") as\n  (values (1, 2)) with no data",
                QualifiedName(schema: "Re\"port", name: "日次Ä"), ["a", "B c"], "(values (1, 2))", true
            ),
            (
                "CREATE OR REPLACE /* new */ MATERIALIZED VIEW a.b AS WITH x AS (SELECT 1 WITH NO DATA) TABLE x WITH DATA",
                QualifiedName(schema: "a", name: "b"), [], "WITH x AS (SELECT 1 WITH NO DATA) TABLE x", false
            ),
        ])
    func read(
        _ sql: String, _ name: QualifiedName, _ columns: [String], _ query: String, _ empties: Bool
    ) throws {
        let statement = try statement(sql)
        #expect(statement.replacement.name == name)
        #expect(statement.replacement.columns == columns)
        #expect(try statement.replacement.query.source(of: "v").text == query)
        #expect((statement.data == .empty) == empties)
        #expect(statement.replacement.strategy == .automatic)
        #expect(statement.creation.text.lowercased().hasPrefix("create materialized view"))
    }

    @Test("The query keeps its place in the revision")
    func place() throws {
        let query = try statement("-- 日次\nCREATE OR REPLACE MATERIALIZED VIEW v AS\n  SELECT x").replacement.query
        let slice = try PostgreSQLDialect().querySource(query, of: "v")
        #expect(slice.place(atScalar: 7).description == "a.sql:3:10")
    }

    @Test(
        "What it does not take is refused at its place",
        arguments: [
            ("CREATE OR REPLACE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1", 37, "contradict"),
            ("CREATE OR REPLACE MATERIALIZED VIEW v WITH (fillfactor = 70) AS SELECT 1", 39, "AS and a query"),
            ("CREATE OR REPLACE MATERIALIZED VIEW v TABLESPACE t AS SELECT 1", 39, "AS and a query"),
            ("CREATE OR REPLACE MATERIALIZED VIEW v AS WITH NO DATA", 42, "query is missing"),
            ("CREATE OR REPLACE MATERIALIZED VIEW v (1) AS SELECT 1", 40, "column's name"),
            ("CREATE OR REPLACE MATERIALIZED VIEW a.(x) AS SELECT 1", 39, "name is missing"),
        ])
    func refused(_ sql: String, _ column: Int, _ message: String) throws {
        let error = #expect(throws: OperationError.self) { try statement(sql) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.place?.column == column)
    }

    @Test("Other statements stay what they are")
    func others() throws {
        let reader = PostgreSQLScriptReader()
        for sql in ["CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE OR REPLACE VIEW v AS SELECT 1"] {
            let statement = try #require(reader.statements(in: SourceText(path: "a.sql", text: sql).all).first)
            guard case .statement(let lowered)? = try PostgreSQLDialect().lower(statement).first?.content else {
                Issue.record("\(sql) became something else")
                continue
            }
            #expect(lowered.statement.text == sql && lowered.statement.origin?.text == sql)
        }
    }

    @Test(
        "Only FILE and a path after the view's AS name a file",
        arguments: [
            ("CREATE OR REPLACE VIEW v WITH (security_barrier) AS FILE 'a''b.sql' WITH CHECK OPTION", "a'b.sql"),
            ("CREATE MATERIALIZED VIEW v (\"as\", file) USING heap AS FILE\n'x.sql'", "x.sql"),
            ("CREATE VIEW v AS SELECT 1 AS FILE", nil), ("CREATE VIEW v AS SELECT file 'x'", nil),
            ("CREATE VIEW v AS (FILE 'x')", nil), ("CREATE TABLE t AS FILE 'x'", nil),
        ])
    func files(_ sql: String, _ path: String?) throws {
        let reader = PostgreSQLScriptReader()
        let statement = try #require(reader.statements(in: SourceText(path: "a.sql", text: sql).all).first)
        #expect(reader.definitionFile(in: statement)?.path == path)
    }
}
