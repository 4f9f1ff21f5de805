import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct KeptObjectsTests {
    private func migrator(
        _ upgrade: String, of database: TemporaryPostgreSQLDatabase, role: String? = nil, versionSchema: String? = nil
    ) throws -> Migrator {
        let text = """
            -- first
            --
            -- revision: a
            -- down_revision:

            -- upgrade
            \(upgrade)
            -- downgrade
            SELECT 1;
            """
        let entry = try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: text))
        return database.migrator(
            try RevisionSet([entry]),
            options: MigratorOptions(
                versionTable: VersionTable(schema: versionSchema), connection: ConnectionOptions(role: role)))
    }

    private func names(_ query: BoundSQL, on connection: any Connection) async throws -> [String] {
        try await connection.query(query).map { try $0["name", as: String.self] }
    }

    /// Runs a test with a role that may create in the database but owns nothing.
    private func withRole(
        _ body: (TemporaryPostgreSQLDatabase, any Connection, _ role: String) async throws -> Void
    ) async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let role = "athanor_\(database.name.suffix(16))"
            try await database.withConnection { connection in
                try await connection.query("CREATE ROLE \(identifier: role)")
                try await connection.query(
                    "GRANT CREATE ON DATABASE \(identifier: database.name) TO \(identifier: role)")
                try await connection.query("GRANT CREATE, USAGE ON SCHEMA public TO \(identifier: role)")
                let failure: (any Error)?
                do {
                    try await body(database, connection, role)
                    failure = nil
                } catch {
                    failure = error
                }
                try await connection.query("DROP OWNED BY \(identifier: role) CASCADE")
                try await connection.query("DROP ROLE \(identifier: role)")
                if let failure { throw failure }
            }
        }
    }

    private func isAvailable(_ extensionName: String, on connection: any Connection) async throws -> Bool {
        try await !connection.query("SELECT 1 FROM pg_available_extensions WHERE name = \(extensionName)").isEmpty
    }

    @Test("Schemas that no revision makes are emptied and kept", arguments: [true, false])
    func provisionedSchemas(isMarkedFirst: Bool) async throws {
        let upgrade = """
            CREATE TABLE t (id int);
            CREATE TABLE elsewhere.u (id int);
            CREATE SCHEMA made;
            CREATE TABLE made.w (id int);
            CREATE SCHEMA former;
            ALTER SCHEMA former RENAME TO latter;
            """
        try await TemporaryPostgreSQLDatabase.with { database in
            try await database.withConnection { connection in
                for schema in ["app", "elsewhere", "metadata"] {
                    try await connection.query("CREATE SCHEMA \(identifier: schema)")
                }
                try await connection.query(
                    "ALTER DATABASE \(identifier: database.name) SET search_path = app, public")
                let before = try migrator(upgrade, of: database, versionSchema: "metadata")
                if isMarkedFirst { try await before.markAsDisposable() }
                try await before.upgrade()
                try await connection.query("CREATE SCHEMA leftover")
                if !isMarkedFirst { try await before.markAsDisposable() }
                let after = try migrator(upgrade + "\nSELECT 1;", of: database, versionSchema: "metadata")
                #expect(try await after.eraseIfEdited()?.edited == ["a"])
                let schemas = try await names(
                    """
                    SELECT nspname::text AS name FROM pg_namespace
                    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1
                    """, on: connection)
                #expect(schemas == ["app", "athanor", "elsewhere", "metadata", "public"])
                let relations = try await names(
                    """
                    SELECT relname::text AS name FROM pg_class
                    WHERE relnamespace IN ('app'::regnamespace, 'elsewhere'::regnamespace, 'metadata'::regnamespace)
                    """, on: connection)
                #expect(relations.isEmpty)
                try await after.upgrade()
                try await connection.query("SELECT 1 FROM app.t, made.w, elsewhere.u")
                #expect(try await after.versionRows() == ["a"])
            }
        }
    }

    @Test("The lists of an earlier mark last when the database is marked again")
    func markedAgain() async throws {
        let upgrade = "CREATE TABLE late.t (id int);"
        try await TemporaryPostgreSQLDatabase.with { database in
            let before = try migrator(upgrade, of: database)
            // The schema is younger than Athanor's own, but older than the first revision.
            try await before.ensureVersionTable()
            try await database.withConnection { try await $0.query("CREATE SCHEMA late") }
            try await before.markAsDisposable()
            try await before.upgrade()
            try await before.markAsDisposable()
            let after = try migrator(upgrade + "\nSELECT 1;", of: database)
            #expect(try await after.eraseIfEdited() != nil)
            try await after.upgrade()
        }
    }

    @Test("An extension and its schema, which a revision makes, are dropped even if the mark came later")
    func extensionOfRevision() async throws {
        let upgrade = "CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE TABLE t (tags ext.hstore);"
        try await TemporaryPostgreSQLDatabase.with { database in
            let exists = try await database.withConnection { try await isAvailable("hstore", on: $0) }
            guard exists else { return }
            let before = try migrator(upgrade, of: database)
            try await before.upgrade()
            try await before.markAsDisposable()
            let after = try migrator(upgrade + "\nSELECT 1;", of: database)
            #expect(try await after.eraseIfEdited() != nil)
            try await after.upgrade()
            #expect(try await after.checkRevisions().isClean)
        }
    }

    @Test("An extension that the role cannot drop is kept, and refused if a revision creates it")
    func extensionOfAnother() async throws {
        try await withRole { database, connection, role in
            guard try await isAvailable("hstore", on: connection) else { return }
            let before = try migrator("CREATE TABLE t (id int);", of: database, role: role)
            try await before.markAsDisposable()
            try await before.upgrade()
            try await connection.query("CREATE EXTENSION hstore")
            let creating = try migrator("CREATE EXTENSION hstore; CREATE TABLE t (id int);", of: database, role: role)
            let error = await #expect(throws: ErasingError.self) { try await creating.eraseIfEdited() }
            let text = "\(try #require(error))"
            #expect(text.contains("versions/a.sql: revision a: it creates the extension \"hstore\""), "\(text)")
            #expect(text.contains("Nothing was erased.") && text.contains("IF NOT EXISTS"), "\(text)")
            try await connection.query("SELECT id FROM public.t")
            let after = try migrator(
                "CREATE EXTENSION IF NOT EXISTS hstore; CREATE TABLE t (tags hstore);", of: database, role: role)
            #expect(try await after.eraseIfEdited() != nil)
            try await after.upgrade()
        }
    }

    @Test("What the role cannot create again is kept, and refused if a revision creates it")
    func notCreatedAgain() async throws {
        try await withRole { database, connection, role in
            let upgrade = "CREATE TABLE app_data.t (id int);"
            let before = try migrator(upgrade, of: database, role: role)
            try await before.ensureVersionTable()
            // The schema is younger than Athanor's own, and the role may drop it.
            try await connection.query("CREATE SCHEMA app_data AUTHORIZATION \(identifier: role)")
            try await connection.query(
                "REVOKE CREATE ON DATABASE \(identifier: database.name) FROM \(identifier: role)")
            try await before.upgrade()
            try await before.markAsDisposable()

            let creating = try migrator("CREATE SCHEMA app_data; \(upgrade)", of: database, role: role)
            let error = await #expect(throws: ErasingError.self) { try await creating.eraseIfEdited() }
            let text = "\(try #require(error))"
            #expect(text.contains("\"app_data\", which the role may not create again"), "\(text)")
            #expect(text.contains("Nothing was erased.") && text.contains("GRANT CREATE"), "\(text)")
            try await connection.query("SELECT id FROM app_data.t")

            let after = try migrator(upgrade + "\nSELECT 1;", of: database, role: role)
            #expect(try await after.eraseIfEdited() != nil)
            try await after.upgrade()
            #expect(try await after.versionRows() == ["a"])
        }
    }

    @Test(
        "A revision that needs what an earlier upgrade removed is refused, until it is created again",
        arguments: [
            ("CREATE SCHEMA legacy", "ALTER SCHEMA legacy RENAME TO fresh;", "schema", "legacy"),
            ("CREATE SCHEMA old", "DROP SCHEMA old;", "schema", "old"),
            ("CREATE SCHEMA old", "ALTER SCHEMA old OWNER TO CURRENT_USER; DROP SCHEMA old;", "schema", "old"),
            ("CREATE EXTENSION hstore", "DROP EXTENSION hstore;", "extension", "hstore"),
            (
                "CREATE EXTENSION hstore", "ALTER EXTENSION hstore UPDATE; DROP EXTENSION IF EXISTS hstore;",
                "extension", "hstore"
            ),
            (
                "CREATE EXTENSION hstore",
                "CREATE SCHEMA e; ALTER EXTENSION hstore SET SCHEMA e; DROP SCHEMA e CASCADE;", "extension", "hstore"
            ),
        ])
    func removedByRevision(_ creating: String, _ removing: String, _ kind: String, _ name: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            try await database.withConnection { connection in
                if kind == "extension" {
                    guard try await isAvailable(name, on: connection) else { return }
                }
                try await connection.query("\(raw: creating)")
                let upgrade = "CREATE TABLE t (id int); \(removing)"
                let before = try migrator(upgrade, of: database)
                try await before.markAsDisposable()
                try await before.upgrade()
                // The list of the earlier mark lasts.
                try await before.markAsDisposable()

                let after = try migrator(upgrade + "\nSELECT 1;", of: database)
                let error = await #expect(throws: ErasingError.self) { try await after.eraseIfEdited() }
                let text = "\(try #require(error))"
                #expect(text.contains("versions/a.sql: revision a: it needs the \(kind) \"\(name)\""), "\(text)")
                #expect(text.contains("Nothing was erased."), "\(text)")
                #expect(text.contains("CREATE \(kind.uppercased()) \"\(name)\";"), "\(text)")
                try await connection.query("SELECT id FROM public.t")

                try await connection.query("\(raw: creating)")
                #expect(try await after.eraseIfEdited() != nil)
                try await after.upgrade()
                #expect(try await after.versionRows() == ["a"])
            }
        }
    }

    @Test("A revision that drops a missing schema with IF EXISTS, or creates it, does not need it")
    func removedAndNotNeeded() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            try await database.withConnection { try await $0.query("CREATE SCHEMA old") }
            let before = try migrator("DROP SCHEMA old;", of: database)
            try await before.markAsDisposable()
            try await before.upgrade()
            for upgrade in ["DROP SCHEMA IF EXISTS old;", "CREATE SCHEMA old; DROP SCHEMA old;", "SELECT 1;"] {
                let after = try migrator(upgrade, of: database)
                #expect(try await after.eraseIfEdited() != nil, "\(upgrade)")
                try await after.upgrade()
            }
        }
    }

    @Test("A revision that creates what erasing keeps is refused before anything is dropped")
    func conflicts() async throws {
        try await withRole { database, connection, role in
            try await connection.query("CREATE SCHEMA metadata")
            let before = try migrator("CREATE TABLE t (id int);", of: database, versionSchema: "metadata")
            try await before.markAsDisposable()
            try await before.upgrade()
            for statement in [
                "CREATE SCHEMA metadata;", "CREATE SCHEMA public;",
                #"CREATE ROLE "\#(role)";"#, #"CREATE USER "\#(role)";"#,
                #"CREATE ROLE "other_\#(role)"; ALTER ROLE "other_\#(role)" RENAME TO "\#(role)";"#,
            ] {
                let after = try migrator(
                    "CREATE TABLE t (id int); \(statement)", of: database, versionSchema: "metadata")
                let error = await #expect(throws: ErasingError.self, "\(statement)") {
                    try await after.eraseIfEdited()
                }
                #expect("\(try #require(error))".contains("would still exist after erasing"), "\(statement)")
                try await connection.query("SELECT id FROM public.t")
            }
            let guarded = try migrator(
                "CREATE SCHEMA IF NOT EXISTS metadata; DROP ROLE IF EXISTS \"other_\(role)\"; CREATE TABLE t (id int);",
                of: database, versionSchema: "metadata")
            #expect(try await guarded.eraseIfEdited() != nil)
            try await guarded.upgrade()
        }
    }
}
