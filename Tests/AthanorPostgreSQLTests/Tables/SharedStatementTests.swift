import Athanor
import AthanorPostgreSQL
import Testing

/// What shares an ALTER TABLE means what it means one after the other.
@Suite struct SharedStatementTests {
    static let op = TableBench.op

    @Test("A type change that reads a column that was just added runs after it")
    func typeAfterNewColumn() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a text)", "INSERT INTO t VALUES ('x')")
            try await bench.run(
                Self.op.alterTable(
                    "t",
                    [
                        .addColumn(.column("b", .integer, default: 7), ifNotExists: false),
                        .alterColumn("a", .setType(.integer, collation: nil, using: "b", was: nil)),
                    ]))
            #expect(try await bench.rows("SELECT a, b FROM t") == ["7|7"])
        }
    }

    @Test("A type change reads the converted values of a column that was converted before it")
    func typeAfterType() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a text, b text, c text)", "INSERT INTO t VALUES ('1', 'x', '5')")
            let change = Self.op.alterTable(
                "t",
                [
                    .alterColumn("a", .setType(.integer, collation: nil, using: "a::integer + 1", was: nil)),
                    .alterColumn("c", .setType(.integer, collation: nil, using: "c::integer", was: nil)),
                    .alterColumn("b", .setType(.integer, collation: nil, using: "a * 10", was: nil)),
                ])
            #expect(try TableBench.sql(change).count == 2)
            try await bench.run(change)
            #expect(try await bench.rows("SELECT a, b, c FROM t") == ["2|20|5"])
        }
    }

    @Test("A column from which another was converted is dropped after that")
    func dropAfterType() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a text, b integer)", "INSERT INTO t VALUES ('1', 8)")
            try await bench.run(
                Self.op.alterTable(
                    "t",
                    [
                        .alterColumn("a", .setType(.integer, collation: nil, using: "b", was: nil)),
                        .dropColumn("b", was: nil, ifExists: false, dependents: .refuse),
                    ]))
            #expect(try await bench.rows("SELECT * FROM t") == ["8"])
        }
    }

    @Test("A column dropped with its dependents takes one with it that was just added")
    func dropAfterComputed() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a integer, k integer)")
            try await bench.run(
                Self.op.alterTable(
                    "t",
                    [
                        .addColumn(.column("g", .integer, generated: .stored("a + 1")), ifNotExists: false),
                        .dropColumn("a", was: nil, ifExists: false, dependents: .cascade),
                    ]))
            #expect(try await bench.columns() == ["k integer"])
        }
    }

    @Test("A column can be dropped and another of its name added, and the other way round")
    func dropAndAdd() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a text DEFAULT 'old')", "INSERT INTO t VALUES ('x')")
            try await bench.run(
                Self.op.alterTable(
                    "t",
                    [
                        .dropColumn("a", was: nil, ifExists: false, dependents: .refuse),
                        .addColumn(.column("a", .integer, default: 3), ifNotExists: false),
                        .addColumn(.column("b", .integer), ifNotExists: false),
                        .dropColumn("b", was: nil, ifExists: false, dependents: .refuse),
                    ]))
            #expect(try await bench.columns() == ["a integer 3"])
            #expect(try await bench.rows("SELECT a FROM t") == ["3"])
        }
    }

    @Test("A column and the constraint on it come in one statement")
    func columnAndConstraint() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)")
            let change = Self.op.alterTable(
                "t",
                [
                    .addColumn(.column("b", .integer, nullable: false, default: 2), ifNotExists: false),
                    .addConstraint(.check("b > 1", name: "large"), validated: true),
                    .addConstraint(.unique("b"), validated: true),
                ])
            #expect(try TableBench.sql(change).count == 1)
            try await bench.run(change)
            #expect(try await bench.columns() == ["a integer", "b integer not null 2"])
            #expect(try await bench.constraints() == ["large: CHECK ((b > 1))", "t_b_key: UNIQUE (b)"])
        }
    }

    @Test("Of two types and of two defaults the last stays")
    func twice() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a text DEFAULT 'x')", "INSERT INTO t VALUES ('5')")
            try await bench.run(
                Self.op.alterTable(
                    "t",
                    [
                        .alterColumn("a", .setType(.integer, collation: nil, using: "a::integer", was: nil)),
                        .alterColumn("a", .setType(.bigint, collation: nil, using: "a + 1", was: nil)),
                        .alterColumn("a", .setDefault(1, was: nil)), .alterColumn("a", .setDefault(2, was: nil)),
                        .alterColumn("a", .setNullable(false)), .alterColumn("a", .setNullable(true)),
                    ]))
            #expect(try await bench.columns() == ["a bigint 2"])
            #expect(try await bench.rows("SELECT a FROM t") == ["6"])
        }
    }

    @Test(
        "A type and a default change, in either order, where the old default does not convert",
        arguments: [true, false])
    func typeAndDefault(_ typeFirst: Bool) async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a text DEFAULT 'none')", "INSERT INTO t VALUES ('4')")
            let type = TableAlteration.alterColumn(
                "a",
                .setType(.integer, collation: nil, using: "a::integer", was: .init(.text)))
            let other = TableAlteration.alterColumn("a", .setDefault(9, was: "none"))
            let change = Self.op.alterTable("t", typeFirst ? [type, other] : [other, type])
            #expect(try TableBench.sql(change).count == 1)
            try await bench.run(change)
            #expect(try await bench.columns() == ["a integer 9"])
            try await bench.undo(change)
            #expect(try await bench.columns() == ["a text 'none'::text"])
            #expect(try await bench.rows("SELECT a FROM t") == ["4"])
        }
    }

    @Test("A column can change from counting to a default, and back")
    func identityAndDefault() async throws {
        try await TableBench.with { bench in
            try await bench.run(Self.op.createTable("t", [.column("a", .integer, identity: .byDefault)]))
            let change = Self.op.alterColumn(
                "a", of: "t", .type(.bigint, was: .integer), .default(5, was: .noDefault),
                .dropIdentity(was: .byDefault))
            try await bench.run(change)
            #expect(try await bench.columns() == ["a bigint not null 5"])
            try await bench.undo(change)
            #expect(try await bench.columns() == ["a integer not null identity by default"])
        }
    }
}
