import Athanor
import AthanorTesting
import Testing

@testable import AthanorPostgreSQL

/// The number of locks that views take, and what is said where the server has no room for them.
@Suite struct LockNeedsTests {
    private static let script = """
        CREATE TABLE t (id int, k int) PARTITION BY HASH (id);
        CREATE INDEX ON t (k);
        CREATE VIEW through AS SELECT id, k FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT id, k FROM through;
        CREATE UNIQUE INDEX ON m (id);
        CREATE MATERIALIZED VIEW over AS SELECT id FROM m;
        """

    @Test("Locks on partitions, on indexes, and on tables read through views are counted")
    func everyLockCounts() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try read(Self.script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            for part in 0..<30 {
                try await connection.query(
                    sql: SQLStatement(
                        "CREATE TABLE t_\(part) PARTITION OF t FOR VALUES WITH (MODULUS 30, REMAINDER \(part))"))
            }
            func oid(_ name: String) async throws -> Int64 {
                try await connection.query(
                    sql: "SELECT $1::text::regclass::oid::bigint AS oid", [.text(name)]
                ).first?["oid", as: Int64.self] ?? 0
            }
            let (m, over) = (try await oid("m"), try await oid("over"))
            let needs = try await LockNeeds.refreshing([m, over], on: connection)
            // m and its index, the plain view, the table and its 30 partitions with an index each.
            #expect(needs[m]?.count == Int64(2 + 1 + 31 * 2))
            // The other one reads m as a table.
            #expect(needs[over]?.count == Int64(1 + 2))
            let settings = try await connection.query(
                """
                SELECT current_setting('max_locks_per_transaction')::bigint
                       * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint)
                       AS room
                """)
            #expect(try needs[m]?.capacity == settings.first?["room", as: Int64.self])
        }
    }

    @Test("The error about a full lock table gives its numbers")
    func aFullTableOfLocksIsToldWithItsNumbers() {
        let needs = LockNeeds(count: 10_012, perTransaction: 10, transactions: 30)
        let error = DatabaseFailure(
            kind: .outOfResources, code: "53200", message: "out of shared memory",
            hint: "You might need to increase max_locks_per_transaction.")
        let advice = needs.explained(error).advice ?? ""
        #expect(advice.contains("about 10012 locks") && advice.contains("room for 300"), "\(advice)")
        #expect(advice.contains("ALTER SYSTEM SET max_locks_per_transaction = 418; and restart"), "\(advice)")
        let memory = DatabaseFailure(kind: .outOfResources, code: "53200", message: "out of memory", hint: nil)
        #expect(needs.explained(memory).advice == nil)
    }
}
