import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct ConnectionTests {
    @Test("A statement returns its rows with their types")
    func aStatementReturnsItsRowsWithTheirTypes() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let result = try await connection.query(
                sql: SQLStatement(
                    """
                    SELECT true AS flag, 7::int2 AS small, 9000000000 AS big, 1.5::float8 AS number, '日本'::text AS word,
                           NULL::int AS nothing, '\\x00ff'::bytea AS bytes, 1.50::numeric AS exact
                    """))
            #expect(
                Array(result) == [
                    ResultRow(
                        columns: ["flag", "small", "big", "number", "word", "nothing", "bytes", "exact"],
                        values: [true, 7, 9_000_000_000, 1.5, "日本", nil, .bytes([0, 255]), "1.50"])
                ])
        }
    }

    @Test("Values come back as they were bound")
    func valuesComeBackAsTheyWereBound() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let values: [Value] = [true, -3, 0.1, "O'Brien \\ 東京", nil, .bytes([0, 1, 39, 92, 255]), ""]
            let row = try await connection.query(
                sql: "SELECT $1::bool, $2::bigint, $3::float8, $4::text, $5::text, $6::bytea, $7::text", values
            ).first
            #expect(row?.values == values)
        }
    }
}
