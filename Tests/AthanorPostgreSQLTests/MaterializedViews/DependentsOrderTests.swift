import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

/// Random graphs of objects over a materialized view: the refusal names as many as the server would drop, and following its
/// advice, the last one first, leaves the view free to go.
@Suite struct DependentsOrderTests {
    private struct Graph {
        var statements = ["CREATE TABLE t (a int)", "CREATE SCHEMA \"Other one\""]

        /// Each object reads some of those before it; not all of them lead back to `m`.
        init(seed: UInt64) {
            var random = SeededNumbers(seed: seed)
            var relations = ["m", "t"]
            statements.append("CREATE MATERIALIZED VIEW m AS SELECT a FROM t")
            for number in 1...14 {
                let name = Bool.random(using: &random) ? "o\(number)" : "\"Other one\".\"O \(number)\""
                let sources = (0..<Int.random(in: 1...2, using: &random)).compactMap { _ in
                    relations.randomElement(using: &random)
                }
                let query = sources.map { "SELECT a FROM \($0)" }.joined(separator: " UNION ALL ")
                switch Int.random(in: 0...6, using: &random) {
                case 0, 1:
                    statements.append("CREATE VIEW \(name) AS \(query)")
                    relations.append(name)
                case 2, 3:
                    statements.append("CREATE MATERIALIZED VIEW \(name) AS \(query)")
                    relations.append(name)
                case 4:
                    statements.append("CREATE FUNCTION \(name)(int) RETURNS SETOF int BEGIN ATOMIC \(query); END")
                    relations.append("(SELECT \(name)(1) AS a) AS f\(number)")
                case 5:
                    statements.append("CREATE POLICY o\(number) ON t USING (a IN (\(query)))")
                default:
                    statements.append("CREATE RULE o\(number) AS ON DELETE TO t DO ALSO \(query)")
                }
            }
        }
    }

    @Test("The named dependents can be dropped in reverse order, as the advice says", arguments: 1...12)
    func theAdviceCanBeFollowed(seed: UInt64) async throws {
        try await TableBench.with { bench in
            for statement in Graph(seed: seed).statements { try await bench.execute(statement) }
            let drop = TableBench.op.dropMaterializedView("m")
            let ours = await #expect(throws: OperationError.self) { try await bench.run(drop) }
            let theirs = await #expect(throws: DatabaseFailure.self) {
                try await bench.execute("DROP MATERIALIZED VIEW m")
            }
            let list = try #require(ours?.message).dropFirst("materialized view m cannot be dropped because ".count)
                .replacing(#/ depends? on it$/#, with: "").split(separator: ", ")
            #expect(theirs?.detail?.split(separator: "\n").count == list.count)
            for object in list.reversed() { try await bench.execute("DROP \(object)") }
            try await bench.run(drop)
            #expect(try await bench.rows("SELECT 1 FROM pg_class WHERE relname = 'm'").isEmpty)
        }
    }
}
