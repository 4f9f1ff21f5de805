import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct DisposableMarkTests {
    private func migrator(of database: TemporaryPostgreSQLDatabase, role: String? = nil) throws -> Migrator {
        let text = """
            -- first
            --
            -- revision: a
            -- down_revision:

            -- upgrade
            CREATE TABLE t (id int);
            -- downgrade
            DROP TABLE t;
            """
        let entry = try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: text))
        return database.migrator(
            try RevisionSet([entry]), options: MigratorOptions(connection: ConnectionOptions(role: role)))
    }

    /// Runs a test with a role that may create tables in the schema `athanor` but does not own it.
    private func withStranger(
        _ body: (TemporaryPostgreSQLDatabase, any Connection, _ role: String) async throws -> Void
    ) async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            try await migrator(of: database).upgrade()
            let role = "athanor_\(database.name.suffix(16))"
            try await database.withConnection { connection in
                try await connection.query("CREATE ROLE \(identifier: role)")
                try await connection.query("GRANT CREATE, USAGE ON SCHEMA athanor TO \(identifier: role)")
                let result = await Result { try await body(database, connection, role) }
                try await connection.query("RESET ROLE")
                try await connection.query("DROP OWNED BY \(identifier: role) CASCADE")
                try await connection.query("DROP ROLE \(identifier: role)")
                try result.get()
            }
        }
    }

    @Test("A mark that a stranger planted does not count, and cannot be made to count")
    func planted() async throws {
        try await withStranger { database, connection, role in
            let migrator = try migrator(of: database)
            try await migrator.markAsDisposable()
            try await connection.query("CREATE TABLE public.mark AS SELECT * FROM athanor.disposable")
            try await connection.query("GRANT SELECT ON public.mark TO \(identifier: role)")
            try await migrator.unmarkAsDisposable()
            try await connection.query("SET ROLE \(identifier: role)")
            try await connection.query("CREATE TABLE athanor.disposable AS SELECT * FROM public.mark")
            try await connection.query("RESET ROLE")
            #expect(try await migrator.disposableMark() == nil)
            await #expect(throws: ErasingError.self) { try await migrator.eraseIfEdited() }
            let failure = try #require(
                await #expect(throws: DatabaseFailure.self) { try await migrator.markAsDisposable() })
            #expect(failure.message.contains("belongs to the role \(role)"), "\(failure)")
            #expect(failure.advice?.contains("DROP TABLE athanor.disposable;") == true, "\(failure)")
            try await connection.query("DROP TABLE athanor.disposable")
            try await migrator.markAsDisposable()
            #expect(try await migrator.disposableMark()?.isOfThisDatabase == true)
        }
    }

    @Test("A role whose mark would not count is refused")
    func markingAsStranger() async throws {
        try await withStranger { database, connection, role in
            try await connection.query("GRANT ALL ON ALL TABLES IN SCHEMA athanor TO \(identifier: role)")
            try await connection.query("GRANT ALL ON public.athanor_version TO \(identifier: role)")
            let stranger = try migrator(of: database, role: role)
            let failure = try #require(
                await #expect(throws: DatabaseFailure.self) { try await stranger.markAsDisposable() })
            #expect(failure.message.contains("belongs to the role \(role)"), "\(failure)")
            #expect(failure.advice?.contains("which owns the schema athanor") == true, "\(failure)")
            let tables = try await connection.query("SELECT 1 FROM pg_class WHERE relname = 'disposable'")
            #expect(tables.isEmpty)
        }
    }

    @Test("A view in the place of the mark is refused")
    func viewAsMark() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let migrator = try migrator(of: database)
            try await migrator.upgrade()
            try await database.withConnection { try await $0.query("CREATE VIEW athanor.disposable AS SELECT 1") }
            #expect(try await migrator.disposableMark() == nil)
            let failure = await #expect(throws: DatabaseFailure.self) { try await migrator.markAsDisposable() }
            #expect(failure?.message.contains("is not a table") == true)
        }
    }

    @Test(
        "A mark of another version, whose table lacks a column, does not count, and is refused with advice",
        arguments: ["kept_schemas", "kept_extensions", "marked_by"])
    func otherColumns(missing column: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let migrator = try migrator(of: database)
            try await migrator.markAsDisposable()
            try await database.withConnection { connection in
                try await connection.query("ALTER TABLE athanor.disposable DROP COLUMN \(identifier: column)")
                #expect(try await migrator.disposableMark() == nil)
                await #expect(throws: ErasingError.self) { try await migrator.eraseIfEdited() }
                let failure = try #require(
                    await #expect(throws: DatabaseFailure.self) { try await migrator.markAsDisposable() })
                #expect(failure.message.contains("is one of another version of Athanor"), "\(failure)")
                #expect(failure.advice?.contains("DROP TABLE athanor.disposable;") == true, "\(failure)")
                try await connection.query("DROP TABLE athanor.disposable")
                try await migrator.markAsDisposable()
                #expect(try await migrator.disposableMark()?.isOfThisDatabase == true)
            }
        }
    }

    @Test("A mark that a trigger swallows is not reported as made")
    func swallowed() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let migrator = try migrator(of: database)
            try await migrator.markAsDisposable()
            try await database.withConnection { connection in
                try await connection.query(
                    """
                    CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
                    """)
                try await connection.query(
                    """
                    CREATE TRIGGER swallow BEFORE INSERT ON athanor.disposable
                    FOR EACH ROW EXECUTE FUNCTION public.swallow()
                    """)
            }
            let error = await #expect(throws: ErasingError.self) { try await migrator.markAsDisposable() }
            let text = "\(try #require(error))"
            #expect(text.contains("could not be marked") && text.contains("athanor.disposable"), "\(text)")
        }
    }

    @Test("Each property of the database that differs makes the mark one of another database")
    func otherProperties() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let migrator = try migrator(of: database)
            try await migrator.markAsDisposable()
            try await database.withConnection { connection in
                let rows = try await connection.query(
                    "SELECT k FROM athanor.disposable, jsonb_object_keys(database::jsonb) AS k ORDER BY k")
                let keys = try rows.map { try $0["k", as: String.self] }
                #expect(Set(keys).isSuperset(of: ["cluster", "database", "timeline", "port"]), "\(keys)")
                for key in keys {
                    try await migrator.markAsDisposable()
                    try await connection.query(
                        """
                        UPDATE athanor.disposable SET database = jsonb_set(
                            database::jsonb, ARRAY[\(key)::text],
                            CASE jsonb_typeof(database::jsonb -> \(key)::text)
                                WHEN 'number' THEN to_jsonb((database::jsonb ->> \(key)::text)::bigint + 1)
                                ELSE to_jsonb('other'::text) END)::text
                        """)
                    let mark = try #require(try await migrator.disposableMark(), "\(key)")
                    let difference = try #require(mark.difference, "\(key)")
                    #expect(difference != "the mark is not one of this version", "\(key)")
                    await #expect(throws: ErasingError.self, "\(key)") { try await migrator.eraseIfEdited() }
                }
                try await migrator.markAsDisposable()
                try await connection.query("UPDATE athanor.disposable SET database = 'anything'")
                #expect(try await migrator.disposableMark()?.isOfThisDatabase == false)
            }
        }
    }

    @Test("A role that may see less of the server finds the same database")
    func lesserRole() async throws {
        try await withStranger { database, connection, role in
            try await migrator(of: database).markAsDisposable()
            try await connection.query("GRANT SELECT ON athanor.disposable TO \(identifier: role)")
            #expect(try await migrator(of: database, role: role).disposableMark()?.isOfThisDatabase == true)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
