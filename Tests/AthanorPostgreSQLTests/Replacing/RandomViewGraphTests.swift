import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Foundation
import Testing

@Suite struct RandomViewGraphTests {
    /// How many graphs; `ATHANOR_RANDOM_VIEW_GRAPHS` gives another number, and `ATHANOR_RANDOM_VIEW_SEED` where to begin.
    private static var seeds: Range<UInt64> {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["ATHANOR_RANDOM_VIEW_SEED"].flatMap { UInt64($0) } ?? 1
        return first..<(first + (environment["ATHANOR_RANDOM_VIEW_GRAPHS"].flatMap { UInt64($0) } ?? 20))
    }

    @Test("Every other object is unchanged, and every row is that of the new definitions")
    func onlyTheRowsChange() async throws {
        for seed in Self.seeds {
            var graph = RandomViewGraph(seed: seed)
            let statements = graph.statements()
            let (node, query) = graph.replacement()
            try await TemporaryPostgreSQLDatabase.with { _, connection in
                for statement in statements { try await connection.query(sql: statement) }
                let before = try await CatalogSnapshot(connection)
                if node.isMaterialized {
                    try await connection.perform(
                        ReplaceMaterializedView(
                            name: node.name, query: .sql(query),
                            strategy: seed.isMultiple(of: 3) ? .inPlace : .sideBySide))
                } else {
                    let view = ViewDefinition(node.name, as: .sql(query), securityBarrier: node.hasOption)
                    try await connection.perform(ViewOperation.replace(view, was: nil))
                }
                // What the definition reads is its own.
                let own = try await connection.query(
                    sql: """
                        SELECT 'rule _RETURN on ' || $1::regclass || ' ' AS rule,
                               'dependency rule _RETURN on ' || pg_describe_object('pg_class'::regclass, $1::regclass, 0)
                               || ' ' AS dependency
                        """, [.text(node.quoted)]
                ).first
                let (rule, dependency) = (
                    try #require(try own?["rule", as: String.self]),
                    try #require(try own?["dependency", as: String.self])
                )
                let differences = before.differences(to: try await CatalogSnapshot(connection)).filter {
                    !$0.dropFirst(2).hasPrefix(rule) && !$0.dropFirst(2).hasPrefix(dependency)
                }
                #expect(differences == [], "seed \(seed)")
                // What reads a plain view that was replaced is as old as it was.
                if node.isMaterialized { try await expectFreshRows(of: graph, on: connection, seed: seed) }
            }
        }
    }

    /// Refreshing everything in order changes no row: each view holds what its definition gives.
    private func expectFreshRows(of graph: RandomViewGraph, on connection: any Connection, seed: UInt64) async throws {
        func rows(_ node: RandomViewGraph.Node) async throws -> String {
            try await connection.query(
                sql: "SELECT coalesce(string_agg(x::text, ',' ORDER BY x::text), '') AS rows FROM \(node.quoted) AS x"
            ).first?["rows", as: String.self] ?? ""
        }
        for node in graph.nodes where node.isMaterialized {
            let before = try await rows(node)
            try await connection.query(sql: "REFRESH MATERIALIZED VIEW \(node.quoted)")
            #expect(try await rows(node) == before, "seed \(seed), \(node.name)")
        }
    }
}
