import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Catalog and own tables")
struct CatalogTests {
    @Test("says where the version table would be, then where it is")
    func versionTable() async throws {
        try await withDatabase { connection in
            let catalog = connection.module.catalog(on: connection)
            let before = try await catalog.locate(VersionTable())
            #expect(before == VersionTableLocation(name: "athanor_version", exists: false, longestIdentifier: nil))
            for _ in 1...2 { try await connection.run(connection.module.dialect.creating(versionTable: before.name)) }
            let after = try await catalog.locate(VersionTable(name: "Athanor_Version", schema: "MAIN"))
            #expect(after == VersionTableLocation(name: "athanor_version", exists: true, longestIdentifier: nil))
            try await connection.query("INSERT INTO athanor_version (version_num) VALUES ('a')")
            let failure = try await error(DatabaseFailure.self) {
                try await connection.query("INSERT INTO athanor_version (version_num) VALUES ('a')")
            }
            #expect(failure.code == "SQLITE_CONSTRAINT_PRIMARYKEY")
        }
    }

    @Test("refuses a version table in a schema, and one that is a view")
    func refusals() async throws {
        try await withDatabase { connection in
            try await connection.query("CREATE VIEW v AS SELECT 1 AS a")
            let catalog = connection.module.catalog(on: connection)
            for table in [VersionTable(schema: "reporting"), VersionTable(name: "V")] {
                let failure = try await error(DatabaseFailure.self) { _ = try await catalog.locate(table) }
                #expect(failure.advice != nil)
            }
        }
    }

    @Test("creates Athanor's tables once and knows their format")
    func metadataTables() async throws {
        try await withDatabase { connection in
            let catalog = connection.module.catalog(on: connection)
            let dialect = connection.module.dialect
            #expect(try await catalog.metadataTablesFormat() == nil)
            for _ in 1...2 { try await connection.run(dialect.creatingMetadataTables(from: nil)) }
            #expect(try await catalog.metadataTablesFormat() == MetadataTable.currentFormat)
            #expect(try await connection.column("SELECT count(*) FROM athanor_format") == [1])
            let columns = try await connection.column("SELECT name FROM pragma_table_info('athanor_log')")
            #expect(
                columns == [
                    "entry", "kind", "subject", "started_at", "duration_ms", "outcome", "detail", "performed_by",
                    "host", "process", "athanor_version", "strategy", "rows_before", "rows_after", "bytes_before",
                    "bytes_after", "rows_inserted", "rows_updated", "rows_deleted", "view_state", "version_table",
                ])
            #expect(dialect.name(of: .log) == #"main."athanor_log""#)
        }
    }

    @Test("quotes identifiers and values so that SQLite reads them back as they were")
    func quoting() async throws {
        try await withDatabase { connection in
            let dialect = connection.module.dialect
            let values: [Value] = [
                nil, "it's 日本", "it'\u{301}s", "a', (SELECT 1)'\u{301}", .integer(.min), .integer(.max), 1.5, -1e300,
                .double(.infinity), .bytes([0, 10, 255]),
            ]
            let list = values.map(dialect.literal).joined(separator: ", ")
            let row = try await connection.query(sql: "SELECT \(list)").first
            #expect(row?.values == values)
            for name in [#"a"b ' 日"#, "a\"\u{301}b", "\u{301}"] {
                #expect(try await connection.query(sql: "SELECT 1 AS \(dialect.quote(name))").first?.columns == [name])
            }
        }
    }

    @Test("has a lock that is taken a transaction at a time")
    func lock() async throws {
        try await withDatabase { connection in
            let lock = connection.module.migrationLock(
                on: connection, scope: MigrationLockScope(versionTable: "athanor_version"))
            #expect(lock.coverage == .transaction)
            let isAcquired = try await lock.tryAcquire()
            #expect(isAcquired)
        }
    }
}
