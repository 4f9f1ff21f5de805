import Athanor
import TestSupport

/// A random graph of views and materialized views over two tables and three schemas, given by a seed.
struct RandomViewGraph {
    /// A view of the graph.
    struct Node {
        let name: QualifiedName
        let isMaterialized: Bool
        /// Whether it has a storage parameter, or is a security barrier.
        let hasOption: Bool
        /// The places of what it reads among the nodes; none is a table.
        let reads: [Int]
        var query: String

        /// Its name in quotes.
        var quoted: String { "\"\(name.schema ?? "")\".\"\(name.name.replacing("\"", with: "\"\""))\"" }
    }

    private(set) var nodes: [Node] = []
    private var random: SeededNumbers

    private static let schemas = ["one", "Two", "th ree"]

    init(seed: UInt64) {
        random = SeededNumbers(seed: seed)
        let count = Int.random(in: 3...9, using: &random)
        for place in 0..<count {
            let schema = Self.schemas.randomElement(using: &random) ?? "one"
            // The same name may stand in several schemas, and in quotes.
            var name = ["m", "View", "a\"b", "m2"].randomElement(using: &random) ?? "m"
            if nodes.contains(where: { $0.name == QualifiedName(schema: schema, name: name) }) { name += " \(place)" }
            let candidates = nodes.indices.shuffled(using: &random)
            let reads = Array(candidates.prefix(Int.random(in: 0...min(3, place), using: &random)))
            nodes.append(
                Node(
                    name: QualifiedName(schema: schema, name: name),
                    isMaterialized: Double.random(in: 0...1, using: &random) < 0.6,
                    hasOption: Bool.random(using: &random), reads: reads, query: ""))
            nodes[place].query = query(over: reads)
        }
    }

    /// A query with the columns `a` and `b` over some nodes, or over the tables.
    mutating func query(over reads: [Int]) -> String {
        let condition =
            ["a > 1", "a BETWEEN 1 AND 50", "b <> 'zz'", "a IN (1, 2, 3)"].randomElement(using: &random) ?? ""
        guard let first = reads.first else {
            return "SELECT a, b FROM \(["t", "base.u"].randomElement(using: &random) ?? "t") WHERE \(condition)"
        }
        let name = nodes[first].quoted
        switch Int.random(in: 0...3, using: &random) {
        case 0:
            return reads.map { "SELECT x.a, x.b FROM \(nodes[$0].quoted) AS x" }.joined(separator: " UNION ALL ")
        case 1:
            let joins = reads.dropFirst().enumerated().map {
                "LEFT JOIN \(nodes[$1].quoted) AS j\($0) USING (a)"
            }.joined(separator: " ")
            return "SELECT a, min(first.b) AS b FROM \(name) AS first \(joins) GROUP BY a"
        case 2:
            let conditions = reads.dropFirst().map { "OR a IN (SELECT a FROM \(nodes[$0].quoted))" }
            return "SELECT a, b FROM \(name) WHERE \(condition) \(conditions.joined(separator: " "))"
        default:
            return "WITH w AS (SELECT * FROM \(name)) SELECT w.a, upper(w.b) AS b FROM w "
                + (reads.count > 1 ? "WHERE EXISTS (SELECT FROM \(nodes[reads[1]].quoted) AS e WHERE e.a = w.a)" : "")
        }
    }

    /// The statements that make all of it, with properties here and there.
    mutating func statements() -> [String] {
        var statements = Self.schemas.map { "CREATE SCHEMA \"\($0)\"" }
        statements += [
            "CREATE SCHEMA base", "CREATE TABLE t (a int, b text)", "CREATE TABLE base.u (a int, b text)",
            "INSERT INTO t SELECT i, 'b' || i FROM generate_series(1, 20) AS i",
            "INSERT INTO base.u SELECT i, 'u' || i FROM generate_series(1, 9) AS i",
        ]
        for (place, node) in nodes.enumerated() {
            let kind = node.isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
            let option = node.isMaterialized ? " WITH (fillfactor = 77)" : " WITH (security_barrier)"
            let options = node.hasOption ? option : ""
            statements.append("CREATE \(kind) \(node.quoted)\(options) AS \(node.query)")
            if Bool.random(using: &random) {
                statements.append("COMMENT ON COLUMN \(node.quoted).a IS 'node \(place)'")
            }
            if Bool.random(using: &random) { statements.append("GRANT SELECT (b) ON \(node.quoted) TO PUBLIC") }
            if node.isMaterialized, Bool.random(using: &random) {
                statements.append("CREATE INDEX \"index \(place)\" ON \(node.quoted) (a, lower(b)) WHERE a > 2")
            }
            if !node.isMaterialized, Int.random(in: 0...4, using: &random) == 0 {
                statements.append(
                    "CREATE POLICY \"policy \(place)\" ON t USING (EXISTS (SELECT FROM \(node.quoted) AS v WHERE v.a = t.a))"
                )
            }
        }
        return statements + ["ANALYZE"]
    }

    /// A node with another query that has the same columns.
    mutating func replacement() -> (node: Node, query: String) {
        let place = Int.random(in: nodes.indices, using: &random)
        let below = Array(0..<place).shuffled(using: &random)
        let reads = Array(below.prefix(Int.random(in: 0...min(2, place), using: &random)))
        return (nodes[place], "SELECT q.a, q.b || '!' AS b FROM (\(query(over: reads))) AS q")
    }
}
