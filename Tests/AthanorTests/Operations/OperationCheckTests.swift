import Athanor
import AthanorPostgreSQL
import AthanorSQLite
import TestSupport
import Testing

/// Operations that change nothing, or contradict themselves, are refused when their revision is planned.
@Suite struct OperationCheckTests {
    static let op = Operations(databaseKind: DatabaseKind(name: "any"))

    /// Operations that change nothing.
    static let idle: [AnyDirective] = [
        AnyDirective(op.alterColumn("t", "c")),
        AnyDirective(op.alterColumn("t", "c", was: .column("c", .text))),
        AnyDirective(op.alterColumn("t", "c", dependents: .recreate)),
        AnyDirective(op.alterColumn("t", "c", default: .keep, identity: .keep)),
        AnyDirective(op.alterColumn("t", "c", rename: "c")),
        AnyDirective(op.alterTable("t", [])),
        AnyDirective(op.renameColumn("t", "c", to: "c")),
        AnyDirective(op.setTableStorage("t", [:])),
        AnyDirective(op.alterTable("t", [.resetStorage([], was: nil)])),
        AnyDirective(op.alterPolicy("p", on: "t", PolicyChange())),
        AnyDirective(op.alterSequence("s", SequenceOptions())),
        AnyDirective(op.grant([], on: .tables(["t"]), to: [.public])),
        AnyDirective(op.grant([.select], on: .tables([]), to: [.public])),
        AnyDirective(op.revoke([.select], on: .tables(["t"]), from: [])),
    ]

    /// Operations whose `was:` is of another object.
    static let others: [AnyDirective] = [
        AnyDirective(op.dropColumn("t", "c", was: .column("d", .text))),
        AnyDirective(op.alterColumn("t", "c", type: .bigint, was: .column("d", .integer))),
        AnyDirective(op.alterColumn("t", "c", nullable: false, was: .column("d", .integer))),
        AnyDirective(op.dropTable("a", was: TableDefinition("b", [.column("c", .text)]))),
        AnyDirective(op.dropTable("s.a", was: TableDefinition("a", [.column("c", .text)]))),
        AnyDirective(op.dropConstraint("t", "k", was: .unique("c", name: "other"))),
        AnyDirective(op.dropIndex("i", was: .init(.index("c", name: "j"), on: "t"))),
        AnyDirective(op.dropIndex("s.i", was: .init(.index("c"), on: "r.t"))),
        AnyDirective(op.dropView("a", was: ViewDefinition("b", as: "SELECT 1"))),
        AnyDirective(op.replaceView(ViewDefinition("a", as: "SELECT 1"), was: ViewDefinition("b", as: "SELECT 2"))),
        AnyDirective(op.dropMaterializedView("a", was: CreateMaterializedView(name: "b", query: "SELECT 1"))),
        AnyDirective(
            op.dropTrigger("a", on: "t", was: TriggerDefinition("b", on: "t", .after, [.insert], .execute("f")))),
        AnyDirective(
            op.dropTrigger("a", on: "t", was: TriggerDefinition("a", on: "u", .after, [.insert], .execute("f")))),
        AnyDirective(op.dropPolicy("a", on: "t", was: PolicyDefinition("b", on: "t"))),
        AnyDirective(op.dropDomain("a", was: DomainDefinition("b", .text))),
        AnyDirective(op.alterDomain("a", .dropCheck("c", was: .init("d", "VALUE > 0"), ifExists: false))),
        AnyDirective(op.dropSequence("a", was: SequenceDefinition("b"))),
        AnyDirective(op.dropFunction("f", was: RoutineDefinition("g", kind: .function(returns: .void), body: ""))),
        AnyDirective(
            op.dropFunction("f", [.text], was: RoutineDefinition("f", kind: .function(returns: .void), body: ""))),
        AnyDirective(op.dropProcedure("f", was: RoutineDefinition("f", kind: .function(returns: .void), body: ""))),
        AnyDirective(
            op.replaceRoutine(
                RoutineDefinition("f", kind: .procedure, body: "a"),
                was: RoutineDefinition("g", kind: .procedure, body: "b"))),
    ]

    /// Operations whose `was:` says what they change to, or says nothing about what they change.
    static let contradictions: [AnyDirective] = [
        AnyDirective(op.alterColumn("t", "c", nullable: false, was: .column("c", .text, nullable: false))),
        AnyDirective(op.alterColumn("t", "c", nullable: true, was: .column("c", .text))),
        AnyDirective(op.alterColumn("t", "c", type: .text, was: .column("c", .text))),
        AnyDirective(op.alterColumn("t", "c", type: .text, nullable: false, was: .column("c", .text))),
        AnyDirective(op.alterColumn("t", "c", default: 1, was: .column("c", .integer, default: 1))),
        AnyDirective(op.alterColumn("t", "c", default: .noDefault, was: .column("c", .integer))),
        AnyDirective(op.alterColumn("t", "c", comment: "x", was: .column("c", .text, comment: "x"))),
        AnyDirective(op.alterColumn("t", "c", identity: .drop, was: .column("c", .integer))),
        AnyDirective(
            op.alterColumn("t", "c", identity: .add(.always), was: .column("c", .integer, identity: .always))),
        AnyDirective(
            op.alterColumn("t", "c", identity: .set(.always), was: .column("c", .integer, identity: .always))),
        AnyDirective(op.setTableStorage("t", ["fillfactor": 70], was: ["fillfactor": 70])),
        AnyDirective(op.alterPolicy("p", on: "t", PolicyChange(using: "a"), was: PolicyChange(check: "b"))),
        AnyDirective(op.alterSequence("s", SequenceOptions(increment: 2), was: SequenceOptions(start: 1))),
        AnyDirective(op.alterSequence("s", SequenceOptions(increment: 2), was: SequenceOptions(increment: 2))),
        AnyDirective(op.alterDomain("d", .setDefault(1, was: 1))),
        AnyDirective(op.replaceView(ViewDefinition("a", as: "SELECT 1"), was: ViewDefinition("a", as: "SELECT 1"))),
        AnyDirective(op.replaceEnumValues("e", with: ["a"], was: ["a"])),
        AnyDirective(op.comment(on: .table("t"), "x", was: "x")),
        AnyDirective(op.setRefreshTarget("v", to: .manual, was: .manual)),
        AnyDirective(op.updateExtension("x", to: "2", was: "2")),
    ]

    @Test("An operation that changes nothing is refused on each database", arguments: idle + others + contradictions)
    func refused(_ operation: AnyDirective) throws {
        for database in [PostgreSQL(), SQLite()] as [any DatabaseSystem] {
            let error = #expect(throws: OperationError.self) { try operation.operation.lower(for: database) }
            // By the check, not because the database has no such thing: the message begins with the operation.
            #expect(error?.message.hasPrefix("\"") == true, "\(String(describing: error))")
        }
    }

    /// Operations with an empty list where the SQL needs at least one name, and SQLite has such an operation.
    static let nameless: [AnyDirective] = [
        AnyDirective(op.bulkInsert("t", columns: [], rows: [[]])),
        AnyDirective(BulkDelete(RowsToInsert(table: "t", columns: ["a"], rows: [[1]]), key: [])),
        AnyDirective(op.backfill("t", set: [:])),
        AnyDirective(
            op.createTrigger(TriggerDefinition("g", on: "t", .after, [.updateOf([])], .statements("SELECT 1;")))),
        AnyDirective(op.createIndex(.index(), on: "t")),
        AnyDirective(op.createTable("t", [.column("a", .text), .primaryKey()])),
    ]

    @Test("An operation without a name that its SQL needs is refused on each database", arguments: nameless)
    func withoutNames(_ operation: AnyDirective) {
        for database in [PostgreSQL(), SQLite()] as [any DatabaseSystem] {
            #expect(throws: OperationError.self) { try operation.operation.lower(for: database) }
        }
    }

    @Test("A foreign key that sets no column to NULL, and a trigger on the update of no column, are refused")
    func withoutColumns() {
        let operations: [any MigrationOperation] = [
            Self.op.addConstraint("t", .foreignKey("a", references: "u", onDelete: .setNullIn([]))),
            Self.op.createTrigger(TriggerDefinition("g", on: "t", .after, [.updateOf([])], .execute("f"))),
        ]
        for operation in operations {
            #expect(throws: OperationError.self, "\(operation.summary)") { try operation.lower(for: PostgreSQL()) }
        }
    }

    @Test("Timeouts that set none are refused")
    func timeouts() {
        let operation = Self.op.timeouts { Self.op.execute("SELECT 1") }
        #expect(throws: OperationError.self) { try operation.lower(for: PostgreSQL()) }
    }

    static func columns(_ type: ColumnType, _ text: String) -> [any MigrationOperation] {
        let column = ColumnDefinition.column("c", type, default: .value(.text(text)))
        return [
            op.createTable("t", [.column(column)]), op.addColumn("t", column),
            op.dropColumn("t", "c", was: column), op.dropTable("t", was: TableDefinition("t", [.column(column)])),
            op.alterColumn("t", "c", type: type, default: .value(.text(text))),
            op.createDomain(DomainDefinition("d", type, default: .value(.text(text)))),
        ]
    }

    @Test(
        "A text that looks like an expression is refused as a default, unless the column holds texts",
        arguments: [
            ("now()", ColumnType.timestamptz), (" now ( ) ", .timestamp), ("clock_timestamp()", .timestamptz),
            ("pg_catalog.now()", .date), ("CURRENT_TIMESTAMP", .timestamptz), ("current_date", .date),
            ("CURRENT_TIMESTAMP(3)", .timestamptz), ("LOCALTIMESTAMP", .timestamp), ("now", .timestamptz),
            ("gen_random_uuid()", .uuid), ("nextval('s')", .bigint), ("my_now()", .named("moment")),
            ("(now())", .timestamptz), ("today 08:00", .timestamptz), ("Tomorrow", .date),
            ("[now,)", .raw("tstzrange")),
            ("{now()}", .raw("timestamptz[]")),
        ])
    func expression(_ text: String, _ type: ColumnType) throws {
        for operation in Self.columns(type, text) {
            let error = #expect(throws: OperationError.self) { try operation.lower(for: PostgreSQL()) }
            #expect(error?.advice.contains(".expression(\(String(reflecting: text)))") == true, "\(operation.summary)")
        }
        for operation in Self.columns(.text, text) + Self.columns(.varchar(20), text) {
            _ = try operation.lower(for: PostgreSQL())
        }
        #expect(throws: OperationError.self) {
            try Self.op.alterColumn("t", "c", default: .value(.text("now()"))).lower(for: SQLite())
        }
    }

    @Test(
        "Texts that are values of their types stay",
        arguments: [
            ("2026-01-01", ColumnType.date), ("{}", .jsonb), ("POINT(0 0)", .raw("geometry")), ("user", .named("role")),
            ("today", .named("period")), ("(1,2)", .named("pair")), ("1 day", .interval), ("00:00", .time),
        ])
    func values(_ text: String, _ type: ColumnType) throws {
        for operation in Self.columns(type, text) { _ = try operation.lower(for: PostgreSQL()) }
    }

    struct Idle: Revision {
        static let revision: RevisionID = "idle"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("t", [.column("c", .text)])
            op.autocommit { op.dropColumn("t", "c", was: .column("d", .text)) }
        }
    }

    @Test("The plan names the revision and the operation, and nothing runs", arguments: TestedDatabase.allCases)
    func planning(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([RevisionEntry(Idle.self, path: "Versions/idle.swift", message: "idle")])
            let error = await #expect(throws: PlanError.self) { try await migrator.upgrade() }
            let message = error?.explanation.message ?? ""
            #expect(message.contains("revision idle") && message.contains("drop column c"), "\(message)")
            #expect(try await migrator.versionRows().isEmpty)
        }
    }

    @Test("Undoing an operation that can be undone passes the same checks")
    func inverses() throws {
        let column = ColumnDefinition.column("c", .varchar(3), nullable: false, default: 1)
        let operations: [any MigrationOperation] = [
            Self.op.alterColumn(
                "t", "c", type: .text, nullable: true, default: .noDefault, rename: "d", comment: "x", was: column),
            Self.op.setTableStorage("t", ["fillfactor": 70], was: [:]),
            Self.op.validateConstraint("t", "k"),
        ]
        for operation in operations {
            guard case .operations(let inverses) = operation.inverse else {
                Issue.record("\(operation.summary) cannot be undone")
                continue
            }
            for inverse in inverses { _ = try inverse.lower(for: PostgreSQL()) }
        }
    }
}
