import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct CatalogTests {
    @Test("A new version table goes to the first schema that exists")
    func newTableGoesToTheFirstSchema() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let catalog = PostgreSQL().catalog(on: connection)
            let missing = try await catalog.locate(VersionTable())
            #expect(
                missing
                    == VersionTableLocation(
                        name: QualifiedName(schema: "public", name: "athanor_version"), exists: false,
                        longestIdentifier: nil)
            )
            try await connection.query("CREATE SCHEMA \"Is There\"")
            let elsewhere = try await catalog.locate(VersionTable(name: "v", schema: "Is There"))
            #expect(elsewhere.name == QualifiedName(schema: "Is There", name: "v"))
            #expect(!elsewhere.exists)
            let error = await #expect(throws: DatabaseFailure.self) {
                _ = try await catalog.locate(VersionTable(name: "v", schema: "Not There"))
            }
            #expect(error?.code == "3F000")
        }
    }

    @Test("An existing table is found along the search path")
    func anExistingTableIsFoundAlongTheSearchPath() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("CREATE SCHEMA a")
            try await connection.query("CREATE SCHEMA b")
            try await connection.query("CREATE TABLE b.alembic_version (version_num varchar(32) NOT NULL)")
            try await connection.query("SET search_path = a, b, public")
            let catalog = PostgreSQL().catalog(on: connection)
            let found = try await catalog.locate(VersionTable(name: "alembic_version"))
            #expect(
                found
                    == VersionTableLocation(
                        name: QualifiedName(schema: "b", name: "alembic_version"), exists: true, longestIdentifier: 32))
            try await connection.query("CREATE TABLE a.alembic_version (version_num text NOT NULL)")
            let nearer = try await catalog.locate(VersionTable(name: "alembic_version"))
            #expect(nearer.name.schema == "a")
            #expect(nearer.longestIdentifier == nil)
            let named = try await catalog.locate(VersionTable(name: "alembic_version", schema: "b"))
            #expect(named.longestIdentifier == 32)
            #expect(try await !catalog.locate(VersionTable(name: "alembic_version", schema: "public")).exists)
        }
    }

    @Test("Without any schema, the error says what to do")
    func withoutAnySchemaTheErrorSaysWhatToDo() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("SET search_path = nowhere")
            let error = await #expect(throws: DatabaseFailure.self) {
                try await PostgreSQL().catalog(on: connection).locate(VersionTable())
            }
            #expect(error?.message.contains("search_path") == true)
            #expect(error?.advice?.contains("ALTER ROLE") == true)
        }
    }
}
