import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct DialectTests {
    private let dialect = PostgreSQLDialect()

    private func statements(_ steps: [LoweredStep]) -> [SQLStatement] {
        steps.flatMap { step -> [SQLStatement] in
            switch step.content {
            case .statement(let lowered): [lowered.statement]
            case .resolvedWhenRun(let resolved): resolved.writtenStatements?.map(\.statement) ?? []
            default: []
            }
        }
    }

    @Test(
        "The server reads a literal as the value",
        arguments: [
            Value.text("it's"), "it'\u{301}s", "\\\u{301}'\u{301}", "back\\slash ' and \\' both", "日本語\n\t$1", true,
            false, -7, 1.25, .double(.infinity),
            nil,
            .bytes([]), .bytes([0, 39, 92, 255]), .text(""),
        ], [true, false])
    func theServerReadsALiteralAsTheValue(value: Value, conforming: Bool) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query(sql: "SET standard_conforming_strings = \(conforming ? "on" : "off")")
            let row = try await connection.query(sql: "SELECT \(dialect.literal(value)) AS value").first
            // A literal with a decimal point is a numeric, which reads as text.
            #expect(row?.values == [value == 1.25 ? "1.25" : value])
        }
    }

    @Test(
        "The server takes a quoted name as it is",
        arguments: [
            "plain", "Mixed Case", "quo\"te", "quo\"\u{301}te", "\u{301}", "select", "日本", "a.b", "semi;colon", "it's",
        ])
    func theServerTakesAQuotedNameAsItIs(name: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let columns = try await connection.query(sql: "SELECT 1 AS \(dialect.quote(name))").first?.columns
            #expect(columns == [name])
        }
        #expect(dialect.quote("nul\0") == "\"nul\"")
    }

    @Test("A materialized view is created with its indexes, and dropped")
    func viewIsCreatedAndDropped() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("CREATE SCHEMA \"Re port\"")
            let name = QualifiedName(schema: "Re port", name: "Daily \"usage\"")
            let creation = CreateMaterializedView(
                MaterializedViewDefinition(
                    name, as: "SELECT 1, 2 -- a comment at the end", columns: ["user", "total"],
                    indexes: [.unique("user"), .index("total", "user", name: "by total")]))
            try await connection.run(statements(try dialect.lower(creation)))
            let view = try await PostgreSQL().materializedViews(on: connection).all(exactRows: true).first
            #expect(view?.name == name)
            #expect(view?.rows == .exact(1))
            #expect(view?.uniqueKey == .usable(index: "Daily \"usage\"_user_key", columns: ["user"]))
            let indexes = try await connection.query(
                "SELECT indexname FROM pg_indexes WHERE schemaname = 'Re port' ORDER BY 1")
            #expect(indexes.map(\.values) == [["Daily \"usage\"_user_key"], ["by total"]])
            let drop = DropMaterializedView(name: name, ifExists: true)
            try await connection.run(statements(dialect.lower(drop) + dialect.lower(drop)))
            #expect(try await PostgreSQL().materializedViews(on: connection).all(exactRows: false).isEmpty)
        }
    }

    @Test("A view created without data is not populated")
    func aViewWithoutDataIsNotPopulated() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let creation = CreateMaterializedView(MaterializedViewDefinition("v", as: "SELECT 1 AS a", withData: false))
            try await connection.run(statements(try dialect.lower(creation)))
            let view = try await PostgreSQL().materializedViews(on: connection).named("v")
            #expect(!view.isPopulated)
        }
    }

    @Test("An index without columns is refused")
    func anIndexWithoutColumnsIsRefused() {
        let creation = CreateMaterializedView(
            MaterializedViewDefinition("v", as: "SELECT 1", indexes: [IndexDefinition(keys: [], isUnique: true)]))
        #expect(throws: OperationError.self) { try dialect.lower(creation) }
    }

    @Test("Metadata tables are created once, and take entries")
    func metadataTablesAreCreatedOnce() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let catalog = PostgreSQL().catalog(on: connection)
            #expect(try await catalog.metadataTablesFormat() == nil)
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            #expect(try await catalog.metadataTablesFormat() == MetadataTable.currentFormat)
            try await connection.query(
                sql: """
                    INSERT INTO \(dialect.name(of: .log)) (kind, subject, started_at, duration_ms, outcome, detail, performed_by,
                                                          host, process, athanor_version)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                    """,
                ["upgrade", "3f9a1c2e77b0", "2026-11-23T10:00:00Z", 12, "done", nil, "me", "here", 4711, "0.1.0"])
            let row = try await connection.query("SELECT entry, duration_ms, process FROM athanor.log").first
            #expect(row?.values == [1, 12, 4711])
            let undocumented = try await connection.query(
                """
                SELECT a.attname FROM pg_attribute AS a
                WHERE a.attrelid = 'athanor.log'::regclass AND a.attnum > 0 AND col_description(a.attrelid, a.attnum) IS NULL
                """)
            #expect(undocumented.isEmpty)
        }
    }

    @Test("Metadata tables that exist need no right to create")
    func existingTablesNeedNoRight() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, admin in
            let table = QualifiedName(schema: "public", name: "athanor_version")
            try await admin.run(dialect.creatingMetadataTables(from: nil) + dialect.creating(versionTable: table))
            let connection = try await database.connect(ConnectionOptions(role: "pg_monitor"))
            try await connection.run(dialect.creatingMetadataTables(from: nil) + dialect.creating(versionTable: table))
            let denied = await #expect(throws: DatabaseFailure.self) {
                try await connection.run(dialect.creating(versionTable: QualifiedName(schema: "public", name: "other")))
            }
            #expect(denied?.kind == .notAllowed)
            await connection.close()
        }
    }

    @Test("The version table has the same column and key as Alembic's")
    func theVersionTableHasAlembicsShape() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let table = QualifiedName(schema: "public", name: "my version's")
            try await connection.run(dialect.creating(versionTable: table))
            try await connection.run(dialect.creating(versionTable: table))
            let row = try await connection.query(
                sql: """
                    SELECT a.attname, a.attnotnull, c.conname, c.contype
                    FROM pg_attribute AS a JOIN pg_constraint AS c ON c.conrelid = a.attrelid
                    WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND c.contype <> 'n'
                    """, [.text(dialect.quote(table))]
            ).first
            #expect(row?.values == ["version_num", true, "my version's_pkc", "p"])
        }
    }
}
