import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct ReplacementTests {
    @Test(arguments: [ReplacementStrategy.sideBySide, .inPlace, .automatic])
    func onlyTheDefinitionChanges(_ strategy: ReplacementStrategy) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await UnusualViews.build(on: connection)
            let before = try await CatalogSnapshot(connection)
            try await connection.perform(
                ReplaceMaterializedView(
                    name: UnusualViews.replaced, query: .sql(UnusualViews.newQuery), strategy: strategy))
            let after = try await CatalogSnapshot(connection)
            let differences = before.differences(to: after).filter { !$0.contains("largest") }
            // The view has one more column, and its rule another text: nothing else.
            for line in differences {
                #expect(
                    line.hasPrefix("- rule _RETURN on \"Sales\".\"Daily Totals\"")
                        || line.contains("relation \"Sales\".\"Daily Totals\" {"), "\(line)")
            }
            #expect(before.differences(to: after).contains { $0.contains("column \"Sales\".\"Daily Totals\".largest") })
            let rows = try await connection.query(
                """
                SELECT (SELECT count(*) FROM "Sales"."Daily Totals") = (SELECT count(*) FROM (\(UnusualViews.newQuery)) x)
                       AS same
                """)
            #expect(try rows.first?.boolean("same") == true)
        }
    }
}

extension Connection {
    /// Runs a directive in a transaction of its own.
    func perform(_ operation: any Athanor.Operation) async throws {
        let steps = try operation.lower(for: PostgreSQL())
        let scope = PostgreSQL().dialect.transaction(for: steps)
        try await query(scope.begin)
        do {
            try await run(steps)
            try await query(scope.commit)
        } catch {
            _ = try? await query(scope.rollback)
            throw error
        }
    }
}
