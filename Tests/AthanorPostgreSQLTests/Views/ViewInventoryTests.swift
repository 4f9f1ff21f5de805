import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Foundation
import TestSupport
import Testing

/// What PostgreSQL's catalog says of views.
@Suite struct ViewInventoryTests {
    private let dialect = PostgreSQLDialect()

    private func run(_ script: String, on connection: any Connection) async throws {
        try await connection.run(try read(script).map { SQLStatement($0.slice) })
    }

    /// Runs a script as a revision does, and notes the views.
    private func migrate(_ script: String, on connection: any Connection) async throws {
        let steps = try read(script).flatMap { try dialect.lower($0) }
        try await connection.run([SQLStatement("BEGIN")] + (try read(script).map { SQLStatement($0.slice) }))
        try await connection.run(dialect.noting(views: steps) + [SQLStatement("COMMIT")])
    }

    private func view(_ name: String, exact: Bool = false, on connection: any Connection) async throws -> ListedView {
        let inventory = PostgreSQL().viewInventory(on: connection)
        return try #require(
            try await inventory.views(try await inventory.relation(named: name).name, exact: exact).first)
    }

    @Test(
        "A view counts as the revisions made it, however it is written",
        arguments: [
            "BETWEEN": "SELECT a FROM s.t WHERE b = 'x' AND (a BETWEEN 1 AND 2 AND c BETWEEN 3 AND 4)",
            "casts":
                "SELECT a::text::varchar(3) AS v, '2026-01-01'::date AS d, c + 1.5 AS e FROM s.t WHERE a IN (1, 2)",
            "search path": "SELECT a, pg_catalog.lower(b) AS b FROM t",
            "comments": "SELECT a -- the first\n,   /* and */ b\n\tFROM s.t",
        ].map(\.value))
    func noFalseDifference(_ query: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await run(
                "CREATE SCHEMA s; CREATE TABLE s.t (a int, b text, c numeric); SET search_path = s, public",
                on: connection)
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            try await migrate("CREATE MATERIALIZED VIEW v AS \(query); CREATE VIEW w AS \(query)", on: connection)
            for name in ["v", "w"] { #expect(try await view(name, on: connection).origin == .sameAsRevisions) }
            let before = try await view("v", on: connection)

            // As a restore makes it: from its own text, with another OID and another search path.
            let definition = before.definition
            try await run("DROP MATERIALIZED VIEW s.v; SET search_path = ''", on: connection)
            try await connection.query(sql: "CREATE MATERIALIZED VIEW s.v AS \(definition)")
            let after = try await view("s.v", on: connection)
            #expect(after.origin == .sameAsRevisions)
            #expect(after.fingerprint == before.fingerprint)

            try await run("DROP MATERIALIZED VIEW s.v", on: connection)
            try await connection.query("CREATE MATERIALIZED VIEW s.v AS SELECT 1 AS a")
            let changed = try await view("s.v", on: connection)
            #expect(changed.origin == .differs && changed.fingerprint != before.fingerprint)
        }
    }

    @Test("After a dump and restore, every view is still what the revisions made")
    func dumpAndRestore() async throws {
        try await TemporaryPostgreSQLDatabase.with { source, connection in
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            try await migrate(
                """
                CREATE SCHEMA "We ird";
                CREATE TABLE t (a int, b text);
                CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t WHERE b = 'x' AND (a BETWEEN 1 AND 2 AND a BETWEEN 0 AND 9);
                CREATE VIEW "We ird"."m ""x"" 🦊" AS SELECT * FROM v;
                """, on: connection)
            try await TemporaryPostgreSQLDatabase.with { target, restored in
                let (from, to) = (source.url.textWithPassword, target.url.textWithPassword)
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/bin/sh")
                process.arguments = ["-c", "pg_dump \"$0\" | psql -qX -v ON_ERROR_STOP=1 \"$1\" >/dev/null", from, to]
                process.environment = ProcessInfo.processInfo.environmentWithTestedPrograms
                try process.runInTurn()
                process.waitUntilExit()
                try #require(process.terminationStatus == 0)
                let before = try await PostgreSQL().viewInventory(on: connection).views(nil, exact: false)
                let after = try await PostgreSQL().viewInventory(on: restored).views(nil, exact: false)
                #expect(before.map(\.definition) != after.map(\.definition), "the texts differ, which is the point")
                #expect(after.map(\.origin) == [.sameAsRevisions, .sameAsRevisions])
                #expect(before.map(\.fingerprint) == after.map(\.fingerprint))
                // The OIDs that were noted mean nothing here, so that a rename is not followed where nobody has found the views
                // by their names before.
                try await migrate("ALTER TABLE t RENAME COLUMN b TO c", on: restored)
                guard case .unknown = try await view("v", on: restored).origin else {
                    Issue.record("the text is another one, for whatever reason")
                    return
                }
            }
        }
    }

    @Test("A session that may only read tells the same")
    func readOnly() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            try await migrate("CREATE VIEW same AS SELECT 1 AS a; CREATE VIEW changed AS SELECT 1 AS a", on: connection)
            try await run(
                "CREATE OR REPLACE VIEW changed AS SELECT 2 AS a; CREATE VIEW hand AS SELECT 3 AS a", on: connection)
            try await connection.query(sql: "ALTER DATABASE \(database.name) SET default_transaction_read_only = on")
            let reading = try await database.connect(ConnectionOptions(access: .readOnly))
            let views = try await PostgreSQL().viewInventory(on: reading).views(nil, exact: false)
            await reading.close()
            #expect(views.map(\.name.name) == ["changed", "hand", "same"])
            #expect(views.map(\.origin) == [.differs, .notByRevision, .sameAsRevisions])
            #expect(views.allSatisfy { $0.fingerprint != nil })
        }
    }

    @Test("Who may not read the record is told so, and who may not write it what to grant")
    func missingRights() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            let role = "r_" + database.name
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            try await migrate("CREATE VIEW same AS SELECT 1 AS a", on: connection)
            try await run(
                "CREATE ROLE \(role); GRANT USAGE ON SCHEMA athanor TO \(role); GRANT CREATE ON SCHEMA public TO \(role)",
                on: connection)
            do {
                let other = try await database.connect(ConnectionOptions(role: role))
                guard case .unknown = try await view("same", on: other).origin else {
                    Issue.record("the record may not be read")
                    return
                }
                let failure = await #expect(throws: DatabaseFailure.self) {
                    try await migrate("CREATE VIEW mine AS SELECT 1 AS a", on: other)
                }
                #expect(failure?.hint?.contains("ON athanor.views TO") == true)
                await other.close()
            }
            try await run("DROP OWNED BY \(role); DROP ROLE \(role)", on: connection)
        }
    }

    @Test("NULL in a key is a warning: as far as the statistics know, or by a look at the rows")
    func nullableKeys() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await run(
                """
                CREATE TABLE t (a int, b int, c int);
                INSERT INTO t VALUES (1, NULL, 1), (2, 2, NULL);
                CREATE MATERIALIZED VIEW v AS SELECT * FROM t;
                CREATE UNIQUE INDEX one ON v (a);
                CREATE UNIQUE INDEX two ON v (a, b);
                CREATE UNIQUE INDEX partial ON v (c) WHERE c > 0;
                """, on: connection)
            let unanalysed = try await view("v", on: connection).materialized
            #expect(unanalysed?.uniqueKey == .usable(index: "one", columns: ["a"]))
            #expect(unanalysed?.nullableKeyColumns == [], "nobody has looked yet")
            #expect(try await view("v", exact: true, on: connection).materialized?.nullableKeyColumns == ["b"])
            try await connection.query("ANALYZE v")
            #expect(try await view("v", on: connection).materialized?.nullableKeyColumns == ["b"])

            // That is what the warning says: the row with NULL is written anew, the other is not.
            let places = "SELECT a, ctid::text AS place FROM v ORDER BY a"
            let before = try await connection.query(sql: places)
            try await connection.query("REFRESH MATERIALIZED VIEW CONCURRENTLY v")
            let after = try await connection.query(sql: places)
            #expect(before[0] != after[0] && before[1] == after[1])
        }
    }

    @Test("Names that are exchanged, schemas that are renamed and views that move keep their record")
    func renames() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            try await migrate(
                "CREATE SCHEMA s; CREATE VIEW a AS SELECT 1 AS x; CREATE MATERIALIZED VIEW b AS SELECT 2 AS x; CREATE VIEW s.c AS SELECT 3 AS x",
                on: connection)
            try await migrate(
                """
                ALTER VIEW a RENAME TO z; ALTER MATERIALIZED VIEW b RENAME TO a; ALTER TABLE z RENAME TO b;
                ALTER SCHEMA s RENAME TO "s 2"; ALTER VIEW b SET SCHEMA "s 2";
                """, on: connection)
            let views = try await PostgreSQL().viewInventory(on: connection).views(nil, exact: false)
            #expect(views.map(\.name.description) == ["public.a", "s 2.b", "s 2.c"])
            #expect(views.map(\.origin) == [.sameAsRevisions, .sameAsRevisions, .sameAsRevisions])
            try await run("ALTER MATERIALIZED VIEW a RENAME COLUMN x TO y", on: connection)
            #expect(try await view("a", on: connection).origin == .differs, "nobody's revision did that")
            try await migrate("CREATE VIEW d AS SELECT 4 AS x", on: connection)
            #expect(try await view("a", on: connection).origin == .differs)
        }
    }

    @Test("What others make beside a revision is not taken for the revision's")
    func others() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            let other = try await database.connect()
            try await connection.query("BEGIN")
            try await connection.query("CREATE VIEW mine AS SELECT 1 AS a")
            try await connection.query("SAVEPOINT here")
            try await connection.query("CREATE VIEW mine_too AS SELECT 1 AS a")
            try await connection.query("RELEASE here")
            try await other.query("CREATE VIEW theirs AS SELECT 1 AS a")
            let steps = try read("CREATE VIEW mine AS SELECT 1 AS a").flatMap { try dialect.lower($0) }
            try await connection.run(dialect.noting(views: steps))
            let path = try await connection.query("SHOW search_path").first?.values
            #expect(path == ["\"$user\", public"])
            try await connection.query("COMMIT")
            await other.close()
            let names = try await connection.query("SELECT name FROM athanor.views ORDER BY name").map(\.values)
            #expect(names == [["mine"], ["mine_too"]])
        }
    }

    @Test("Owner, comments and privileges are shown, and what reads across schemas")
    func properties() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            let role = "r_" + database.name
            try await run(
                """
                CREATE ROLE \(role); CREATE SCHEMA "s.1";
                CREATE TABLE t (a int); CREATE MATERIALIZED VIEW "s.1".m AS SELECT a, 'x'::varchar(5) AS b FROM t;
                CREATE VIEW v AS SELECT * FROM "s.1".m;
                CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
                COMMENT ON MATERIALIZED VIEW "s.1".m IS 'of t'; COMMENT ON COLUMN "s.1".m.b IS 'always x';
                GRANT SELECT ON "s.1".m TO \(role) WITH GRANT OPTION; GRANT SELECT (b) ON "s.1".m TO PUBLIC;
                """, on: connection)
            let inventory = PostgreSQL().viewInventory(on: connection)
            let properties = try await inventory.properties(of: view("\"s.1\".m", on: connection))
            #expect(properties.comment == "of t" && properties.owner != nil)
            #expect(
                properties.columns == [
                    .init(name: "a", type: "integer"),
                    .init(name: "b", type: "character varying(5)", comment: "always x"),
                ])
            #expect(
                properties.grants == [
                    .init(grantee: "PUBLIC", privilege: "SELECT", column: "b"),
                    .init(grantee: role, privilege: "SELECT", isGrantable: true),
                ])
            let graph = try await inventory.dependencies()
            #expect(
                graph.edges.map { "\($0.source.name) > \($0.reader.name)" } == [
                    "public.t > \"s.1\".m", "\"s.1\".m > public.v",
                ])
            #expect(graph.relations.map(\.kind) == [.table, .view, .materializedView])
            try await run("DROP OWNED BY \(role); DROP ROLE \(role)", on: connection)
        }
    }

    @Test(
        "A view that somebody dropped, renamed, moved or made of another kind is missing; one that a revision dropped is not"
    )
    func missing() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await run("CREATE TABLE t (a int); CREATE SCHEMA s", on: connection)
            try await connection.run(dialect.creatingMetadataTables(from: nil))
            let names = ["dropped", "renamed", "moved", "other", "kept", "ended"]
            try await migrate(
                names.map { "CREATE MATERIALIZED VIEW \($0) AS SELECT a FROM t;" }.joined()
                    + "CREATE VIEW plain AS SELECT a FROM t", on: connection)
            let inventory = PostgreSQL().viewInventory(on: connection)
            #expect(try await inventory.missingViews() == [])
            try await migrate(
                "DO $$ BEGIN EXECUTE 'drop table if exists nothing cascade'; DROP MATERIALIZED VIEW ended; END $$",
                on: connection)
            #expect(try await inventory.missingViews() == [])

            try await run(
                """
                DROP MATERIALIZED VIEW dropped; ALTER MATERIALIZED VIEW renamed RENAME TO present;
                ALTER MATERIALIZED VIEW moved SET SCHEMA s; DROP MATERIALIZED VIEW other; CREATE VIEW other AS SELECT 1;
                DROP VIEW plain; CREATE TABLE plain (a int)
                """, on: connection)
            func missing(_ name: String, _ present: QualifiedName? = nil) -> MissingView {
                MissingView(name: QualifiedName(schema: "public", name: name), presentName: present)
            }
            #expect(
                try await inventory.missingViews() == [
                    missing("dropped"), missing("moved", QualifiedName(schema: "s", name: "moved")), missing("other"),
                    missing("plain"), missing("renamed", QualifiedName(schema: "public", name: "present")),
                ])
        }
    }
}
