import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// What a role wrote into things of a role with more rights is refused by name, while code of it would be run.
@Suite struct ThirdCodeTests {
    private static func replacing(_ strategy: ReplacementStrategy) -> ReplaceMaterializedView {
        ReplaceMaterializedView(name: "public.m", query: .sql("SELECT 1 AS id, 2 AS more"), strategy: strategy)
    }

    /// Expects that the replacement is refused in both ways, and as a script, before anything of the attacker's runs.
    private func expectRefusal(of attacker: Attacker, naming name: String, _ comment: String = "") async throws {
        for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
            let error = await #expect(throws: OperationError.self, "\(comment) \(strategy)") {
                try await attacker.connection.perform(Self.replacing(strategy))
            }
            #expect(error?.message.contains(name) == true, "\(error?.message ?? "") \(comment)")
            #expect(error?.message.contains("of role \(attacker.role)") == true, "\(error?.message ?? "") \(comment)")
            try await attacker.run("BEGIN")
            await #expect(throws: OperationError.self, "\(comment) script, \(strategy)") {
                _ = try await attacker.connection.statements(
                    previewing: Self.replacing(strategy).lower(for: PostgreSQL()))
            }
            try await attacker.run("ROLLBACK")
        }
        #expect(try await attacker.runs == 0, "\(comment)")
        #expect(try await !attacker.hasWon, "\(comment)")
    }

    /// Types that run no code yet, and can be made to later.
    private static let laterTypes = [
        "CREATE TABLE evil.later_type (a int)", "CREATE TYPE evil.later_type AS (a int)",
        "CREATE DOMAIN evil.later_type AS text", "CREATE TYPE evil.later_type AS RANGE (subtype = int)",
    ]

    @Test("A trigger's condition may name no type that its author can make run code later", arguments: laterTypes)
    func types(_ making: String) async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE VIEW public.over AS SELECT id FROM public.m", "GRANT TRIGGER ON public.over TO \(attacker.role)"
            )
            try await attacker.asItself([
                making,
                """
                CREATE TRIGGER t BEFORE INSERT ON public.over FOR EACH STATEMENT
                WHEN (NULL::evil.later_type IS NULL) EXECUTE FUNCTION evil.rob_later()
                """,
            ])
            try await expectRefusal(of: attacker, naming: "trigger t on view", making)
        }
    }

    @Test("A view that was given to a superuser may name no such type either", arguments: laterTypes)
    func typesOfAGivenView(_ making: String) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                making, "CREATE VIEW evil.mine AS SELECT id, NULL::evil.later_type AS x FROM public.m",
            ])
            try await attacker.run("ALTER VIEW evil.mine OWNER TO current_user")
            try await expectRefusal(of: attacker, naming: "view evil.mine", making)
        }
    }

    /// Texts of a role with few rights that name a type of the attacker's; `#` is a constant of it.
    private static let textsOfOthers = [
        ["CREATE VIEW other.thing AS SELECT id, # AS r FROM public.m"],
        ["CREATE MATERIALIZED VIEW other.thing AS SELECT id, # AS r FROM public.m"],
        ["CREATE VIEW other.thing AS SELECT id FROM public.m WHERE ARRAY[#] IS NOT NULL"],
        [
            "CREATE MATERIALIZED VIEW other.thing AS SELECT id FROM public.m",
            "CREATE INDEX ON other.thing (id) WHERE # IS NOT NULL",
        ],
        [
            "CREATE TABLE other.t (i int)",
            "CREATE POLICY p ON other.t USING (EXISTS (SELECT FROM public.m) AND # IS NOT NULL)",
        ],
        [
            "CREATE FUNCTION other.f() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM public.m WHERE # IS NOT NULL; END"
        ],
    ]

    @Test("What a third role with few rights has written runs nobody's code with its rights", arguments: textsOfOthers)
    func readAgain(_ making: [String]) async throws {
        try await Attacker.with { attacker in
            let other = attacker.role + "_other"
            try await attacker.run(
                "CREATE ROLE \(other)", "CREATE SCHEMA other AUTHORIZATION \(other)",
                "GRANT SELECT ON public.m TO \(other)")
            try await attacker.asItself([
                "GRANT USAGE ON SCHEMA evil TO \(other)", "GRANT USAGE ON SEQUENCE evil.runs TO PUBLIC",
            ])
            try await attacker.run("SET ROLE \(other)")
            for statement in making { try await attacker.run(statement.replacing("#", with: Attacker.literal)) }
            try await attacker.run("RESET ROLE")
            try await attacker.arm()
            try await expectRefusal(
                of: attacker, naming: " belongs to \(other) and uses function evil.chk(integer)", making[0])
            try await attacker.run("DROP OWNED BY \(other) CASCADE", "DROP ROLE \(other)")
        }
    }

    @Test("A check that hides its code in a text is refused as well")
    func hiddenCheck() async throws {
        try await Attacker.with { attacker in
            let other = attacker.role + "_other"
            try await attacker.run(
                "CREATE ROLE \(other)", "CREATE SCHEMA other AUTHORIZATION \(other)",
                "GRANT SELECT ON public.m TO \(other)")
            try await attacker.asItself(["GRANT USAGE ON SCHEMA evil TO \(other)", "CREATE DOMAIN evil.plain AS int"])
            try await attacker.run(
                "SET ROLE \(other)", "CREATE VIEW other.thing AS SELECT id, ARRAY[1]::evil.plain[] AS x FROM public.m",
                "RESET ROLE")
            try await attacker.arm()
            try await attacker.asItself([
                """
                ALTER DOMAIN evil.plain ADD CHECK (
                    ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, ''b''::tsquery WHERE evil.chk(1)') IS NOT NULL) NOT VALID
                """
            ])
            try await expectRefusal(of: attacker, naming: " belongs to \(other) and uses type evil.plain")
            try await attacker.run("DROP OWNED BY \(other) CASCADE", "DROP ROLE \(other)")
        }
    }

    @Test("A domain whose checks call nothing but the system's own can stand in a third role's view")
    func harmlessDomain() async throws {
        try await Attacker.with { attacker in
            let other = attacker.role + "_other"
            try await attacker.run(
                "CREATE ROLE \(other)", "CREATE SCHEMA other AUTHORIZATION \(other)",
                "GRANT SELECT ON public.m TO \(other)")
            try await attacker.asItself([
                "GRANT USAGE ON SCHEMA evil TO \(other)",
                "CREATE DOMAIN evil.email AS text CHECK (VALUE ~ '@' AND length(VALUE) > 2)",
                "CREATE TYPE evil.color AS ENUM ('red')",
            ])
            try await attacker.run(
                "SET ROLE \(other)",
                "CREATE VIEW other.thing AS SELECT id, 'a@b'::evil.email AS mail, 'red'::evil.color AS color FROM public.m",
                "RESET ROLE")
            try await attacker.connection.perform(Self.replacing(.sideBySide))
            try await attacker.run("DROP OWNED BY \(other) CASCADE", "DROP ROLE \(other)")
        }
    }

    @Test("An index of a superuser's calls no function of a range that another role has made")
    func rangeOfColumn() async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                """
                CREATE FUNCTION evil.diff(bigint, bigint) RETURNS float8 IMMUTABLE LANGUAGE plpgsql AS
                'BEGIN PERFORM evil.rob(); RETURN $1 - $2; END'
                """,
                "CREATE TYPE evil.span AS RANGE (subtype = bigint, subtype_diff = evil.diff)",
                "CREATE TABLE evil.spans AS SELECT 1 AS id, '[1,5)'::evil.span AS span",
            ])
            try await attacker.run(
                "CREATE MATERIALIZED VIEW public.over AS SELECT m.id, s.span FROM public.m JOIN evil.spans AS s USING (id)",
                "CREATE INDEX ON public.over USING gist (span)")
            try await attacker.arm()
            try await expectRefusal(of: attacker, naming: "uses function evil.diff(bigint,bigint)")
        }
    }

    @Test("A trigger that is made another while a script runs ends it before its condition is read")
    func guarded() async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE VIEW public.over AS SELECT id FROM public.m", "GRANT TRIGGER ON public.over TO \(attacker.role)"
            )
            func trigger(_ condition: String) -> String {
                """
                CREATE OR REPLACE TRIGGER t BEFORE INSERT ON public.over FOR EACH STATEMENT
                WHEN (\(condition)) EXECUTE FUNCTION evil.rob_later()
                """
            }
            try await attacker.asItself([trigger("1 > 0")])
            for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
                try await attacker.run("BEGIN")
                let statements = try await attacker.connection.statements(
                    previewing: Self.replacing(strategy).lower(for: PostgreSQL()))
                try await attacker.run("ROLLBACK")
                for condition in ["\(Attacker.literal) IS NOT NULL", "2 > 0"] {
                    try await attacker.run("BEGIN")
                    let swap = statements.lastIndex { $0.text.contains("DROP VIEW") }
                    let error = await #expect(throws: DatabaseFailure.self, "\(condition) \(strategy)") {
                        for (place, statement) in statements.enumerated() {
                            if place == swap { try await attacker.asItself([trigger(condition)]) }
                            try await attacker.connection.query(sql: SQLStatement(statement.text))
                        }
                    }
                    try await attacker.run("ROLLBACK")
                    let message = error?.message ?? ""
                    #expect(
                        message.contains(attacker.role) || message.contains("has created or altered a trigger"),
                        "\(message)")
                }
            }
            #expect(try await !attacker.hasWon)
        }
    }

    @Test(
        "What an index, statistics or a materialized view's query calls is refused where it belongs to a superuser by now",
        arguments: [
            "CREATE INDEX i ON evil.mine (id) WHERE evil.constant(1) > 0", "CREATE INDEX i ON evil.mine ((id +!+ 1))",
            "CREATE STATISTICS evil.s ON id, (evil.constant(id) + id) FROM evil.mine", "",
        ])
    func functions(_ making: String) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself(
                [
                    "CREATE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                    "CREATE FUNCTION evil.both(int, int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                    "CREATE OPERATOR evil.+!+ (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.both)",
                    making.isEmpty
                        ? "CREATE MATERIALIZED VIEW evil.mine AS SELECT evil.constant(id) AS id FROM public.m WITH NO DATA"
                        : "CREATE MATERIALIZED VIEW evil.mine AS SELECT id FROM public.m WITH NO DATA",
                ] + (making.isEmpty ? [] : ["SET search_path TO evil, public", making, "RESET search_path"]))
            try await attacker.run("ALTER MATERIALIZED VIEW evil.mine OWNER TO current_user")
            try await attacker.arm()
            try await attacker.asItself([
                """
                CREATE OR REPLACE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                'BEGIN PERFORM evil.chk(1); RETURN 1; END'
                """,
                """
                CREATE OR REPLACE FUNCTION evil.both(int, int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                'BEGIN PERFORM evil.chk(1); RETURN 1; END'
                """,
            ])
            try await expectRefusal(of: attacker, naming: "evil", making)
            // Who trusts the author says so.
            try await attacker.asItself([
                "CREATE OR REPLACE FUNCTION evil.chk(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'"
            ])
            try await attacker.performTrusting(Self.replacing(.sideBySide))
        }
    }

    @Test("SET SESSION AUTHORIZATION in a revision gives the role's code no other rights than SET ROLE")
    func sessionAuthorization() async throws {
        for way in ["SET SESSION AUTHORIZATION", "SET ROLE"] {
            for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
                try await Attacker.with { attacker in
                    try await attacker.run(
                        "GRANT CREATE ON DATABASE \(attacker.role.replacing("_attacker", with: "")) TO \(attacker.role)"
                    )
                    try await attacker.asItself([
                        "CREATE MATERIALIZED VIEW evil.base AS SELECT 1 AS id",
                        "CREATE VIEW evil.over AS SELECT id, \(Attacker.literal) AS r FROM evil.base",
                    ])
                    try await attacker.arm()
                    try await attacker.run("\(way) \(attacker.role)")
                    try await attacker.connection.perform(
                        ReplaceMaterializedView(
                            name: "evil.base", query: .sql("SELECT 1 AS id, 2 AS more"), strategy: strategy))
                    try await attacker.run("RESET SESSION AUTHORIZATION", "RESET ROLE")
                    #expect(try await attacker.runs > 0, "\(way) \(strategy)")
                    #expect(try await !attacker.hasWon, "\(way) \(strategy)")
                    try await attacker.run(
                        "REVOKE CREATE ON DATABASE \(attacker.role.replacing("_attacker", with: "")) FROM \(attacker.role)"
                    )
                }
            }
        }
    }

    @Test("A lent USAGE is lent for what is read, not for what an index computes")
    func lentUsage() async throws {
        for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
            try await Attacker.with { attacker in
                try await attacker.run(
                    "CREATE SCHEMA guarded", "CREATE TABLE guarded.pay (who text)",
                    "INSERT INTO guarded.pay VALUES ('boss')",
                    "GRANT SELECT ON guarded.pay TO PUBLIC", "CREATE TYPE guarded.mood AS ENUM ('ok')",
                    "CREATE MATERIALIZED VIEW guarded.m AS SELECT 1 AS id, 'ok'::guarded.mood AS mood",
                    "GRANT SELECT ON guarded.m TO \(attacker.role)", "GRANT USAGE ON SCHEMA guarded TO \(attacker.role)"
                )
                try await attacker.asItself([
                    "CREATE TABLE evil.seen (x text)",
                    """
                    CREATE FUNCTION evil.look() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
                        INSERT INTO evil.seen SELECT who FROM guarded.pay; RETURN 1;
                    EXCEPTION WHEN insufficient_privilege THEN RETURN 1; END $$
                    """,
                    """
                    CREATE FUNCTION evil.f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                    'DECLARE r int; BEGIN SELECT evil.look() INTO r; RETURN r; END'
                    """,
                    "CREATE MATERIALIZED VIEW evil.mine AS SELECT id, mood FROM guarded.m",
                    "CREATE INDEX i ON evil.mine (evil.f(id))",
                    "CREATE STATISTICS evil.s ON id, (evil.f(id) + 1) FROM evil.mine",
                ])
                try await attacker.run("REVOKE USAGE ON SCHEMA guarded FROM \(attacker.role)", "TRUNCATE evil.seen")
                let replacing = ReplaceMaterializedView(
                    name: "guarded.m", query: .sql("SELECT 1 AS id, 'ok'::guarded.mood AS mood, 2 AS more"),
                    strategy: strategy)
                try await attacker.connection.perform(replacing)
                #expect(
                    try await attacker.connection.query("SELECT count(*) AS n FROM evil.seen").first?[
                        "n", as: Int64.self] == 0)
                // An index that needs it is refused while the owner's code runs with it, and made where none can.
                try await attacker.asItself(["DROP STATISTICS evil.s"])
                try await attacker.run("GRANT USAGE ON SCHEMA guarded TO \(attacker.role)")
                try await attacker.asItself(["CREATE INDEX j ON evil.mine (id) WHERE mood = 'ok'::guarded.mood"])
                try await attacker.run("REVOKE USAGE ON SCHEMA guarded FROM \(attacker.role)", "TRUNCATE evil.seen")
                let again = ReplaceMaterializedView(
                    name: "guarded.m", query: .sql("SELECT 2 AS id, 'ok'::guarded.mood AS mood, 2 AS more"),
                    strategy: strategy)
                let error = await #expect(throws: OperationError.self) { try await attacker.connection.perform(again) }
                #expect(
                    error?.message.contains("no USAGE privilege on schema guarded") == true, "\(error?.message ?? "")")
                try await attacker.asItself(["DROP INDEX evil.i"])
                try await attacker.connection.perform(again)
                try await attacker.run("DROP MATERIALIZED VIEW evil.mine", "DROP SCHEMA guarded CASCADE")
            }
        }
    }
}
