import TestSupport
import Testing

@testable import Athanor

/// Tables of Athanor's own that an earlier version made become those of this one.
@Suite struct MetadataTablesUpgradeTests {
    /// A database with a view, and with the tables of an older format, in which an earlier refresh is noted.
    private func prepare(_ bench: TestBench, _ tested: TestedDatabase, format: Int) async throws {
        try await bench.migrator([
            sqlRevision("a1", "CREATE TABLE t (a integer); CREATE MATERIALIZED VIEW m AS SELECT a FROM t;")
        ]).upgrade()
        try await OldMetadataTables.replacePresent(in: bench, by: format, on: tested)
        try await bench.connected { connection in
            let log = connection.module.dialect.name(of: .log)
            let subject = tested == .sqlite ? "m" : "public.m"
            try await connection.query(
                sql: SQLStatement(
                    """
                    INSERT INTO \(log) (kind, subject, started_at, duration_ms, outcome, detail, performed_by, host,
                        process, athanor_version)
                    VALUES ('refresh', '\(subject)', '2026-01-02T03:04:05.678Z', 70, 'done', 'plain', 'a', 'b', 1, '0.1')
                    """))
        }
    }

    /// The columns of Athanor's tables, and its indexes.
    private func shape(_ bench: TestBench, _ tested: TestedDatabase) async throws -> Set<String> {
        let own = MetadataTable.allCases.map { "'athanor_\($0.rawValue)'" }
        let columns =
            tested == .sqlite
            ? """
            SELECT t.name, c.name, c.type, c."notnull" FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
            WHERE t.name IN (\(own.joined(separator: ", "))) AND t.schema = 'main'
            """
            : """
            SELECT attrelid::regclass::text, attname::text, atttypid::regtype::text, attnotnull::text
            FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
            WHERE c.relnamespace = 'athanor'::regnamespace AND attnum > 0
            UNION ALL
            SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), ''
            FROM pg_constraint WHERE connamespace = 'athanor'::regnamespace AND contype = 'c'
            """
        let indexes =
            tested == .sqlite
            ? "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'athanor%'"
            : "SELECT indexdef FROM pg_indexes WHERE schemaname = 'athanor'"
        return Set(try await bench.rows(columns) + bench.rows(indexes))
    }

    private func present(_ tested: TestedDatabase) async throws -> Set<String> {
        try await tested.with { bench in
            try await bench.migrator([sqlRevision("a1", "CREATE TABLE t (a integer);")]).upgrade()
            let shape = try await shape(bench, tested)
            #expect(shape.count > 30)
            return shape
        }
    }

    @Test(
        "A refresh finds tables of format 1 to 5, and leaves those of the present one, with what they held",
        arguments: TestedDatabase.allCases, [1, 2, 3, 4, 5])
    func upgrades(_ tested: TestedDatabase, from format: Int) async throws {
        let present = try await present(tested)
        try await tested.with { bench in
            try await prepare(bench, tested, format: format)
            let migrator = try bench.migrator([sqlRevision("a1", "SELECT 1;")])
            let before = try await migrator.log()
            #expect(before.map(\.detail) == ["plain"] && before.map(\.refresh) == [nil])
            let plan = try await ViewRefresher(bench.address).plan(RefreshRequest(.all))
            #expect(plan.views.map(\.expected) == [.milliseconds(70)])

            _ = try await ViewRefresher(bench.address).refresh("m")
            let log = try await migrator.log()
            #expect(log.map(\.outcome) == [.done, .done])
            #expect(log.last == before.first)
            #expect(log.first?.refresh != nil)
            let shape = try await shape(bench, tested)
            #expect(shape.symmetricDifference(present) == [])
            let formats = try await bench.rows("SELECT version FROM \(bench.database.dialect.name(of: .format))")
            #expect(formats == ["\(MetadataTable.currentFormat)"])
        }
    }

    @Test(
        "Several refreshers that find old tables at the same time all succeed, also with version tables of their own",
        arguments: TestedDatabase.allCases, [1, 2, 3, 4, 5])
    func together(_ tested: TestedDatabase, from format: Int) async throws {
        try await tested.with { bench in
            try await prepare(bench, tested, format: format)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<4 {
                    let options = MigratorOptions(versionTable: VersionTable(name: "version_\(number / 2)"))
                    let refresher = ViewRefresher(bench.address, options: options)
                    group.addTask { try await refresher.refresh(RefreshRequest(.all)).isComplete }
                }
                for try await isComplete in group { #expect(isComplete) }
            }
            #expect(try await bench.log().count == 5)
            let formats = try await bench.rows("SELECT version FROM \(bench.database.dialect.name(of: .format))")
            #expect(formats == ["\(MetadataTable.currentFormat)"])
        }
    }
}
