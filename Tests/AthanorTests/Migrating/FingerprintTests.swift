import AthanorPostgreSQL
import AthanorSQLite
import TestSupport
import Testing

@testable import Athanor

/// The fingerprint of a segment shows edits of the revision, and no change of the SQL that Athanor writes for it.
@Suite struct FingerprintTests {
    private static let op = Operations(databaseKind: DatabaseKind(name: "any"))
    private static let rows = RowsToInsert(table: "t", columns: ["a"], rows: [[1], [2], [3]])
    private static let reader = SQLite().scriptReader

    /// The fingerprints of the segments that steps are divided into.
    private func fingerprints(_ steps: [LoweredStep], readBy reader: any ScriptReader = reader) -> [String] {
        let segments = Segment.dividing(steps)
        return segments.indices.map { segments.fingerprint(of: $0, readBy: reader) }
    }

    private func fingerprints(
        _ operation: any MigrationOperation, on database: any DatabaseModule = SQLite()
    ) throws -> [String] {
        fingerprints(try operation.lower(for: database), readBy: database.scriptReader)
    }

    private func texts(_ steps: [LoweredStep]) -> [String] {
        steps.flatMap(\.parts).map { step in
            switch step.content {
            case .statement(let lowered): lowered.statement.text
            case .resolvedWhenRun(let resolved): resolved.content
            case .rows, .batches, .ownTransaction: step.summary
            }
        }
    }

    @Test(
        "It is the same whatever SQL a dialect writes for an operation",
        arguments: [
            AnyDirective(op.setRefreshTarget("v", to: .every(minutes: 5), was: .manual)),
            AnyDirective(op.setRefreshTarget("v", to: nil)),
            AnyDirective(op.createMaterializedView("v", as: "SELECT 1 AS a", refresh: .every(minutes: 5))),
            AnyDirective(op.dropMaterializedView("v")),
            AnyDirective(op.alterColumn("a", of: "t", .type(.bigint))),
            AnyDirective(
                ExecuteSQL(
                    script: SourceText(path: "a.sql", text: "-- athanor: refresh v every 5 minutes\nSELECT 1").all)),
        ])
    func generated(_ operation: AnyDirective) throws {
        let postgreSQL = try operation.operation.lower(for: PostgreSQL())
        let sqlite = try operation.operation.lower(for: SQLite())
        #expect(texts(postgreSQL) != texts(sqlite))
        #expect(fingerprints(postgreSQL) == fingerprints(sqlite))
    }

    @Test("It does not depend on the number of steps of an operation")
    func steps() {
        let operation = Self.op.setRefreshTarget("v", to: .manual)
        let (one, two) = ([SegmentTests.step("a")], [SegmentTests.step("b"), SegmentTests.step("c")])
        #expect(fingerprints(one.attributed(to: operation)) == fingerprints(two.attributed(to: operation)))
        // Twice the same operation is other work.
        let twice = one.attributed(to: operation) + one.attributed(to: operation)
        #expect(fingerprints(one.attributed(to: operation)) != fingerprints(twice))
    }

    @Test("It changes with the operation's value", arguments: TestedDatabase.allCases)
    func edited(on tested: TestedDatabase) throws {
        let op = Self.op
        let operations: [any MigrationOperation] = [
            op.setRefreshTarget("v", to: .every(minutes: 5)), op.setRefreshTarget("v", to: .every(minutes: 6)),
            op.setRefreshTarget("w", to: .every(minutes: 5)),
            // On SQLite, both are a rebuild of the table with the same summary.
            op.alterColumn("a", of: "t", .default(1)), op.alterColumn("a", of: "t", .default(2)),
            op.bulkInsert("t", columns: ["a"], rows: [[1]]), op.bulkInsert("t", columns: ["a"], rows: [[2]]),
            op.bulkInsert("t", columns: ["a"], rows: [["1"]]),
            op.execute("SELECT $1", [1]), op.execute("SELECT $1", [2]), op.execute("SELECT ($1)", [1]),
            op.run("one") { _ in }, op.run("two") { _ in },
        ]
        let found = try operations.map { try fingerprints($0, on: tested.database)[0] }
        #expect(Set(found).count == operations.count)
        #expect(try operations.map { try fingerprints($0, on: tested.database)[0] } == found)
    }

    @Test("A running backfill may get another batch size and pause, and nothing else")
    func backfill() throws {
        func print(_ set: Backfill.NewValue, where condition: String? = nil, size: Int = 10) throws -> String {
            try fingerprints(
                Self.op.backfill("t", set: ["a": set], where: condition, batchSize: size, pause: .seconds(size)))[0]
        }
        #expect(try print(1) == print(1, size: 20))
        #expect(try Set([print(1), print(2), print("1"), print(.expression("1")), print(1, where: "b")]).count == 5)
    }

    @Test("The timeouts of the header and of a group may change before the revision resumes")
    func timeouts() throws {
        func print(_ limit: TimeLimit) throws -> [String] {
            try fingerprints(
                Self.op.with(lockTimeout: limit) { Self.op.execute("CREATE TABLE t (a int); VACUUM; SELECT 1") },
                on: PostgreSQL())
        }
        #expect(try print(.seconds(2)) == print(.seconds(60)))
        let header = SetTimeouts(change: TimeoutChange(lock: .seconds(2))).lower(for: PostgreSQL())
        #expect(!header.isEmpty)
        let step = SegmentTests.step("SELECT 1")
        #expect(fingerprints(header + [step]) == fingerprints([step]))
    }

    @Test("A comment between the parts of a string does not count")
    func continuedString() throws {
        func print(_ comment: String) throws -> [String] {
            try fingerprints(Self.op.execute("SELECT 'n' \(comment)\n'm'"), on: PostgreSQL())
        }
        #expect(try print("-- d") == print("-- e"))
        let statement = try #require(
            try PostgreSQL().scriptReader.statements(in: SourceText(path: "", text: "SELECT E'n' -- d\n'm\\''").all)
                .first)
        // Earlier versions of Athanor read the parts as two strings, and recorded checksums of them.
        #expect(PostgreSQL().scriptReader.tokens(of: statement) == ["select", "E'n'", "'m\\''"])
    }

    @Test("The segments of one operation differ", arguments: TestedDatabase.allCases)
    func divided(on tested: TestedDatabase) throws {
        let found = try fingerprints(Self.op.autocommit { BulkDelete(Self.rows, key: ["a"]) }, on: tested.database)
        #expect(found.count == 4 && Set(found).count == 4)
    }

    @Test("What follows in a group or a script can be edited", arguments: TestedDatabase.allCases)
    func later(on tested: TestedDatabase) throws {
        let op = Self.op
        func group(_ last: String) -> any MigrationOperation {
            op.with(lockTimeout: .seconds(2)) {
                op.autocommit {
                    op.setRefreshTarget("v", to: .manual)
                    op.execute(last)
                }
            }
        }
        for make in [group, { op.execute("CREATE TABLE t (a int); VACUUM; \($0)") }] {
            let (before, after) = try (
                fingerprints(make("SELECT 1"), on: tested.database), fingerprints(make("SELECT 2"), on: tested.database)
            )
            let same = zip(before, after).prefix { $0 == $1 }.count
            #expect(before.count == after.count && before != after && same >= 1)
        }
    }

    /// An operation of a user's own, whose value does not say what it does.
    private struct Own: MigrationOperation {
        @TaskLocal static var sql = "SELECT 1"

        var summary: String { "own" }
        var inverse: Inverse { .impossible(because: "it is a test") }

        func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
            [SegmentTests.step(Self.sql)]
                + (try FingerprintTests.op.setRefreshTarget("v", to: .manual).lower(for: database))
        }
    }

    @Test("The own SQL of a user's operation counts, and Athanor's in it does not")
    func ownOperation() throws {
        let before = try fingerprints(Own())
        #expect(try Own.$sql.withValue("SELECT  1") { try fingerprints(Own()) } == before)
        #expect(try Own.$sql.withValue("SELECT 2") { try fingerprints(Own()) } != before)
        #expect(try fingerprints(Own().lower(for: PostgreSQL())) == before)
    }
}
