import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// Dropping a view of either kind names all that depends on it, or takes that along.
@Suite struct DroppingViewTests {
    private static let op = TableBench.op

    /// A materialized view `m` with dependents of every kind over two schemas.
    private static let dependents = [
        "CREATE SCHEMA \"Re port\"", "CREATE TABLE t (a int, b text)", "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t", "CREATE UNIQUE INDEX ON m (a)",
        "CREATE STATISTICS together ON a, b FROM m",
        "CREATE VIEW \"Re port\".\"First \"\"v\"\"\" AS SELECT a FROM m",
        "CREATE MATERIALIZED VIEW second AS SELECT a FROM \"Re port\".\"First \"\"v\"\"\"",
        "CREATE INDEX ON second (a)",
        "CREATE VIEW third AS SELECT a FROM second UNION SELECT a FROM m",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER noting INSTEAD OF INSERT ON third FOR EACH ROW EXECUTE FUNCTION note()",
        "CREATE RULE own AS ON UPDATE TO third DO INSTEAD SELECT * FROM m",
        "CREATE POLICY seen ON t USING (a IN (SELECT a FROM third))",
        "CREATE RULE noted AS ON DELETE TO t DO ALSO SELECT count(*) FROM second",
        "CREATE FUNCTION total(factor int) RETURNS bigint BEGIN ATOMIC SELECT sum(a) * factor FROM m; END",
        "CREATE FUNCTION by_row(m) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION by_array(m[]) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE PROCEDURE by_text() LANGUAGE sql AS 'SELECT a FROM m'",
        "CREATE TABLE keeps (id int PRIMARY KEY DEFAULT total(2), kept m)",
        "CREATE INDEX ON keeps ((by_row(kept)))", "CREATE VIEW kept_rows AS SELECT kept FROM keeps",
        "CREATE TYPE pair AS (one m, two int)", "CREATE DOMAIN whole AS m CHECK (VALUE IS NOT NULL)",
        "CREATE VIEW bystander AS SELECT id FROM keeps",
    ]

    private static let listed = [
        "column public.keeps.kept", "column public.pair.one", "default value for public.keeps.id",
        "function public.by_array(public.m[])", "function public.by_row(public.m)", "function public.total(integer)",
        "materialized view public.second", "policy seen on public.t", "rule noted on public.t", "type public.whole",
        "view \"Re port\".\"First \"\"v\"\"\"", "view public.kept_rows", "view public.third",
    ]

    private func refusal(of operation: any MigrationOperation, on bench: TableBench) async throws -> OperationError? {
        await #expect(throws: OperationError.self) { try await bench.run(operation) }
    }

    private func list(_ error: OperationError?, of view: String = "materialized view m") throws -> [String] {
        let message = try #require(error?.message)
        let words = try #require(
            message.wholeMatch(
                of: try Regex("\(view) cannot be dropped because (.*) depends? on it", as: (Substring, Substring).self))
        )
        return words.output.1.split(separator: ", ").map(String.init)
    }

    @Test("Every dependent in any schema is named after those that it depends on")
    func everyDependentIsNamed() async throws {
        try await TableBench.with { bench in
            for statement in Self.dependents { try await bench.execute(statement) }
            let error = try await refusal(of: Self.op.dropMaterializedView("m"), on: bench)
            let list = try list(error)
            #expect(list.sorted() == Self.listed)
            func place(_ text: String) throws -> Int { try #require(list.firstIndex { $0.contains(text) }) }
            #expect(try place("First") < place("second"))
            #expect(try place("second") < place("third"))
            #expect(try place("third") < place("policy"))
            #expect(try place("second") < place("rule"))
            #expect(try place("total") < place("default value"))
            #expect(try place("keeps.kept") < place("kept_rows"))
            #expect(error?.advice.contains("op.replaceMaterializedView") == true)
            #expect(error?.advice.contains("dependents: .cascade") == true)
            // Nothing has happened, and the transaction is not lost.
            #expect(try await bench.rows("SELECT relname FROM pg_class WHERE oid = 'm'::regclass") == ["m"])
        }
    }

    /// What the server's own refusal lists is what ours does: it says `column kept of table keeps`.
    @Test("The list has as many dependents as the server's own")
    func theListIsTheServersOwn() async throws {
        try await TableBench.with { bench in
            for statement in Self.dependents { try await bench.execute(statement) }
            let ours = try list(try await refusal(of: Self.op.dropMaterializedView("m"), on: bench)).count
            let refusal = await #expect(throws: DatabaseFailure.self) {
                try await bench.execute("DROP MATERIALIZED VIEW m")
            }
            #expect(refusal?.code == "2BP01")
            #expect(refusal?.detail?.split(separator: "\n").count == ours)
        }
    }

    @Test("A plain view in the middle names only the objects that depend on it")
    func plainViewNamesItsDependents() async throws {
        try await TableBench.with { bench in
            for statement in Self.dependents { try await bench.execute(statement) }
            let name = QualifiedName(schema: "Re port", name: "First \"v\"")
            let error = try await refusal(of: Self.op.dropView(name), on: bench)
            #expect(
                try list(error, of: "view Re port.First \"v\"") == [
                    "materialized view public.second", "rule noted on public.t", "view public.third",
                    "policy seen on public.t",
                ])
            #expect(error?.advice.contains("op.replaceView") == true)
        }
    }

    @Test("More dependents than the server lists are all named")
    func moreDependentsThanTheServerLists() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE MATERIALIZED VIEW m AS SELECT 1 AS a")
            for number in 1...120 { try await bench.execute("CREATE VIEW v\(number) AS SELECT a FROM m") }
            let error = try await refusal(of: Self.op.dropMaterializedView("m"), on: bench)
            #expect(try list(error).count == 120)
        }
    }

    @Test("A deep chain is named in its order")
    func aDeepChainIsNamedInItsOrder() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE MATERIALIZED VIEW m AS SELECT 1 AS a", "CREATE VIEW v1 AS SELECT a FROM m")
            for number in 2...60 { try await bench.execute("CREATE VIEW v\(number) AS SELECT a FROM v\(number - 1)") }
            let error = try await refusal(of: Self.op.dropMaterializedView("m"), on: bench)
            #expect(try list(error) == (1...60).map { "view public.v\($0)" })
        }
    }

    @Test("Two objects that depend on each other are both named")
    func twoThatDependOnEachOtherAreBothNamed() async throws {
        try await TableBench.with { bench in
            try await bench.execute(
                "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a", "CREATE VIEW v AS SELECT a FROM m",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT max(a) FROM v; END",
                "CREATE OR REPLACE VIEW v AS SELECT a + f() AS a FROM m")
            let error = try await refusal(of: Self.op.dropMaterializedView("m"), on: bench)
            #expect(try list(error) == ["function public.f()", "view public.v"])
            #expect(error?.message.hasSuffix("depend on it") == true)
        }
    }

    @Test("The message about one dependent is in the singular")
    func oneDependentDependsInTheSingular() async throws {
        try await TableBench.with { bench in
            try await bench.execute("CREATE VIEW v AS SELECT 1 AS a", "CREATE MATERIALIZED VIEW m AS SELECT a FROM v")
            let error = try await refusal(of: Self.op.dropView("v"), on: bench)
            #expect(
                error?.message == "view v cannot be dropped because materialized view public.m depends on it")
        }
    }

    @Test("An extension is named in place of its members")
    func anExtensionStandsForItsMembers() async throws {
        try await TableBench.with { bench in
            try await bench.execute(
                "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a", "CREATE VIEW v AS SELECT a FROM m",
                "CREATE FUNCTION plpgsql_member() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM m; END",
                "ALTER EXTENSION plpgsql ADD FUNCTION plpgsql_member()")
            let error = try await refusal(of: Self.op.dropMaterializedView("m"), on: bench)
            let list = try list(error)
            #expect(list.contains("extension plpgsql"))
            #expect(list.contains("view public.v"))
        }
    }

    @Test("The view's own indexes, statistics, comments and grants do not prevent a drop")
    func whatIsItsOwnIsNotInTheWay() async throws {
        try await TableBench.with { bench in
            try await bench.execute(
                "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a, 'x'::text AS b", "CREATE UNIQUE INDEX ON m (a)",
                "CREATE STATISTICS together ON a, b FROM m", "COMMENT ON MATERIALIZED VIEW m IS 'x'",
                "GRANT SELECT ON m TO PUBLIC")
            try await bench.run(Self.op.dropMaterializedView("m"))
            #expect(try await bench.rows("SELECT 1 FROM pg_class WHERE relname = 'm'").isEmpty)
        }
    }

    @Test("With cascade, everything that depends on the view is dropped")
    func withCascadeAllThatDependsOnItGoes() async throws {
        try await TableBench.with { bench in
            for statement in Self.dependents { try await bench.execute(statement) }
            try await bench.run(Self.op.dropMaterializedView("m", dependents: .cascade))
            #expect(
                try await bench.rows(
                    "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
                ) == [
                    "bystander"
                ])
            try await bench.execute(
                "CREATE VIEW v AS SELECT 1 AS a", "CREATE MATERIALIZED VIEW m AS SELECT a FROM v")
            try await bench.run(Self.op.dropView("v", dependents: .cascade))
            #expect(try await bench.rows("SELECT 1 FROM pg_matviews").isEmpty)
        }
    }

    @Test("A missing view is the server's error, unless `ifExists` allows it")
    func missingView() async throws {
        try await TableBench.with { bench in
            try await bench.run(
                Self.op.dropMaterializedView("no", ifExists: true), Self.op.dropView("no.no", ifExists: true),
                Self.op.dropMaterializedView("1259", ifExists: true))
            let error = await #expect(throws: DatabaseFailure.self) {
                try await bench.run(Self.op.dropMaterializedView("no"))
            }
            #expect(error?.message == "materialized view \"no\" does not exist")
        }
    }

    @Test(
        "An object of another kind under the name is named",
        arguments: [
            ("v", "v is a view, not a materialized view", "op.dropView"),
            ("t", "t is a table, not a materialized view", "op.dropTable"),
            ("i", "i is an index, not a materialized view", "op.dropIndex"),
            ("s", "s is a sequence, not a materialized view", "op.dropSequence"),
        ])
    func anotherKindUnderTheNameIsNamed(name: String, message: String, advice: String) async throws {
        try await TableBench.with { bench in
            try await bench.execute(
                "CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)", "CREATE SEQUENCE s",
                "CREATE VIEW v AS SELECT a FROM t",
                "CREATE MATERIALIZED VIEW m AS SELECT a FROM t")
            for ifExists in [true, false] {
                let drop = Self.op.dropMaterializedView(QualifiedName(schema: nil, name: name), ifExists: ifExists)
                let error = try await refusal(of: drop, on: bench)
                #expect(error?.message == message)
                #expect(error?.advice.contains(advice) == true)
            }
            let error = try await refusal(of: Self.op.dropView("m"), on: bench)
            #expect(error?.message == "m is a materialized view, not a view")
            #expect(error?.advice == "Drop it with op.dropMaterializedView.")
        }
    }

    @Test("A script holds the plain statement")
    func aScriptHoldsThePlainStatement() throws {
        for (operation, text): (any MigrationOperation, String) in [
            (Self.op.dropMaterializedView("a.m", ifExists: true), "DROP MATERIALIZED VIEW IF EXISTS \"a\".\"m\""),
            (Self.op.dropView("v"), "DROP VIEW \"v\""),
        ] {
            let steps = try operation.lower(for: PostgreSQL())
            guard case .resolvedWhenRun(let step)? = steps.first?.content, steps.count == 1 else {
                Issue.record("\(operation.summary) does not look at the catalog")
                return
            }
            #expect(step.writtenStatements?.map(\.statement.text) == [text])
        }
        #expect(
            try TableBench.sql(Self.op.dropMaterializedView("m", dependents: .cascade))
                == ["DROP MATERIALIZED VIEW \"m\" CASCADE"])
    }
}
