public import Athanor

/// A column type with its Swift source, for the table of types.
public struct ColumnTypeExample: Sendable {
    /// The Swift source.
    public let written: String
    /// The type.
    public let type: ColumnType

    /// One example for each case of ``ColumnType``.
    public static let all: [ColumnTypeExample] = [
        .init(written: ".smallint", type: .smallint),
        .init(written: ".integer", type: .integer),
        .init(written: ".bigint", type: .bigint),
        .init(written: ".numeric", type: .numeric),
        .init(written: ".numeric(10, 2)", type: .numeric(10, 2)),
        .init(written: ".real", type: .real),
        .init(written: ".doublePrecision", type: .doublePrecision),
        .init(written: ".boolean", type: .boolean),
        .init(written: ".text", type: .text),
        .init(written: ".varchar(20)", type: .varchar(20)),
        .init(written: ".char(2)", type: .char(2)),
        .init(written: ".bytes", type: .bytes),
        .init(written: ".date", type: .date),
        .init(written: ".time", type: .time),
        .init(written: ".timestamp", type: .timestamp),
        .init(written: ".timestamptz", type: .timestamptz),
        .init(written: ".timestamptz(precision: 3)", type: .timestamptz(precision: 3)),
        .init(written: ".interval", type: .interval),
        .init(written: ".uuid", type: .uuid),
        .init(written: ".json", type: .json),
        .init(written: ".jsonb", type: .jsonb),
        .init(written: ".xml", type: .xml),
        .init(written: ".inet", type: .inet),
        .init(written: ".cidr", type: .cidr),
        .init(written: ".macaddr", type: .macaddr),
        .init(written: ".bit(8)", type: .bit(8)),
        .init(written: ".varbit(8)", type: .varbit(8)),
        .init(written: ".tsvector", type: .tsvector),
        .init(written: ".tsquery", type: .tsquery),
        .init(written: ".any", type: .any),
        .init(written: ".array(.integer)", type: .array(.integer)),
        .init(written: ".named(\"state\")", type: .named("state")),
        .init(written: ".raw(\"int4range\")", type: .raw("int4range")),
    ]
}
