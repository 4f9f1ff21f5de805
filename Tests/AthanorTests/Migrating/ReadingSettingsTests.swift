import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// Settings by which the server reads what it is sent: a revision that changes one is refused at the place where it does.
@Suite struct ReadingSettingsTests {
    private static func revision(_ statement: String) -> String {
        sqlRevision(
            "a",
            """
            CREATE TABLE u (c text); INSERT INTO u VALUES ('a'); CREATE SEQUENCE s;
            \(statement)
            SELECT nextval('counted'); CREATE TABLE t (v text); INSERT INTO t VALUES ('grün');
            """)
    }

    @Test(
        "A change of client_encoding is refused at its place, and nothing after it runs",
        arguments: [
            "SET client_encoding = 'LATIN1';", "SET LOCAL client_encoding TO latin1;",
            "SET SESSION CLIENT_ENCODING = 'win1252';",
            "SET NAMES 'LATIN1';", "set names 'sjis';", "SELECT set_config('client_encoding', 'LATIN1', false);",
            "SELECT pg_catalog.set_config('client_' || 'encoding', 'LATIN1', true);",
            "DO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', true); END $$;",
            "DO $$ BEGIN EXECUTE 'SET client_' || 'encoding = LATIN1'; END $$;",
            "INSERT INTO u SELECT set_config('client_encoding', 'LATIN1', false);",
            "UPDATE u SET c = set_config('client_encoding', 'LATIN1', true);",
            "ALTER TABLE u ALTER c TYPE text COLLATE \"C\" USING set_config('client_encoding', 'LATIN1', true);",
            "CREATE TABLE w AS SELECT set_config('client_encoding', 'LATIN1', true) AS x;",
            "WITH x AS (SELECT set_config('client_encoding', 'LATIN1', true)) SELECT * FROM x;",
        ])
    func encoding(_ statement: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SEQUENCE counted")
            let migrator = try bench.migrator([Self.revision(statement)])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            let explanation = failure?.explanation
            #expect(explanation?.message.contains("client_encoding is ") == true, "\(String(describing: failure))")
            #expect(explanation?.place?.line == 8, "\(String(describing: explanation?.place))")
            #expect(failure?.current == [])
            #expect(try await bench.rows("SELECT to_regclass('t')::text, to_regclass('u')::text") == ["NULL|NULL"])
            // A sequence is not rolled back.
            #expect(try await bench.rows("SELECT is_called FROM counted") == ["false"])
            #expect(try await bench.log() == ["upgrade|a|failed"])
        }
    }

    @Test(
        "A change that a trigger hides is found before anything is committed",
        arguments: ["", "SET client_encoding = 'UTF8';", "RESET ALL;", "VACUUM;"])
    func hidden(_ after: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SEQUENCE counted")
            let migrator = try bench.migrator([
                Self.revision(
                    """
                    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', false); RETURN new; END $$;
                    CREATE TRIGGER hidden BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION f();
                    INSERT INTO u VALUES ('x');
                    INSERT INTO u VALUES ('grün'); \(after)
                    """)
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(
                failure?.explanation.message.contains("client_encoding is LATIN1") == true,
                "\(String(describing: failure))")
            // A change in a trigger is noticed a few statements later: they are all named, from the first on.
            let message = failure?.explanation.message ?? ""
            #expect(message.contains("or one of the ") && message.contains("versions/0.sql:11:1 on"), "\(message)")
            #expect(failure?.committed == [])
            #expect(try await bench.rows("SELECT to_regclass('u')::text") == ["NULL"])
        }
    }

    @Test(
        "A function that changes the encoding is found where it is called, also when another one changes it back",
        arguments: [
            "INSERT INTO u SELECT encode_as(@)", "INSERT INTO u (c) VALUES ('a'), (encode_as(@))",
            "INSERT INTO u VALUES (\"encode_as\" (@)) ON CONFLICT DO NOTHING", "UPDATE u SET c = encode_as(@)",
            "DELETE FROM u WHERE encode_as(@) = ''", "INSERT INTO u TABLE \"as @\"",
        ])
    func thereAndBack(_ statement: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            func changing(to encoding: String) -> String {
                statement.split(separator: "as @", omittingEmptySubsequences: false).joined(separator: "as \(encoding)")
                    .split(separator: "(@", omittingEmptySubsequences: false).joined(separator: "('\(encoding)'") + ";"
            }
            try await bench.run(
                """
                CREATE FUNCTION encode_as(text) RETURNS text LANGUAGE plpgsql
                    AS 'BEGIN RETURN set_config(''client_encoding'', $1, false); END'
                """,
                "CREATE VIEW \"as LATIN1\" AS SELECT encode_as('LATIN1') AS c",
                "CREATE VIEW \"as UTF8\" AS SELECT encode_as('UTF8') AS c",
                "CREATE TABLE u (c text)", "INSERT INTO u VALUES ('a')")
            let migrator = try bench.migrator([
                sqlRevision(
                    "a", "\(changing(to: "LATIN1")) INSERT INTO u VALUES ('grün');\n\(changing(to: "UTF8"))")
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(
                failure?.explanation.message.contains("client_encoding is LATIN1") == true,
                "\(String(describing: failure))")
            #expect(try await bench.rows("SELECT c FROM u") == ["a"])
        }
    }

    struct InSwift: Revision {
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.autocommit { op.execute("DO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', false); END $$") }
            op.execute("CREATE TABLE t (v text); INSERT INTO t VALUES ('grün')")
        }
    }

    @Test("A statement outside transactions is refused too, and what follows it is not run")
    func alone() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([RevisionEntry(InSwift.self, path: "Versions/A.swift", message: "a")])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(
                failure?.explanation.message.contains("client_encoding is LATIN1") == true,
                "\(String(describing: failure))")
            #expect(try await bench.rows("SELECT to_regclass('t')::text") == ["NULL"])
        }
    }

    @Test(
        "What keeps UTF-8 as it is, or holds inside a function only, is welcome",
        arguments: [
            "SET client_encoding = 'UTF8';", "SET NAMES 'unicode';", "SET client_encoding = 'SQL_ASCII';",
            "RESET client_encoding;",
            "SET client_encoding TO DEFAULT;", "SET standard_conforming_strings = on;",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET client_encoding = 'LATIN1' AS 'SELECT 1'; SELECT f();",
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET client_encoding = LATIN1', current_database()); END $$;",
        ])
    func welcome(_ statement: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SEQUENCE counted")
            try await bench.migrator([
                Self.revision(statement), sqlRevision("b", after: "a", "INSERT INTO t VALUES ('ß');"),
            ])
            .upgrade()
            #expect(
                try await bench.rows("SELECT encode(convert_to(v, 'UTF8'), 'hex') FROM t ORDER BY 1") == [
                    "6772c3bc6e", "c39f",
                ])
        }
    }

    /// The options of a database of another encoding.
    private static let latin1 = "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"

    @Test("SQL_ASCII is refused where the database would take the bytes for another encoding's")
    func otherDatabaseEncoding() async throws {
        try await TestedDatabase.postgreSQL.with(options: Self.latin1) { latin in
            try await latin.run("CREATE SEQUENCE counted")
            let migrator = try latin.migrator([Self.revision("SET client_encoding = 'SQL_ASCII';")])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.explanation.message.contains("SQL_ASCII") == true)
            try await latin.migrator([Self.revision("")]).upgrade()
            #expect(try await latin.rows("SELECT encode(convert_to(v, 'LATIN1'), 'hex') FROM t") == ["6772fc6e"])
        }
    }

    @Test("A database of another encoding can read all that Athanor sends", arguments: [false, true])
    func otherEncoding(_ isScript: Bool) async throws {
        try await TestedDatabase.postgreSQL.with(options: Self.latin1) { latin in
            let files = [
                sqlRevision(
                    "a1",
                    "CREATE SCHEMA later; CREATE MATERIALIZED VIEW later.m AS SELECT 1 AS id; CREATE TABLE t (id int);"),
                sqlRevision(
                    "b2", after: "a1",
                    """
                    CREATE OR REPLACE MATERIALIZED VIEW later.m AS SELECT 1 AS id, 'gr\u{FC}n' AS more;
                    CREATE UNIQUE INDEX ON later.m (id);
                    """),
                sqlRevision(
                    "c3", after: "b2",
                    """
                    SET LOCAL search_path = public, later;
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 1 AS id;
                    CREATE INDEX IF NOT EXISTS i ON t (id);
                    """),
                sqlRevision("d4", after: "c3", "REFRESH MATERIALIZED VIEW CONCURRENTLY later.m;"),
            ]
            let entries = try files.enumerated().map { index, text in
                try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
            }
            for target in ["a1", "b2", "c3", "d4"] {
                if isScript {
                    let outcome = try latin.client.run(
                        try await latin.offlineMigrator(entries).script(.upgrade, .named("current:\(target)")))
                    #expect(outcome.exitCode == 0, "\(outcome.errors)")
                } else {
                    try await latin.migrator(entries).upgrade(to: .named(target))
                }
            }
            #expect(try await latin.rows("SELECT more FROM later.m") == ["gr\u{FC}n"])
            #expect(try await latin.rows("SELECT version_num FROM athanor_version") == ["d4"])
        }
    }

    @Test(
        "Strings with other backslashes than the file was divided by are refused at their place",
        arguments: [
            "SET standard_conforming_strings = off;", "SET LOCAL standard_conforming_strings TO 'off';",
            "SELECT set_config('standard_conforming_strings', 'off', false);",
        ])
    func strings(_ statement: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SEQUENCE counted")
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.migrator([Self.revision(statement)]).upgrade()
            }
            #expect(failure?.explanation.message.contains("standard_conforming_strings is off") == true)
            #expect(failure?.explanation.place?.line == 8)
            #expect(try await bench.rows("SELECT is_called FROM counted") == ["false"])
        }
    }

    @Test(
        "Strings mean what the file says where the database is configured to read backslashes",
        arguments: [false, true])
    func configured(_ isScript: Bool) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let name = try #require(try await bench.rows("SELECT current_database()").first)
            try await bench.run("ALTER DATABASE \"\(name)\" SET standard_conforming_strings = off")
            let text = """
                CREATE TABLE t (v text DEFAULT 'a\\'';b');
                INSERT INTO t VALUES (DEFAULT), ('c\\nd\\'), (E'e\\\\f');
                CREATE MATERIALIZED VIEW m AS SELECT v FROM t WHERE v <> '\\x';
                COMMENT ON MATERIALIZED VIEW m IS 'g\\h';
                """
            let files = [
                sqlRevision("a1", text),
                sqlRevision(
                    "b2", after: "a1",
                    "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT v, 1 AS more FROM t WHERE v <> '\\x';"),
            ]
            let entries = try files.enumerated().map { index, text in
                try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
            }
            for target in ["a1", "b2"] {
                if isScript {
                    let outcome = try bench.client.run(
                        try await bench.offlineMigrator(entries).script(.upgrade, .named("current:\(target)")))
                    #expect(outcome.exitCode == 0, "\(outcome.errors)")
                } else {
                    try await bench.migrator(entries).upgrade(to: .named(target))
                }
            }
            #expect(try await bench.rows("SELECT v FROM m ORDER BY ctid") == ["a\\';b", "c\\nd\\", "e\\f"])
            #expect(try await bench.rows("SELECT obj_description('m'::regclass)") == ["g\\h"])
        }
    }

    @Test("A script rolls back what a changed encoding has stored")
    func script() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SEQUENCE counted")
            let entry = try RevisionEntry(
                sql: SourceText(
                    path: "versions/a.sql",
                    text: Self.revision("SELECT set_config('client_' || 'encoding', 'LATIN1', false);")))
            let outcome = try bench.client.run(try await bench.offlineMigrator([entry]).script(.upgrade, "head"))
            #expect(
                outcome.exitCode != 0 && outcome.errors.contains("client_encoding is now LATIN1"), "\(outcome.errors)")
            #expect(try await bench.rows("SELECT to_regclass('t')::text") == ["NULL"])
        }
    }

    @Test(
        "A script is not written where a statement shows that it changes how the rest is read",
        arguments: [
            "SET client_encoding = 'LATIN1'", "set local CLIENT_ENCODING to win1252", "SET NAMES 'latin1'",
            "SET SESSION client_encoding TO 'EUC_JP'", "SELECT set_config('client_encoding', 'LATIN1', false)",
            "SELECT pg_catalog.set_config ( 'Client_Encoding', 'LATIN1', true )",
            "DO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', true); END $$",
            "DO $x$ BEGIN SET LOCAL client_encoding TO 'LATIN1'; END $x$", "SET standard_conforming_strings = off",
        ])
    func script(_ statement: String) async throws {
        let entry = try RevisionEntry(
            sql: SourceText(path: "versions/a.sql", text: sqlRevision("a", "SELECT 1;\n\(statement);\nSELECT 2;")))
        let migrator = OfflineMigrator(for: PostgreSQL(), revisions: try RevisionSet([entry]))
        let error = await #expect(throws: PlanError.self) { _ = try await migrator.script(.upgrade, "head") }
        #expect(
            error?.explanation.place?.line == 8 && error?.explanation.place?.column == 1, "\(String(describing: error))"
        )
    }

    @Test(
        "What a dump begins with is written, and other uses of the words",
        arguments: [
            "SET client_encoding = 'UTF8'", "SET NAMES 'utf-8'", "SET standard_conforming_strings = on",
            "SET client_encoding TO DEFAULT", "UPDATE t SET client_encoding = 'LATIN1'", "SELECT names FROM t",
            "SELECT 'SET NAMES ''latin1'''", "SHOW client_encoding",
        ])
    func harmless(_ statement: String) async throws {
        let entry = try RevisionEntry(
            sql: SourceText(path: "versions/a.sql", text: sqlRevision("a", "\(statement);")))
        let migrator = OfflineMigrator(for: PostgreSQL(), revisions: try RevisionSet([entry]))
        #expect(try await migrator.script(.upgrade, "head").contains(statement))
    }
}
