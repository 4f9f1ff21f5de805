import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// While a text of the attacker's is read, its code puts something else behind a name that another's text uses.
@Suite struct CapturedNameTests {
    /// A way to replace `public.m`, which the attacker's and others' things read.
    struct Way: Sendable, CustomTestStringConvertible {
        let strategy: ReplacementStrategy
        let isScript: Bool

        var testDescription: String { "\(strategy)\(isScript ? ", as a script" : "")" }

        static let all = [ReplacementStrategy.sideBySide, .inPlace].flatMap { strategy in
            [false, true].map { Way(strategy: strategy, isScript: $0) }
        }

        func replace(with attacker: Attacker) async throws {
            let operation = ReplaceMaterializedView(
                name: "public.m", query: .sql("SELECT 1 AS id, 2 AS more"), strategy: strategy)
            guard isScript else { return try await attacker.connection.perform(operation) }
            do {
                try await attacker.run("BEGIN")
                let statements = try await attacker.connection.statements(
                    previewing: operation.lower(for: PostgreSQL()))
                try await attacker.run("ROLLBACK", "BEGIN")
                for statement in statements { try await attacker.connection.query(sql: SQLStatement(statement.text)) }
            } catch {
                try await attacker.run("ROLLBACK")
                throw error
            }
            try await attacker.run("COMMIT")
        }
    }

    private static func message(_ error: (any Error)?) -> String {
        (error as? OperationError)?.message ?? (error as? DatabaseFailure)?.message ?? ""
    }

    /// Expects a refusal of which nothing stays.
    private func expectRefusal(_ way: Way, of attacker: Attacker, naming names: String...) async throws {
        let error = await #expect(throws: (any Error).self) { try await way.replace(with: attacker) }
        for name in names { #expect(Self.message(error).contains(name), "\(Self.message(error))") }
        #expect(try await !attacker.hasWon)
        #expect(
            try await attacker.connection.query(
                "SELECT count(*) AS n FROM pg_attribute WHERE attrelid = 'public.m'::regclass AND attname = 'more'"
            )
            .first?["n", as: Int64.self] == 0)
    }

    @Test("The system's function is called still when the attacker has made one of its name", arguments: Way.all)
    func systemFunctions(_ way: Way) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE VIEW evil.mine AS SELECT id, \(Attacker.literal) AS r FROM public.m",
                "CREATE TABLE evil.kept (i int)", "ALTER TABLE evil.kept ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY p ON evil.kept USING (i IN (SELECT id FROM public.m) AND \(Attacker.literal) IS NOT NULL)",
            ])
            try await attacker.run(
                "CREATE MATERIALIZED VIEW public.sm AS SELECT id, concat(id::text, id) AS c FROM public.m",
                "CREATE INDEX i ON public.sm ((c || (id + 1)::text))",
                "CREATE TABLE public.sal (id int)", "ALTER TABLE public.sal ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY p ON public.sal USING (concat(id::text, id) IN (SELECT m.id::text FROM public.m))",
                """
                CREATE FUNCTION public.sd() RETURNS bigint SECURITY DEFINER
                BEGIN ATOMIC SELECT count(*) FROM public.m WHERE concat(id::text, id) <> ''; END
                """)
            try await attacker.arm(
                doing: """
                    CREATE OR REPLACE FUNCTION evil.concat(text, int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS
                    'BEGIN PERFORM evil.rob(); RETURN $1 || $2; END';
                    """)
            try await way.replace(with: attacker)
            #expect(try await attacker.runs > 0)
            for statement in ["SELECT public.sd()", "REFRESH MATERIALIZED VIEW public.sm", "ANALYZE public.sm"] {
                try await attacker.run(statement)
            }
            #expect(try await !attacker.hasWon)
            let caught = try await attacker.connection.query(
                "SELECT count(*) AS n FROM pg_depend WHERE refobjid = 'evil.concat(text, int)'::regprocedure")
            #expect(try caught.first?["n", as: Int64.self] == 0)
        }
    }

    @Test(
        "A function that fits better is refused by name, whatever it is used in",
        arguments: Way.all,
        [
            ["CREATE MATERIALIZED VIEW public.sm AS SELECT id, evil.f(id) AS c FROM public.m"],
            ["CREATE VIEW public.sm AS SELECT id, evil.f(id) AS c FROM public.m"],
            [
                "CREATE MATERIALIZED VIEW public.sm AS SELECT id FROM public.m",
                "CREATE STATISTICS public.s ON id, (evil.f(id) + id) FROM public.sm",
            ],
            [
                "CREATE VIEW public.sm AS SELECT id FROM public.m",
                "ALTER VIEW public.sm ALTER COLUMN id SET DEFAULT evil.f(1)",
            ],
            [
                "CREATE TABLE public.sal (id int)", "ALTER TABLE public.sal ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY p ON public.sal USING (evil.f(id) IN (SELECT m.id FROM public.m))",
            ],
            [
                "CREATE TABLE public.sal (id int)",
                "CREATE RULE r AS ON INSERT TO public.sal DO ALSO SELECT evil.f(m.id) FROM public.m",
            ],
            [
                """
                CREATE FUNCTION public.sd() RETURNS bigint SECURITY DEFINER
                BEGIN ATOMIC SELECT count(*) FROM public.m WHERE evil.f(id) > 0; END
                """
            ],
            [
                "CREATE VIEW public.sm AS SELECT id FROM public.m",
                "CREATE RULE r AS ON INSERT TO public.sm DO INSTEAD SELECT evil.f(new.id)",
            ],
        ])
    func overloads(_ way: Way, _ making: [String]) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE VIEW evil.mine AS SELECT id, \(Attacker.literal) AS r FROM public.m"
            ])
            try await attacker.run(
                "CREATE FUNCTION evil.f(anyelement) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'")
            for statement in making { try await attacker.run(statement) }
            try await attacker.arm(
                doing: """
                    CREATE OR REPLACE FUNCTION evil.f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                    'BEGIN PERFORM evil.rob(); RETURN $1; END';
                    """)
            try await expectRefusal(
                way, of: attacker, naming: "would refer to function evil.f(integer)", "function evil.f(anyelement)")
        }
    }

    @Test("A table that the attacker puts a view in the place of is refused by name", arguments: Way.all)
    func tables(_ way: Way) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE TABLE evil.t2 (id int, z int)", "INSERT INTO evil.t2 VALUES (1, 1)",
                "CREATE VIEW evil.mine AS SELECT id, \(Attacker.literal) AS r FROM public.m",
            ])
            try await attacker.run(
                "CREATE MATERIALIZED VIEW public.sm AS SELECT m.id, z FROM public.m JOIN evil.t2 USING (id)")
            try await attacker.arm(
                doing: """
                    IF to_regclass('evil.told') IS NULL THEN
                        ALTER TABLE evil.t2 RENAME TO told;
                        CREATE VIEW evil.t2 AS SELECT id, z FROM evil.told WHERE evil.rob();
                    END IF;
                    """)
            try await expectRefusal(
                way, of: attacker, naming: "materialized view public.sm", "would refer to", "view evil.t2",
                "and not to", "table evil.t2")
        }
    }

    @Test("Columns of a table that change their names are refused by name", arguments: Way.all)
    func columns(_ way: Way) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE TABLE evil.t2 (id int, z int, y int)",
                "CREATE VIEW evil.mine AS SELECT id, \(Attacker.literal) AS r FROM public.m",
            ])
            try await attacker.run("CREATE VIEW public.sm AS SELECT m.id, z FROM public.m JOIN evil.t2 USING (id)")
            try await attacker.arm(
                doing: """
                    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'evil.t2'::regclass AND attname = 'y') THEN
                        ALTER TABLE evil.t2 RENAME COLUMN z TO x; ALTER TABLE evil.t2 RENAME COLUMN y TO z;
                    END IF;
                    """)
            try await expectRefusal(
                way, of: attacker, naming: "view public.sm", "would refer to column z of table evil.t2")
        }
    }

    // MARK: Enums

    private static let namingEnum = [
        "CREATE MATERIALIZED VIEW public.sm AS SELECT id, 'open'::evil.color AS k FROM public.m",
        "CREATE VIEW public.sm AS SELECT id, '{open}'::evil.color[] AS k FROM public.m",
    ]

    @Test(
        "An enum whose owner could put another type in its place is refused where a superuser's text names it",
        arguments: Way.all, namingEnum)
    func enums(_ way: Way, _ making: String) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE TYPE evil.color AS ENUM ('open', '[1,2)')",
                "CREATE VIEW evil.mine AS SELECT id, \(Attacker.literal) AS r FROM public.m",
            ])
            try await attacker.run(making)
            try await attacker.arm(doing: Self.renaming)
            try await expectRefusal(way, of: attacker, naming: "uses", "evil", "of role \(attacker.role)")
            #expect(try await attacker.runs == 0)
            // The schema's owner could do the same with a type of the superuser's.
            try await attacker.run("ALTER TYPE evil.color OWNER TO current_user")
            try await expectRefusal(way, of: attacker, naming: "uses schema evil of role \(attacker.role)")
        }
    }

    @Test("An enum in a trigger's condition is refused, since its author may be anybody", arguments: Way.all)
    func enumsOfTriggers(_ way: Way) async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE VIEW public.over AS SELECT id FROM public.m", "GRANT TRIGGER ON public.over TO \(attacker.role)"
            )
            try await attacker.asItself([
                "CREATE TYPE evil.color AS ENUM ('[1,2)')",
                """
                CREATE TRIGGER t BEFORE INSERT ON public.over FOR EACH STATEMENT
                WHEN ('[1,2)'::evil.color IS NOT NULL) EXECUTE FUNCTION evil.rob_later()
                """,
            ])
            try await attacker.arm(doing: Self.renaming)
            try await expectRefusal(
                way, of: attacker, naming: "trigger t on view", "evil.color of role \(attacker.role)")
        }
    }

    @Test("Enums of one owner, of the superuser and of who is trusted are no matter", arguments: Way.all, namingEnum)
    func ownEnums(_ way: Way, _ making: String) async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE SCHEMA own", "CREATE TYPE own.color AS ENUM ('open')",
                making.replacing("evil.", with: "own."),
                "CREATE INDEX ON public.m (id) WHERE 'open'::own.color IS NOT NULL")
            try await attacker.asItself([
                "CREATE TYPE evil.color AS ENUM ('open')", making.replacing("public.sm", with: "evil.sm"),
            ])
            try await way.replace(with: attacker)
            try await attacker.run(making.replacing("public.sm", with: "public.trusting"))
            let again = ReplaceMaterializedView(
                name: "public.m", query: .sql("SELECT 2 AS id, 2 AS more"), strategy: way.strategy)
            try await attacker.performTrusting(again)
            try await attacker.run("DROP SCHEMA own CASCADE")
        }
    }

    @Test("A USAGE is not lent for a text that names an enum of its owner's", arguments: Way.all)
    func lentUsage(_ way: Way) async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE SCHEMA app", "CREATE TABLE app.pay (who text)", "INSERT INTO app.pay VALUES ('boss')",
                "GRANT SELECT ON app.pay TO \(attacker.role)", "CREATE VIEW app.v AS SELECT id FROM public.m",
                "GRANT SELECT ON app.v TO \(attacker.role)", "GRANT USAGE ON SCHEMA app TO \(attacker.role)")
            try await attacker.asItself([
                "CREATE TABLE evil.seen (x text)", "CREATE TYPE evil.color AS ENUM ('[1,2)')",
                "CREATE VIEW evil.b AS SELECT id FROM app.v",
                "CREATE RULE r AS ON INSERT TO evil.b DO INSTEAD SELECT '[1,2)'::evil.color AS r",
                "CREATE VIEW evil.a AS SELECT id, \(Attacker.literal) AS r FROM public.m",
            ])
            try await attacker.run("REVOKE USAGE ON SCHEMA app FROM \(attacker.role)")
            try await attacker.arm(
                doing: Self.renaming + """
                    BEGIN INSERT INTO evil.seen SELECT who FROM app.pay; EXCEPTION WHEN others THEN NULL; END;
                    """)
            try await expectRefusal(way, of: attacker, naming: "no USAGE privilege on schema app")
            #expect(
                try await attacker.connection.query("SELECT count(*) AS n FROM evil.seen").first?["n", as: Int64.self]
                    == 0)
            try await attacker.asItself(["DROP VIEW evil.a", "DROP RULE r ON evil.b"])
            try await way.replace(with: attacker)
            try await attacker.run("DROP SCHEMA app CASCADE")
        }
    }

    private static let renaming = """
        IF to_regtype('evil.color_old') IS NULL THEN
            ALTER TYPE evil.color RENAME TO color_old; ALTER TYPE evil.rng RENAME TO color;
        END IF;

        """

    // MARK: What only others may give

    @Test(
        "What a function's owner may not give it is refused before anything is built",
        arguments: Way.all,
        [
            ("ALTER FUNCTION evil.fn(int) LEAKPROOF", "LEAKPROOF"),
            ("ALTER FUNCTION evil.fn(int) SET log_min_messages = 'error'", "the setting log_min_messages"),
            ("REVOKE USAGE ON TYPE public.kind FROM PUBLIC", "the type public.kind"),
        ])
    func attributes(_ way: Way, _ change: (String, String)) async throws {
        try await Attacker.with { attacker in
            try await attacker.run("CREATE TYPE public.kind AS ENUM ('a')")
            try await attacker.asItself([
                """
                CREATE FUNCTION evil.fn(x int, k public.kind DEFAULT NULL) RETURNS bigint STABLE
                BEGIN ATOMIC SELECT count(*) FROM public.m WHERE id = x; END
                """
            ])
            try await way.replace(with: attacker)
            try await attacker.run(change.0.replacing("fn(int)", with: "fn(int, public.kind)"))
            let again = ReplaceMaterializedView(
                name: "public.m", query: .sql("SELECT 2 AS id, 2 AS more"), strategy: way.strategy)
            let error = await #expect(throws: OperationError.self) { try await attacker.connection.perform(again) }
            #expect(error?.message.contains("function evil.fn(integer,public.kind)") == true, "\(error?.message ?? "")")
            #expect(
                error?.message.contains("owner \(attacker.role), who may not give it \(change.1)") == true,
                "\(error?.message ?? "")")
        }
    }
}

extension Attacker {
    /// Makes the code do something with the attacker's own rights, beside becoming a superuser where it runs with others.
    func arm(doing statements: String) async throws {
        try await asItself([
            """
            CREATE OR REPLACE FUNCTION evil.rob() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
                IF current_user <> '\(role)' THEN EXECUTE 'ALTER ROLE \(role) SUPERUSER'; END IF;
                RETURN true;
            END $$
            """,
            """
            CREATE OR REPLACE FUNCTION evil.chk(int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
                PERFORM nextval('evil.runs');
                IF current_user = '\(role)' THEN \(statements) END IF;
                PERFORM evil.rob();
                RETURN true;
            END $$
            """,
        ])
    }
}
