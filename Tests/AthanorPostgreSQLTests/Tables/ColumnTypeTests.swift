import Athanor
import AthanorPostgreSQL
import Testing

@Suite struct ColumnTypeTests {
    static let op = TableBench.op

    @Test("Every type makes a column of the type that it names")
    func types() async throws {
        let types: [(ColumnType, String)] = [
            (.smallint, "smallint"), (.integer, "integer"), (.bigint, "bigint"), (.numeric, "numeric"),
            (.numeric(12, 2), "numeric(12,2)"), (.numeric(3, -2), "numeric(3,-2)"), (.real, "real"),
            (.doublePrecision, "double precision"), (.boolean, "boolean"), (.text, "text"),
            (.varchar(40), "character varying(40)"), (.char(3), "character(3)"), (.bytes, "bytea"), (.date, "date"),
            (.time, "time without time zone"), (.time(precision: 3), "time(3) without time zone"),
            (.timestamp, "timestamp without time zone"), (.timestamp(precision: 0), "timestamp(0) without time zone"),
            (.timestamptz, "timestamp with time zone"), (.timestamptz(precision: 6), "timestamp(6) with time zone"),
            (.interval, "interval"), (.uuid, "uuid"), (.json, "json"), (.jsonb, "jsonb"), (.xml, "xml"),
            (.inet, "inet"), (.cidr, "cidr"), (.macaddr, "macaddr"), (.bit(4), "bit(4)"),
            (.varbit(9), "bit varying(9)"), (.tsvector, "tsvector"), (.tsquery, "tsquery"),
            (.array(.text), "text[]"), (.array(.varchar(5)), "character varying(5)[]"),
            (.named(QualifiedName(schema: "s", name: "a Mood")), "s.\"a Mood\""), (.raw("int4range"), "int4range"),
        ]
        try await TableBench.with { bench in
            try await bench.execute("CREATE SCHEMA s", "CREATE TYPE s.\"a Mood\" AS ENUM ('good')")
            let columns = types.enumerated().map { TableElement.column("c\($0)", $1.0) }
            try await bench.run(Self.op.createTable("t", columns))
            #expect(try await bench.columns() == types.enumerated().map { "c\($0) \($1.1)" })
        }
    }

    @Test(
        "A type with a number that PostgreSQL does not take is refused before anything runs",
        arguments: [
            .any, .array(.any), .varchar(0), .char(10_485_761), .numeric(0), .numeric(1001), .numeric(5, 1001),
            .numeric(5, -1001), .time(precision: 7), .timestamp(precision: -1), .bit(0), .varbit(83_886_081),
        ] as [ColumnType])
    func refused(_ type: ColumnType) {
        #expect(throws: OperationError.self) {
            try TableBench.sql(Self.op.addColumn(.column("c", type), to: "t"))
        }
    }
}
