import Athanor
import TestSupport
import Testing

/// What replacing the values of an enum type on PostgreSQL converts, keeps and refuses.
@Suite struct EnumReplacementTests {
    static let op = Operations(databaseKind: DatabaseKind(name: "postgresql"))

    private func replace(
        _ bench: TestBench, _ name: QualifiedName = "mood", with values: [String], mapping: [ExactText: ExactText] = [:]
    ) async throws {
        try await bench.perform(Self.op.replaceEnumValues(name, with: values, mapping: mapping))
    }

    @Test("Columns, arrays, defaults, checks, indexes and partitions survive, and values that go are mapped")
    func converts() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE TYPE mood AS ENUM ('sad', 'ok', 'gone')", "COMMENT ON TYPE mood IS 'how it is'",
                "GRANT USAGE ON TYPE mood TO PUBLIC",
                """
                CREATE TABLE people (id int PRIMARY KEY, now mood DEFAULT 'gone' CHECK (now <> 'sad'::mood), past mood[])
                """,
                "CREATE INDEX happy ON people (id) WHERE now = 'ok'::mood", "COMMENT ON INDEX happy IS 'kept'",
                "CREATE INDEX plain ON people (now)",
                "INSERT INTO people VALUES (1, 'gone', '{{sad,gone},{ok,NULL}}'), (2, 'ok', NULL), (3, NULL, '{}')",
                "CREATE TABLE parts (state mood NOT NULL) PARTITION BY LIST (state)",
                "CREATE TABLE whole (id int, state mood) PARTITION BY RANGE (id)",
                "CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (10)",
                "ALTER TABLE part ALTER COLUMN state SET DEFAULT 'sad'", "INSERT INTO whole VALUES (1, 'sad')",
                "DROP TABLE parts")
            try await replace(bench, with: ["ok", "new", "sad"], mapping: ["gone": "new"])
            #expect(
                try await bench.rows("SELECT id, now::text, past::text FROM people ORDER BY id") == [
                    "1|new|{{sad,new},{ok,NULL}}", "2|ok|NULL", "3|NULL|{}",
                ])
            #expect(
                try await bench.rows("SELECT enumlabel::text FROM pg_enum ORDER BY enumsortorder") == [
                    "ok", "new", "sad",
                ])
            #expect(
                try await bench.rows(
                    "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef ORDER BY adrelid::regclass::text") == [
                        "'sad'::mood", "'new'::mood",
                    ])
            #expect(
                try await bench.rows(
                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0")
                    == ["CHECK ((now <> 'sad'::mood))"])
            #expect(
                try await bench.rows(
                    "SELECT indexdef, obj_description('happy'::regclass) FROM pg_indexes WHERE indexname = 'happy'")
                    == ["CREATE INDEX happy ON public.people USING btree (id) WHERE (now = 'ok'::mood)|kept"])
            #expect(
                try await bench.rows("SELECT indexname::text FROM pg_indexes WHERE indexname = 'plain'") == ["plain"])
            #expect(
                try await bench.rows("SELECT typname::text, obj_description(oid) FROM pg_type WHERE typtype = 'e'")
                    == ["mood|how it is"])
        }
    }

    @Test("A value that goes without a mapping is an error that names it and where rows hold it")
    func lost() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TABLE people (now mood, past mood[])",
                "INSERT INTO people VALUES ('ok', '{sad}')")
            let error = await #expect(throws: OperationError.self) { try await replace(bench, with: ["ok"]) }
            #expect(
                error?.message
                    == "the value \"sad\" of enum type mood is removed, but 1 row of public.people holds it in column "
                    + "past")
            #expect(try await bench.rows("SELECT count(*)::int FROM pg_enum") == ["2"])
        }
    }

    @Test("What PostgreSQL cannot convert under is named before anything changes")
    func obstacles() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE people (now mood, sure boolean GENERATED ALWAYS AS (now = 'ok') STORED)",
                "CREATE VIEW moods AS SELECT now FROM people",
                "CREATE MATERIALIZED VIEW kept AS SELECT now FROM people",
                "CREATE DOMAIN feeling AS mood", "CREATE POLICY happy ON people USING (now = 'ok')",
                "CREATE FUNCTION cheer(mood) RETURNS text LANGUAGE sql AS 'SELECT 1::text'")
            let error = await #expect(throws: OperationError.self) { try await replace(bench, with: ["ok", "sad"]) }
            #expect(
                error?.message
                    == "the values of enum type mood cannot be replaced because function cheer(mood), "
                    + "generated column sure of table people, materialized view kept, policy happy on table people, "
                    + "type feeling, view moods use it")
        }
    }

    @Test("A mapping of a value that stays, or to one that does not come, is refused beforehand")
    func mapping() {
        #expect(throws: OperationError.self) {
            try Self.op.replaceEnumValues("mood", with: ["a", "b"], mapping: ["a": "b"]).lower(
                for: TestedDatabase.postgreSQL.database)
        }
        #expect(throws: OperationError.self) {
            try Self.op.replaceEnumValues("mood", with: ["a"], mapping: ["b": "c"]).lower(
                for: TestedDatabase.postgreSQL.database)
        }
    }
}

extension TestBench {
    /// Runs an operation in a transaction of its own.
    func perform(_ operation: any MigrationOperation) async throws {
        try await connected { connection in
            try await connection.query("BEGIN")
            for step in try operation.lower(for: database).flatMap(\.parts) {
                switch step.content {
                case .statement(let lowered):
                    try await connection.query(sql: lowered.statement)
                case .rows, .ownTransaction, .batches:
                    Issue.record("\(operation.summary) is more than statements")
                case .resolvedWhenRun(let resolved):
                    for statement in try await resolved.statements(connection, .silent) {
                        try await connection.query(sql: statement)
                    }
                }
            }
            try await connection.query("COMMIT")
        }
    }
}
