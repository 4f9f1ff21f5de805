import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct ReplacementTests {
    @Test("Only the definition changes", arguments: [ReplacementStrategy.sideBySide, .inPlace, .automatic])
    func onlyTheDefinitionChanges(_ strategy: ReplacementStrategy) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await UnusualViews.build(on: connection)
            let before = try await CatalogSnapshot(connection)
            try await connection.perform(
                ReplaceMaterializedView(
                    name: UnusualViews.replaced, query: .sql(UnusualViews.newQuery), strategy: strategy))
            let after = try await CatalogSnapshot(connection)
            // The view has one more column, and its rule another text: nothing else.
            #expect(
                before.differences(to: after).map(kind) == [
                    "- relation Daily Totals", "- rule _RETURN", "+ column largest", "+ relation Daily Totals",
                    "+ rule _RETURN",
                ])
            let relation = try #require(after.lines.first { $0.hasPrefix("relation \"Sales\".\"Daily Totals\" ") })
            #expect(before.lines.contains(relation.replacing("\"relnatts\": 5", with: "\"relnatts\": 4")))
            let rows = try await connection.query(
                sql: """
                    SELECT (SELECT count(*) FROM "Sales"."Daily Totals") = (SELECT count(*) FROM (\(UnusualViews.newQuery)) x)
                           AS same
                    """)
            #expect(try rows.first?["same", as: Bool.self] == true)
        }
    }

    /// The sign, the kind and the name of a difference, where it is one of those expected; all of it otherwise.
    private func kind(_ line: String) -> String {
        let view = "\"Sales\".\"Daily Totals\""
        return switch line.dropFirst(2) {
        case let text where text.hasPrefix("relation \(view) {"): "\(line.prefix(2))relation Daily Totals"
        case let text where text.hasPrefix("rule _RETURN on \(view) "): "\(line.prefix(2))rule _RETURN"
        case let text where text.hasPrefix("column \(view).largest "): "\(line.prefix(2))column largest"
        default: line
        }
    }
}

extension Connection {
    /// Runs an operation in a transaction of its own.
    func perform(_ operation: any MigrationOperation, reporting reporter: StepReporter = .silent) async throws {
        let steps = try operation.lower(for: PostgreSQL())
        let scope = PostgreSQL().dialect.transaction(for: steps)
        try await query(sql: scope.begin)
        do {
            try await run(steps, reporting: reporter)
            try await query(sql: scope.commit)
        } catch {
            _ = try? await query(sql: scope.rollback)
            throw error
        }
    }
}
