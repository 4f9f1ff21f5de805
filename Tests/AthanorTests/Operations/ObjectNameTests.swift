import Athanor
import Foundation
import TestSupport
import Testing

/// Names of objects that need quotes, and views of SQLite.
@Suite struct ObjectNameTests {
    static let op = Operations(databaseKind: DatabaseKind(name: "any"))
    static let odd = ["Capitals", "a \"quote\"", "a.dot", "🜍", "select", String(repeating: "x", count: 63)]

    @Test("Objects keep odd names on PostgreSQL", arguments: odd)
    func keeps(_ name: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let op = Self.op
            let qualified = QualifiedName(schema: name, name: name)
            // A table is a type too, so that no other of its schema has its name.
            let type = QualifiedName(schema: "public", name: name)
            let function = RoutineDefinition(
                qualified, [.init(name, .integer)], kind: .function(returns: .type(.integer)), body: "SELECT 1 -- $$")
            let operations: [any MigrationOperation] = [
                op.createSchema(name), op.createSequence(qualified), op.dropSequence(qualified),
                op.createEnum(type, [name]), op.addEnumValue("other", to: type, at: .before(name)),
                op.createTable(qualified, [.column(name, .named(type))]),
                op.replaceEnumValues(type, with: ["it's", "other"], mapping: [ExactText(name): "it's"]),
                op.createView(QualifiedName(schema: name, name: "v"), as: "SELECT 1", columns: [name]),
                op.createRoutine(function),
                op.createPolicy(PolicyDefinition(name, on: qualified, using: "true")),
                op.comment(on: .policy(name, on: qualified), "it's \\ said"),
                op.comment(on: .column(name, of: qualified), name),
                op.grant([.select(name)], on: .tables([qualified]), to: [.public]),
            ]
            // A new value cannot be used in the transaction that adds it.
            for operation in operations { try await bench.perform(operation) }
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
        let operations: [any MigrationOperation] = [
            Self.op.createSchema(long), Self.op.createSequence(QualifiedName(schema: nil, name: long)),
            Self.op.createEnum("t", [long]), Self.op.renamePolicy("p", on: "t", to: long),
            Self.op.comment(on: .role(long), nil), Self.op.createExtension(long),
            Self.op.grant([.usage], on: .schemas(["s"]), to: [.role(long)]),
        ]
        for operation in operations {
            #expect(throws: OperationError.self, "\(operation.summary)") {
                try operation.lower(for: TestedDatabase.postgreSQL.database)
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

    @Test("A view of SQLite that another reads is not dropped")
    func dependents() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.run("CREATE VIEW v AS SELECT 1 AS one", "CREATE VIEW reader AS SELECT one FROM v")
            let error = await #expect(throws: OperationError.self) { try await bench.perform(Self.op.dropView("v")) }
            #expect(error?.message.contains("reader") == true)
            #expect(try await bench.rows("SELECT one FROM reader") == ["1"])
        }
    }

    @Test("Privileges, default privileges and owners go to a role and back on PostgreSQL")
    func roles() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let role = "Athanor \"test\" \(ProcessInfo.processInfo.processIdentifier)"
            let quoted = bench.database.dialect.quote(role)
            try await bench.run("CREATE ROLE \(quoted)", "CREATE TABLE t (a int)", "CREATE SEQUENCE s")
            let state = """
                SELECT relname::text, relacl::text, pg_get_userbyid(relowner) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace UNION ALL
                SELECT 'default', defaclacl::text, '' FROM pg_default_acl ORDER BY 1
                """
            let before = try await bench.rows(
                "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE relname = 't'")
            do {
                let operations: [any MigrationOperation] = [
                    Self.op.grant([.select, .insert("a")], on: .tables(["t"]), to: [.role(role)], grantOption: true),
                    Self.op.grant([.usage], on: .all(.sequences, inSchemas: ["public"]), to: [.role(role)]),
                    Self.op.grant([.all], on: .schemas(["public"]), to: [.role(role)]),
                    Self.op.grant(
                        [.select], on: .future(.tables, madeBy: .currentUser, inSchemas: ["public"]),
                        to: [.role(role)]),
                    Self.op.setOwner(of: .table("t"), to: .role(role), was: .currentUser),
                ]
                for operation in operations { try await bench.perform(operation) }
                let after = try await bench.rows(state)
                #expect(after.contains { $0.hasPrefix("t|") && $0.hasSuffix("|\(role)") })
                #expect(after.contains { $0.hasPrefix("default|") })
                #expect(after.contains { $0.hasPrefix("s|") && $0.contains("=U/") })
                for operation in operations.reversed() {
                    guard case .operations(let undoing) = operation.inverse else {
                        Issue.record("\(operation.summary) has no inverse")
                        continue
                    }
                    for operation in undoing { try await bench.perform(operation) }
                }
                #expect(try await bench.rows(state).allSatisfy { !$0.contains("Athanor") && !$0.hasPrefix("default") })
                #expect(
                    try await bench.rows("SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE relname = 't'")
                        == before)
            } catch {
                try await bench.run("DROP OWNED BY \(quoted)", "DROP ROLE \(quoted)")
                throw error
            }
            try await bench.run("DROP OWNED BY \(quoted)", "DROP ROLE \(quoted)")
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
