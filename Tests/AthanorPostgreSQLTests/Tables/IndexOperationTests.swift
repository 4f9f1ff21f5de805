import Athanor
import AthanorPostgreSQL
import Testing

@Suite struct IndexOperationTests {
    static let op = TableBench.op

    @Test(
        "An index is created as it is given, and dropped on the way back",
        arguments: [
            (.index("a"), "CREATE INDEX t_a_idx ON public.t USING btree (a)"),
            (
                .unique("a", .column("b", order: .descending, nulls: .last), include: ["c"], nullsNotDistinct: true),
                "CREATE UNIQUE INDEX t_a_b_key ON public.t USING btree (a, b DESC NULLS LAST) INCLUDE (c) NULLS NOT DISTINCT"
            ),
            (
                .index(
                    .expression("lower(b)", collation: "C", operatorClass: "text_pattern_ops", nulls: .first),
                    name: "Lower"),
                "CREATE INDEX \"Lower\" ON public.t USING btree (lower(b) COLLATE \"C\" text_pattern_ops NULLS FIRST)"
            ),
            (
                .index("b", name: "i", method: "hash", where: "a > 0 OR b IS NULL", storage: ["fillfactor": 60]),
                "CREATE INDEX i ON public.t USING hash (b) WITH (fillfactor='60') WHERE ((a > 0) OR (b IS NULL))"
            ),
            (.index("a", name: "spaced", tablespace: "pg_default"), "CREATE INDEX spaced ON public.t USING btree (a)"),
        ] as [(IndexDefinition, String)], [false, true])
    func create(_ index: (definition: IndexDefinition, text: String), concurrently: Bool) async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a integer, b text, c integer)")
            let creation = Self.op.createIndex(index.definition, on: "public.t", concurrently: concurrently)
            try await bench.run(creation)
            #expect(try await bench.indexes() == [index.text])
            try await bench.run(
                Self.op.createIndex(index.definition, on: "t", concurrently: concurrently, ifNotExists: true))
            try await bench.undo(creation)
            #expect(try await bench.indexes().isEmpty)
            let drop = Self.op.dropIndex(index.definition, on: "public.t", concurrently: concurrently)
            try await bench.run(creation, drop)
            try await bench.undo(drop)
            #expect(try await bench.indexes() == [index.text])
        }
    }

    @Test("An index that is made or dropped concurrently is so outside a transaction")
    func outside() throws {
        for operation in [
            Self.op.createIndex(.index("a"), on: "t", concurrently: true),
            Self.op.dropIndex("i", concurrently: true),
        ] {
            guard case .statement(let lowered)? = try operation.lower(for: PostgreSQL()).first?.content else {
                Issue.record("not a statement")
                continue
            }
            #expect(lowered.execution == .alone)
        }
    }

    @Test("An index gets another name, and is dropped where there is one")
    func others() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE TABLE t (a integer)", "CREATE INDEX i ON t (a)")
            let rename = Self.op.renameIndex("public.i", to: "J j")
            try await bench.run(rename)
            #expect(try await bench.indexes() == ["CREATE INDEX \"J j\" ON public.t USING btree (a)"])
            try await bench.undo(rename)
            try await bench.run(
                Self.op.dropIndex("public.i", dependents: .cascade), Self.op.dropIndex("i", ifExists: true))
            #expect(try await bench.indexes().isEmpty)
        }
    }

    @Test("What cannot be is refused before anything runs")
    func refused() {
        #expect(throws: OperationError.self) { try TableBench.sql(Self.op.createIndex(.index(name: "i"), on: "t")) }
        #expect(throws: OperationError.self) {
            try TableBench.sql(Self.op.dropIndex("i", concurrently: true, dependents: .cascade))
        }
        #expect(throws: OperationError.self) { try TableBench.sql(Self.op.addConstraint(.unique(name: "u"), on: "t")) }
        #expect(throws: OperationError.self) { try TableBench.sql(Self.op.addConstraint(.exclude(name: "e"), on: "t")) }
    }
}
