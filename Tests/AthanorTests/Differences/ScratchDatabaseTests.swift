import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

@Suite("Scratch databases on PostgreSQL")
struct ScratchDatabaseTests {
    private static let file = "CREATE TABLE t (id int);"

    @Test("They are dropped afterwards, also after an error")
    func dropped() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let states = StateBench(bench: bench)
            let oid = try await bench.rows("SELECT oid FROM pg_database WHERE datname = current_database()")[0]
            _ = try await states.read(Self.file)
            await #expect(throws: SchemaLoadingError.self) { _ = try await states.read("CREATE NONSENSE;") }
            #expect(try await states.leftovers().allSatisfy { !$0.hasPrefix("athanor_scratch_\(oid)_") })
        }
    }

    @Test("Those of a run that was killed are dropped by the next, but none that is in use")
    func abandoned() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let states = StateBench(bench: bench)
            let oid = try await bench.rows("SELECT oid FROM pg_database WHERE datname = current_database()")[0]
            let (left, used) = ("athanor_scratch_\(oid)_left", "athanor_scratch_\(oid)_used")
            try await bench.run("CREATE DATABASE \(left)", "CREATE DATABASE \(used)")
            try await bench.connected { owner in
                try await owner.query(sql: "SELECT pg_advisory_lock(hashtextextended('\(used)', 0))")
                _ = try await states.read(Self.file)
                #expect(try await states.leftovers().filter { $0 == left || $0 == used } == [used])
            }
            try await bench.run("DROP DATABASE \(used)")
        }
    }

    @Test("They have the settings that the server makes for the database")
    func settings() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let name = try await bench.rows("SELECT current_database()")[0]
            try await bench.run(
                "CREATE SCHEMA app", "ALTER DATABASE \(name) SET search_path = app, public",
                "ALTER DATABASE \(name) SET app.tenant = 'a'")
            let read = try await StateBench(bench: bench).read("CREATE SCHEMA app;\nCREATE TABLE t (id int);")
            #expect(read.contents?.definitions.keys.contains { $0.contains("app.t") } == true)
        }
    }

    @Test("Statements about the whole server do not run there")
    func server() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let role = "scratch_role_\(UInt32.random(in: 0 ... .max))"
            let revision = sqlRevision(
                "a",
                """
                CREATE ROLE \(role) LOGIN;
                /* again */ ALTER ROLE \(role) SUPERUSER;
                ALTER SYSTEM SET work_mem = '1MB';
                CREATE TABLE t (id int);
                """)
            let entry = try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: revision))
            let read = try await StateBench(bench: bench).read(.revisions(["a"], of: RevisionSet([entry])))
            #expect(read.contents?.definitions.keys.contains { $0.contains("public.t") } == true)
            #expect(try await bench.rows("SELECT 1 FROM pg_roles WHERE rolname = '\(role)'").isEmpty)
        }
    }

    @Test("A marked database serves when no database may be created; another does not")
    func erased() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let role = "scratch_owner_\(UInt32.random(in: 0 ... .max))"
            let name = try await bench.rows("SELECT current_database()")[0]
            try await bench.run(
                "CREATE ROLE \(role) LOGIN PASSWORD 'x'", "GRANT ALL ON DATABASE \(name) TO \(role)",
                "ALTER DATABASE \(name) OWNER TO \(role)", "GRANT pg_monitor TO \(role)")
            let url = bench.url.textWithPassword.replacing("postgres@", with: "\(role):x@")
            // A given server's URL may name its user in another way.
            guard url != bench.url.textWithPassword else { return }
            let address = try bench.database.at(url)
            var states = StateBench(bench: bench)
            states.place = .configured(address)
            let refused = states
            let error = await #expect(throws: ScratchError.self) { _ = try await refused.read(Self.file) }
            #expect(try #require(error).explanation.message.contains("is not marked as disposable"))
            try await Migrator(address, revisions: RevisionSet([])).markAsDisposable()
            let first = try await states.read(Self.file)
            let second = try await states.read(Self.file)
            #expect(first.contents == second.contents && first.contents != nil)
            #expect(try await bench.rows("SELECT to_regclass('public.t')::text AS t") == ["NULL"])
            try await bench.run(
                "ALTER DATABASE \(name) OWNER TO CURRENT_USER", "REASSIGN OWNED BY \(role) TO CURRENT_USER",
                "DROP OWNED BY \(role)", "DROP ROLE \(role)")
        }
    }

    @Test("Without a database, they are on a private server, which has the roles that files name")
    func privateServer() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            var states = StateBench(bench: bench)
            states.place = .automatic(beside: nil)
            let read = try await states.read(
                "CREATE TABLE t (id int);\nGRANT SELECT ON t TO a_role_of_elsewhere;\nCREATE ROLE another;\n"
                    + "GRANT INSERT ON t TO another;")
            #expect(read.contents?.definitions.keys.contains { $0.contains("public.t") } == true)
        }
    }
}
