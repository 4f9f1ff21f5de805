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
        AnyDirective(op.alterColumn("c", of: "t", .rename(to: "c"))),
        AnyDirective(op.alterTable("t", [])),
        AnyDirective(op.renameColumn("c", of: "t", to: "c")),
        AnyDirective(op.setTableStorage("t", [:])),
        AnyDirective(op.alterTable("t", [.resetStorage([], was: nil)])),
        AnyDirective(op.alterPolicy("p", on: "t", PolicyChange())),
        AnyDirective(op.alterSequence("s", SequenceOptions())),
        AnyDirective(op.grant([], on: .tables(["t"]), to: [.public])),
        AnyDirective(op.grant([.select], on: .tables([]), to: [.public])),
        AnyDirective(op.revoke([.select], on: .tables(["t"]), from: [])),
    ]

    /// Operations, written without `op`, whose `was:` is of another object.
    static let others: [AnyDirective] = [
        AnyDirective(
            AlterTable("t", [.dropColumn("c", was: .column("d", .text), ifExists: false, dependents: .refuse)])),
        AnyDirective(
            AlterTable(
                "t", [.dropConstraint("k", was: .unique("c", name: "other"), ifExists: false, dependents: .refuse)])),
        AnyDirective(
            TableOperation.drop(
                "a", was: TableDefinition("b", [.column("c", .text)]), ifExists: false, dependents: .refuse)),
        AnyDirective(
            TableOperation.drop(
                "s.a", was: TableDefinition("a", [.column("c", .text)]), ifExists: false, dependents: .refuse)),
        AnyDirective(
            IndexOperation.drop(
                "i", was: .init(.index("c", name: "j"), on: "t"), concurrently: false, ifExists: false,
                dependents: .refuse)),
        AnyDirective(
            IndexOperation.drop(
                "s.i", was: .init(.index("c"), on: "r.t"), concurrently: false, ifExists: false, dependents: .refuse)),
        AnyDirective(
            ViewOperation.drop("a", was: ViewDefinition("b", as: "SELECT 1"), ifExists: false, dependents: .refuse)),
        AnyDirective(op.replaceView(ViewDefinition("a", as: "SELECT 1"), was: ViewDefinition("b", as: "SELECT 2"))),
        AnyDirective(DropMaterializedView(name: "a", was: MaterializedViewDefinition("b", as: "SELECT 1"))),
        AnyDirective(
            TriggerOperation.drop(
                "a", on: "t", was: TriggerDefinition("b", on: "t", .after, [.insert], .execute("f")), ifExists: false)),
        AnyDirective(
            TriggerOperation.drop(
                "a", on: "t", was: TriggerDefinition("a", on: "u", .after, [.insert], .execute("f")), ifExists: false)),
        AnyDirective(PolicyOperation.drop("a", on: "t", was: PolicyDefinition("b", on: "t"), ifExists: false)),
        AnyDirective(
            DomainOperation.drop("a", was: DomainDefinition("b", .text), ifExists: false, dependents: .refuse)),
        AnyDirective(op.alterDomain("a", .dropCheck("c", was: .init("d", "VALUE > 0"), ifExists: false))),
        AnyDirective(SequenceOperation.drop("a", was: SequenceDefinition("b"), ifExists: false, dependents: .refuse)),
        AnyDirective(
            RoutineOperation.drop(
                .function, RoutineSignature("f"),
                was: RoutineDefinition("g", kind: .function(returns: .void), body: ""), ifExists: false,
                dependents: .refuse)),
        AnyDirective(
            RoutineOperation.drop(
                .function, RoutineSignature("f", [.text]),
                was: RoutineDefinition("f", kind: .function(returns: .void), body: ""), ifExists: false,
                dependents: .refuse)),
        AnyDirective(op.dropProcedure(RoutineDefinition("f", kind: .function(returns: .void), body: ""))),
        AnyDirective(
            op.replaceRoutine(
                RoutineDefinition("f", kind: .procedure, body: "a"),
                was: RoutineDefinition("g", kind: .procedure, body: "b"))),
    ]

    /// Operations whose `was:` says what they change to, or says nothing about what they change.
    static let contradictions: [AnyDirective] = [
        AnyDirective(op.alterColumn("c", of: "t", .type(.text, was: .text))),
        AnyDirective(op.alterColumn("c", of: "t", .type(.text, was: .text), .notNull)),
        AnyDirective(op.alterColumn("c", of: "t", .default(1, was: 1))),
        AnyDirective(op.alterColumn("c", of: "t", .dropDefault(was: .noDefault))),
        AnyDirective(op.alterColumn("c", of: "t", .comment("x", was: "x"))),
        AnyDirective(op.alterColumn("c", of: "t", .comment(nil, was: nil))),
        AnyDirective(op.alterColumn("c", of: "t", .identity(.always, was: .always))),
        AnyDirective(op.comment(on: .table("t"), nil, was: nil)),
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

    /// Changes of one property, twice.
    static let twice: [AnyDirective] = [
        AnyDirective(op.alterColumn("c", of: "t", .notNull, .dropNotNull)),
        AnyDirective(op.alterColumn("c", of: "t", .type(.text), .notNull, .type(.bigint))),
        AnyDirective(op.alterColumn("c", of: "t", .default(1), .dropDefault())),
        AnyDirective(op.alterColumn("c", of: "t", .addIdentity(.always), .identity(.byDefault))),
        AnyDirective(op.alterColumn("c", of: "t", .rename(to: "d"), .rename(to: "e"))),
        AnyDirective(op.alterColumn("c", of: "t", .comment("a"), .comment(nil))),
    ]

    /// Definitions that no database accepts.
    static let impossible: [AnyDirective] = [
        AnyDirective(op.createTable("t", [.column("a", .text), .column("b", .text), .column("a", .integer)])),
        AnyDirective(op.createTable("t", [.column("a", .text), .primaryKey("a"), .primaryKey("a", name: "k")])),
        AnyDirective(op.createTable("t", [.column("a", .text), .primaryKey("b")])),
        AnyDirective(op.createTable("t", [.column("a", .text), .unique("a", "b")])),
        AnyDirective(op.createTable("t", [.column("a", .text), .unique("a", include: ["b"])])),
        AnyDirective(op.createTable("t", [.column("a", .text), .foreignKey("b", references: "u")])),
        AnyDirective(op.createTable("t", [.column("a", .text), .exclude(.column("b", with: "="))])),
        AnyDirective(op.dropTable(TableDefinition("t", [.column("a", .text), .primaryKey("b")]))),
        AnyDirective(op.createEnum("e", ["a", "b", "a"])),
        AnyDirective(op.dropEnum(EnumDefinition("e", ["a", "a"]))),
        AnyDirective(op.replaceEnumValues("e", with: ["a", "b", "b"], was: ["a"])),
    ]

    /// Empty comments, which PostgreSQL would not keep.
    static let emptyComments: [AnyDirective] = [
        AnyDirective(op.createTable("t", [.column("a", .text)], comment: "")),
        AnyDirective(op.createTable("t", [.column("a", .text, comment: "")])),
        AnyDirective(op.addColumn(.column("a", .text, comment: ""), to: "t")),
        AnyDirective(op.alterColumn("a", of: "t", .comment(""))),
        AnyDirective(op.alterColumn("a", of: "t", .comment("x", was: ""))),
        AnyDirective(op.comment(on: .table("t"), "")),
        AnyDirective(op.createMaterializedView("m", as: "SELECT 1", comment: "")),
    ]

    @Test("The names of a key are compared as SQLite does, and a partition has the columns of its parent")
    func validTables() throws {
        _ = try Self.op.createTable("t", [.column("Id", .text), .primaryKey("id")]).lower(for: SQLite())
        _ = try Self.op.createTable("t", [.primaryKey("id")], partitioning: .of("p", bound: "DEFAULT"))
            .lower(for: PostgreSQL())
        _ = try Self.op.createTable("t", [.column("a", .text), .column("A", .text)]).lower(for: PostgreSQL())
    }

    @Test(
        "An operation that changes nothing is refused on each database",
        arguments: idle + others + contradictions + twice + impossible + emptyComments)
    func refused(_ operation: AnyDirective) throws {
        for database in [PostgreSQL(), SQLite()] as [any DatabaseModule] {
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
        for database in [PostgreSQL(), SQLite()] as [any DatabaseModule] {
            #expect(throws: OperationError.self) { try operation.operation.lower(for: database) }
        }
    }

    @Test("A foreign key that sets no column to NULL, and a trigger on the update of no column, are refused")
    func withoutColumns() {
        let operations: [any MigrationOperation] = [
            Self.op.addConstraint(.foreignKey("a", references: "u", onDelete: .setNullIn([])), on: "t"),
            Self.op.createTrigger(TriggerDefinition("g", on: "t", .after, [.updateOf([])], .execute("f"))),
        ]
        for operation in operations {
            #expect(throws: OperationError.self, "\(operation.summary)") { try operation.lower(for: PostgreSQL()) }
        }
    }

    @Test("Timeouts that set none are refused")
    func timeouts() {
        let operation = Self.op.with { Self.op.execute("SELECT 1") }
        #expect(throws: OperationError.self) { try operation.lower(for: PostgreSQL()) }
    }

    static func columns(_ type: ColumnType, _ text: String) -> [any MigrationOperation] {
        let column = ColumnDefinition.column("c", type, default: .value(.text(text)))
        return [
            op.createTable("t", [.column(column)]), op.addColumn(column, to: "t"),
            op.dropColumn(column, from: "t"), op.dropTable(TableDefinition("t", [.column(column)])),
            op.alterColumn("c", of: "t", .type(type), .default(.value(.text(text)))),
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
            try Self.op.alterColumn("c", of: "t", .default(.value(.text("now()")))).lower(for: SQLite())
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
            op.autocommit {
                AlterTable("t", [.dropColumn("c", was: .column("d", .text), ifExists: false, dependents: .refuse)])
            }
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
        let operations: [any MigrationOperation] = [
            Self.op.alterColumn(
                "c", of: "t", .type(.text, was: .varchar(3)), .dropNotNull, .dropDefault(was: 1), .rename(to: "d"),
                .comment("x", was: nil)),
            Self.op.setTableStorage("t", ["fillfactor": 70], was: [:]),
            Self.op.validateConstraint("k", on: "t"),
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
