import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct AlteringAroundTests {
    private static let op = Operations(databaseKind: .postgreSQL)

    @Test("Everything comes back around a column with a new type")
    func everythingComesBackAroundAnotherType() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await UnusualViews.build(on: connection)
            for statement in [
                "CREATE VIEW ops.writable WITH (check_option = local) AS SELECT id, customer FROM base.orders WHERE id > 3",
                "CREATE VIEW ops.counting AS SELECT count(*) AS n FROM base.orders",
            ] { try await connection.query(sql: statement) }
            let before = try await CatalogSnapshot(connection)
            try await connection.perform(
                Self.op.alterColumn(
                    "customer", of: QualifiedName(schema: "base", name: "orders"), .type(.varchar(90)),
                    dependents: .recreate))
            let after = try await CatalogSnapshot(connection)
            let differences = before.differences(to: after)
            // The column is another one now, and what reads it casts.
            #expect(differences.contains { $0.hasPrefix("+ column base.orders.customer ") })
            for line in differences {
                let isColumn =
                    line.contains("\"type\": \"character varying(90)\"") || line.contains("\"type\": \"text\"")
                let isText = ["rule _RETURN on ", "index ", "function ops.known("].contains(
                    where: line.dropFirst(2).hasPrefix)
                #expect(isColumn || isText, "\(line)")
            }
            try await connection.perform(
                Self.op.alterColumn(
                    "customer", of: QualifiedName(schema: "base", name: "orders"), .type(.text), dependents: .recreate))
            // Back again; the conversions that the server has written into texts stay there.
            for line in before.differences(to: try await CatalogSnapshot(connection)) {
                #expect(
                    ["rule _RETURN on ", "index ", "function ops.known("].contains(where: line.dropFirst(2).hasPrefix))
            }
        }
    }

    @Test("Only the readers of the columns are set aside")
    func onlyTheReadersOfTheColumnsAreSetAside() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in [
                "CREATE TABLE t (a int, b text)", "INSERT INTO t VALUES (1, 'x')",
                "CREATE VIEW of_a AS SELECT a FROM t", "CREATE VIEW of_b AS SELECT b FROM t",
                "CREATE MATERIALIZED VIEW over_a AS SELECT a FROM of_a",
                "CREATE MATERIALIZED VIEW empty AS SELECT a FROM over_a WITH NO DATA",
            ] { try await connection.query(sql: statement) }
            func oids() async throws -> [String: Int64] {
                let rows = try await connection.query(
                    "SELECT relname AS name, oid::bigint AS oid FROM pg_class WHERE relkind IN ('v', 'm') AND oid > 16383"
                )
                return Dictionary(
                    uniqueKeysWithValues: try rows.map {
                        (try $0["name", as: String.self], try $0["oid", as: Int64.self])
                    })
            }
            let before = try await oids()
            try await connection.perform(
                Self.op.alteringAround("t", columns: ["a"]) {
                    Self.op.alterColumn("a", of: "t", .type(.bigint))
                    Self.op.execute("INSERT INTO t VALUES (5000000000, 'y')")
                })
            let after = try await oids()
            #expect(before["of_b"] == after["of_b"])
            #expect(before["of_a"] != after["of_a"])
            let row = try await connection.query(
                "SELECT max(a) AS largest, (SELECT relispopulated FROM pg_class WHERE relname = 'empty') AS p FROM over_a"
            ).first
            #expect(try row?["largest", as: Int64.self] == 5_000_000_000)
            #expect(try row?["p", as: Bool.self] == false)
        }
    }

    @Test("A view that cannot come back is named, and nothing is changed")
    func lostViewIsNamed() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in [
                "CREATE TABLE t (a int, b text)", "CREATE VIEW v AS SELECT a, b FROM t",
                "CREATE VIEW w AS SELECT a FROM v",
            ] { try await connection.query(sql: statement) }
            let before = try await CatalogSnapshot(connection)
            do {
                try await connection.perform(
                    Self.op.alteringAround("t", columns: ["b"]) { Self.op.dropColumn("b", from: "t") })
                Issue.record("it was not refused")
            } catch let error as OperationError {
                #expect(error.message.hasPrefix("view public.v cannot be recreated: column "))
                #expect(error.message.contains(" does not exist"))
            }
            #expect(before.differences(to: try await CatalogSnapshot(connection)) == [])
        }
    }

    @Test("A column that is renamed inside is to be renamed outside")
    func renamedInside() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in [
                "CREATE TABLE t (a int, b text)", "CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t",
            ] { try await connection.query(sql: statement) }
            let error = await #expect(throws: OperationError.self) {
                try await connection.perform(
                    Self.op.alteringAround("t", columns: ["a"]) { Self.op.renameColumn("a", of: "t", to: "c") })
            }
            #expect(error?.advice.contains("outside alteringAround: views follow a rename by themselves") == true)
            try await connection.perform(Self.op.renameColumn("a", of: "t", to: "c"))
            try await connection.query("REFRESH MATERIALIZED VIEW m")
        }
    }

    @Test("A statement that commits by itself is refused inside")
    func whatCommitsByItselfHasNoPlaceInside() throws {
        let around = Self.op.alteringAround("t") { Self.op.execute("VACUUM t") }
        #expect(throws: OperationError.self) { try around.lower(for: PostgreSQL()) }
    }
}
