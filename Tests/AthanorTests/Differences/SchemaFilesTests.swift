import TestSupport
import Testing

@testable import Athanor

@Suite("States: files of SQL")
struct SchemaFilesTests {
    private static let table = "CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL);"
    private static let view = "CREATE VIEW totals AS SELECT total FROM orders;"
    private static let second = "CREATE VIEW doubled AS SELECT total * 2 AS total FROM totals;"

    @Test("The order of statements and files does not matter", arguments: TestedDatabase.allCases)
    func order(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let inOrder = try await states.read([Self.table, Self.view, Self.second].joined(separator: "\n"))
            let reversed = try await states.read(Self.second, Self.view, Self.table)
            let contents = try #require(inOrder.contents)
            #expect(contents.definitions.count >= 3)
            #expect(reversed.contents == contents)
        }
    }

    @Test(
        "Of several statements that fail, the one that is wrong in itself is shown", arguments: TestedDatabase.allCases)
    func wrong(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let error = await #expect(throws: SchemaLoadingError.self) {
                _ = try await states.read(
                    "CREATE INDEX totals ON orders (total);", "-- orders\nCREATE TABLE orders (id int,, total int);")
            }
            let explanation = try #require(error).explanation
            #expect(explanation.place?.source.path == "schema/1.sql")
            #expect(explanation.place?.line == 2)
            #expect(explanation.notes.contains { $0.label == "ALSO" && $0.text.contains("schema/0.sql:1:1") })
            #expect(explanation.state == "It ran on a scratch database. Nothing was changed.")
        }
    }

    @Test("If all that fail need something missing, the first is shown", arguments: TestedDatabase.allCases)
    func missing(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let error = await #expect(throws: SchemaLoadingError.self) {
                _ = try await states.read(
                    Self.table, "CREATE INDEX a ON nowhere (id);\n" + "CREATE INDEX b ON elsewhere (id);")
            }
            let place = try #require(error?.explanation.place)
            #expect(place.source.path == "schema/1.sql" && place.line == 1)
        }
    }

    @Test("Statements about rows do not run, and are counted", arguments: TestedDatabase.allCases)
    func rows(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let read = try await states.read(
                "BEGIN;\n\(Self.table)\nINSERT INTO orders VALUES (1, 2);\nDELETE FROM orders;\nCOMMIT;")
            #expect(read.contents?.definitions.isEmpty == false)
            #expect(
                read.notes == [
                    "2 statements not run, because such statements read or change rows; the first is at schema/0.sql:3:1"
                ])
        }
    }

    @Test("A materialized view is made as a revision makes it", arguments: TestedDatabase.allCases)
    func materialized(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let read = try await states.read(
                "-- athanor: refresh every 5 minutes\nCREATE MATERIALIZED VIEW sums AS SELECT sum(total) AS s FROM orders;",
                Self.table)
            #expect(read.contents?.definitions.keys.contains { $0.contains("sums") } == true)
        }
    }

    @Test("The output of pg_dump is loaded as it is")
    func dump() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let states = StateBench(bench: bench)
            let read = try await states.read(
                #"""
                --
                -- PostgreSQL database dump
                --
                \restrict abc
                SET statement_timeout = 0;
                SET a_setting_of_tomorrow = 0;
                SET client_encoding = 'UTF8';
                SELECT pg_catalog.set_config('search_path', '', false);
                SET check_function_bodies = false;
                CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'UTF8';
                \connect app
                CREATE SCHEMA public;
                CREATE FUNCTION public.f() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM public.t $$;
                ALTER FUNCTION public.f() OWNER TO nobody_here;
                CREATE TABLE public.t (id integer NOT NULL);
                ALTER TABLE public.t OWNER TO "Nobody Here";
                COPY public.t (id) FROM stdin;
                1
                2;
                \.
                SELECT pg_catalog.setval('public.s', 3, true);
                ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
                \unrestrict abc
                """#)
            let names = try #require(read.contents).definitions.keys.sorted().joined(separator: "\n")
            #expect(names.contains("public.t") && names.contains("public.f"))
            #expect(read.notes.contains { $0.contains("nobody_here") })
            #expect(read.notes.contains { $0.contains("Nobody Here") })
            #expect(read.notes.contains { $0.contains("1 statement not run, because such statements are about") })
        }
    }

    @Test("Settings hold for the statements after them in their file, also when those are tried again")
    func settings() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let states = StateBench(bench: bench)
            let read = try await states.read(
                "SET search_path = app;\nCREATE VIEW v AS SELECT id FROM public.t;\nSET search_path = public;\n"
                    + "CREATE VIEW w AS SELECT id FROM t;",
                "CREATE SCHEMA app;\nCREATE TABLE t (id int);")
            let names = try #require(read.contents).definitions.keys
            #expect(names.contains { $0.contains("app.v") })
            #expect(names.contains { $0.contains("public.w") })
        }
    }

    @Test("A value of an enum can be used right after it is added, and an index can be built concurrently")
    func committing() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let states = StateBench(bench: bench)
            let read = try await states.read(
                """
                CREATE TYPE mood AS ENUM ('sad');
                ALTER TYPE mood ADD VALUE 'happy';
                CREATE TABLE people (mood mood DEFAULT 'happy');
                CREATE INDEX CONCURRENTLY people_mood ON people (mood);
                """)
            #expect(read.contents?.definitions.keys.contains { $0.contains("people_mood") } == true)
        }
    }

    @Test("A missing extension is named")
    func extensions() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let states = StateBench(bench: bench)
            let error = await #expect(throws: SchemaLoadingError.self) {
                _ = try await states.read("CREATE TABLE a (b c);", "CREATE EXTENSION IF NOT EXISTS no_such_extension;")
            }
            let explanation = try #require(error).explanation
            #expect(explanation.place?.source.path == "schema/1.sql")
            #expect(explanation.advice?.contains("lacks the extension no_such_extension") == true)
        }
    }
}
