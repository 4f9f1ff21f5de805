import Athanor
import Testing

/// Names of objects that need quotes, and views of SQLite.
@Suite struct ObjectNameTests {
    static let op = Operations(databaseKind: DatabaseKind(name: "any"))
    static let odd = ["Capitals", "a \"quote\"", "a.dot", "🜍", "select", String(repeating: "x", count: 63)]

    @Test("Objects keep odd names on PostgreSQL", arguments: odd)
    func keeps(_ name: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let op = Self.op
            let qualified = QualifiedName(schema: name, name)
            let function = RoutineDefinition(
                qualified, [.init(name, .integer)], kind: .function(returns: .type(.integer)), body: "SELECT 1 -- $$")
            let directives: [any Operation] = [
                op.createSchema(name), op.createSequence(qualified), op.dropSequence(qualified),
                op.createEnum(qualified, [name]), op.addEnumValue(qualified, "other", at: .before(name)),
                op.createTable(qualified, [.column(name, .named(qualified))]),
                op.replaceEnumValues(qualified, with: ["it's", "other"], mapping: [name: "it's"]),
                op.createView(QualifiedName(schema: name, "v"), columns: [name], as: "SELECT 1"),
                op.createRoutine(function),
                op.createPolicy(PolicyDefinition(name, on: qualified, using: "true")),
                op.comment(on: .policy(name, on: qualified), "it's \\ said"),
                op.comment(on: .column(qualified, name), name),
                op.grant([.select(name)], on: .tables([qualified]), to: [.public]),
            ]
            // A new value cannot be used in the transaction that adds it.
            for directive in directives { try await bench.perform(directive) }
            #expect(
                try await bench.rows(
                    """
                    SELECT n.nspname::text, c.relname::text, a.attname::text, t.typname::text, p.proname::text, o.polname::text
                    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1 JOIN pg_type t ON t.oid = a.atttypid
                    JOIN pg_proc p ON p.pronamespace = n.oid JOIN pg_policy o ON o.polrelid = c.oid
                    WHERE n.nspname <> 'public' AND n.nspname !~ '^(pg_|information_schema)'
                    """) == [Array(repeating: name, count: 6).joined(separator: "|")])
        }
    }

    @Test("A name that would be cut is refused on PostgreSQL")
    func tooLong() {
        let long = String(repeating: "x", count: 64)
        let directives: [any Operation] = [
            Self.op.createSchema(long), Self.op.createSequence(QualifiedName(long)),
            Self.op.createEnum("t", [long]), Self.op.renamePolicy("p", on: "t", to: long),
            Self.op.comment(on: .role(long), ""), Self.op.createExtension(long),
            Self.op.grant([.usage], on: .schemas(["s"]), to: [.role(long)]),
        ]
        for directive in directives {
            #expect(throws: OperationError.self, "\(directive.summary)") {
                try directive.lower(for: TestedDatabase.postgreSQL.database)
            }
        }
    }

    @Test("Dropping a materialized view as a view is refused")
    func materializedView() async throws {
        for tested in TestedDatabase.allCases {
            try await tested.with { bench in
                try await bench.perform(Self.op.createMaterializedView("kept", as: "SELECT 1 AS one"))
                await #expect(throws: (any Error).self) { try await bench.perform(Self.op.dropView("kept")) }
                #expect(try await bench.rows("SELECT one FROM kept") == ["1"])
            }
        }
    }

    @Test("A view of SQLite that gets another query keeps its triggers")
    func replaced() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.run(
                "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT a FROM t",
                "CREATE TRIGGER add_a INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END")
            try await bench.perform(Self.op.replaceView(ViewDefinition("v", as: "SELECT a FROM t WHERE a > 1")))
            try await bench.run("INSERT INTO v (a) VALUES (1), (2)")
            #expect(try await bench.rows("SELECT a FROM v") == ["2"])
            #expect(try await bench.rows("SELECT count(*) FROM t") == ["2"])
        }
    }

    @Test("Each database refuses the other's triggers, and says what to write")
    func triggers() throws {
        let calling = Self.op.createTrigger(TriggerDefinition("g", on: "t", .after, [.insert], .execute("f")))
        let holding = Self.op.createTrigger(
            TriggerDefinition("g", on: "t", .after, [.insert], .statements("SELECT 1;")))
        let sqlite = #expect(throws: OperationError.self) { try calling.lower(for: TestedDatabase.sqlite.database) }
        #expect(sqlite?.advice.contains(".statements") == true)
        let postgreSQL = #expect(throws: OperationError.self) {
            try holding.lower(for: TestedDatabase.postgreSQL.database)
        }
        #expect(postgreSQL?.advice.contains(".execute") == true)
    }
}
