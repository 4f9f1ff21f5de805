import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// What another role wrote is read again when a view is replaced: with that role's rights, never with the migrator's.
@Suite struct ForeignTextTests {
    /// A place for text of the attacker's.
    enum Place: String, CaseIterable, Sendable {
        case view, materializedView, indexPredicate, indexExpression, statistics, columnDefault, rule, triggerCondition
        case policy, tableRule, functionBody, functionDefault

        /// The statements that put it there.
        var statements: [String] {
            let literal = Attacker.literal
            let view = "CREATE VIEW evil.mine AS SELECT id FROM public.m"
            let materialized = "CREATE MATERIALIZED VIEW evil.mine AS SELECT id FROM public.m"
            return switch self {
            case .view: ["CREATE VIEW evil.mine AS SELECT id, \(literal) AS r FROM public.m"]
            case .materializedView: ["CREATE MATERIALIZED VIEW evil.mine AS SELECT id, \(literal) AS r FROM public.m"]
            case .indexPredicate: [materialized, "CREATE INDEX i ON evil.mine (id) WHERE \(literal) IS NOT NULL"]
            case .indexExpression:
                [materialized, "CREATE UNIQUE INDEX i ON evil.mine (id, (lower(\(literal))::int + id))"]
            case .statistics:
                [materialized, "CREATE STATISTICS evil.s ON id, (lower(\(literal))::int + id) FROM evil.mine"]
            case .columnDefault: [view, "ALTER VIEW evil.mine ALTER COLUMN id SET DEFAULT lower(\(literal))::int"]
            case .rule: [view, "CREATE RULE r AS ON INSERT TO evil.mine DO INSTEAD SELECT \(literal)"]
            case .triggerCondition:
                [
                    view,
                    """
                    CREATE TRIGGER t BEFORE INSERT ON evil.mine FOR EACH STATEMENT
                    WHEN (\(literal) IS NOT NULL) EXECUTE FUNCTION evil.rob_later()
                    """,
                ]
            case .policy:
                [
                    "CREATE TABLE evil.t (i int)",
                    """
                    CREATE POLICY p ON evil.t USING (EXISTS (SELECT FROM public.m) AND \(literal) IS NOT NULL)
                    """,
                ]
            case .tableRule:
                [
                    "CREATE TABLE evil.t (i int)",
                    "CREATE RULE r AS ON INSERT TO evil.t DO ALSO SELECT id, \(literal) FROM public.m",
                ]
            case .functionBody:
                [
                    """
                    CREATE FUNCTION evil.f() RETURNS bigint LANGUAGE sql
                    BEGIN ATOMIC SELECT count(*) FROM public.m WHERE \(literal) IS NOT NULL; END
                    """
                ]
            case .functionDefault:
                [
                    """
                    CREATE FUNCTION evil.f(x evil.rng DEFAULT \(literal)) RETURNS bigint LANGUAGE sql
                    BEGIN ATOMIC SELECT count(*) FROM public.m; END
                    """
                ]
            }
        }
    }

    private static func replacing(_ strategy: ReplacementStrategy) -> ReplaceMaterializedView {
        ReplaceMaterializedView(name: "public.m", query: .sql("SELECT 1 AS id, 2 AS more"), strategy: strategy)
    }

    /// What is new in a catalog beside the replaced view's own column and text, and the count of how often the code ran.
    private func unexpected(_ before: CatalogSnapshot, _ after: CatalogSnapshot) -> [String] {
        before.differences(to: after).filter { line in
            !["relation public.m {", "column public.m.more", "rule _RETURN on public.m ", "sequence evil.runs "]
                .contains {
                    line.dropFirst(2).hasPrefix($0)
                }
        }
    }

    @Test("The attacker wins where its text is read with a superuser's rights")
    func control() async throws {
        try await Attacker.with { attacker in
            try await attacker.arm()
            try await attacker.run("SELECT \(Attacker.literal)")
            #expect(try await attacker.hasWon)
            try await attacker.run("ALTER ROLE \(attacker.role) NOSUPERUSER")
        }
    }

    @Test("A replacement makes all again as it was, and the attacker gains nothing", arguments: Place.allCases)
    func replacement(_ place: Place) async throws {
        for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
            try await Attacker.with { attacker in
                try await attacker.asItself(place.statements)
                // A replacement analyses what it makes.
                try await attacker.run("ANALYZE")
                try await attacker.arm()
                let before = try await CatalogSnapshot(attacker.connection)
                try await attacker.connection.perform(Self.replacing(strategy))
                #expect(try await !attacker.hasWon, "\(strategy)")
                #expect(try await attacker.runs > 0, "the code did not run at all: \(strategy)")
                let unexpected = unexpected(before, try await CatalogSnapshot(attacker.connection))
                #expect(unexpected == [], "\(strategy)")
                // And what a commit and later work of the session set off.
                try await attacker.run("SELECT 1", "REFRESH MATERIALIZED VIEW public.m")
                #expect(try await !attacker.hasWon, "\(strategy)")
            }
        }
    }

    @Test("A script of the replacement protects whoever runs it", arguments: Place.allCases)
    func script(_ place: Place) async throws {
        for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
            try await Attacker.with { attacker in
                try await attacker.asItself(place.statements)
                // A replacement analyses what it makes.
                try await attacker.run("ANALYZE")
                try await attacker.arm()
                let before = try await CatalogSnapshot(attacker.connection)
                try await attacker.run("BEGIN")
                let statements = try await attacker.connection.statements(
                    previewing: Self.replacing(strategy).lower(for: PostgreSQL()))
                try await attacker.run("ROLLBACK", "BEGIN")
                for statement in statements { try await attacker.connection.query(sql: SQLStatement(statement.text)) }
                try await attacker.run("COMMIT")
                #expect(try await !attacker.hasWon, "\(strategy)")
                #expect(try await attacker.runs > 0, "the code did not run at all: \(strategy)")
                let unexpected = unexpected(before, try await CatalogSnapshot(attacker.connection))
                #expect(unexpected == [], "\(strategy)")
            }
        }
    }

    @Test("Views that are set aside for an alteration come back, and the attacker gains nothing")
    func alteringAround() async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE TABLE public.t (id int)", "GRANT SELECT ON public.t TO \(attacker.role)")
            try await attacker.asItself([
                "CREATE MATERIALIZED VIEW evil.a AS SELECT id, \(Attacker.literal) AS r FROM public.t",
                "CREATE INDEX i ON evil.a (id) WHERE \(Attacker.literal) IS NOT NULL",
                "CREATE VIEW evil.b AS SELECT id FROM evil.a WHERE \(Attacker.literal) IS NOT NULL",
            ])
            try await attacker.arm()
            let op = Operations(databaseKind: .postgreSQL)
            try await attacker.connection.perform(
                op.alterColumn("id", of: "public.t", .type(.bigint), dependents: .recreate))
            #expect(try await !attacker.hasWon)
            #expect(try await attacker.runs > 0)
            let owners = try await attacker.connection.query(
                "SELECT DISTINCT relowner::regrole::text AS owner FROM pg_class WHERE relnamespace = 'evil'::regnamespace"
            )
            #expect(try owners.map { try $0["owner", as: String.self] } == [attacker.role])
        }
    }

    @Test("A migrator who is no superuser but a member of the owner is protected too")
    func member() async throws {
        try await Attacker.with { attacker in
            let migrator = attacker.role + "_migrator"
            try await attacker.run(
                "CREATE ROLE \(migrator)", "GRANT \(attacker.role) TO \(migrator)",
                "ALTER MATERIALIZED VIEW public.m OWNER TO \(migrator)",
                "GRANT USAGE, CREATE ON SCHEMA public TO \(migrator)",
                "GRANT CREATE ON DATABASE \(attacker.role.replacing("_attacker", with: "")) TO \(migrator)",
                "GRANT \(migrator) TO current_user")
            try await attacker.asItself(Place.indexPredicate.statements)
            // Whoever it is that runs it besides the attacker, it takes something of theirs.
            try await attacker.asItself([
                "CREATE TABLE evil.loot (who text)",
                """
                CREATE OR REPLACE FUNCTION evil.chk(int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM nextval('evil.runs');
                    INSERT INTO evil.loot VALUES (current_user);
                    RETURN true;
                END $$
                """,
            ])
            try await attacker.run("SET ROLE \(migrator)")
            for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
                try await attacker.connection.perform(Self.replacing(strategy, more: "\(strategy)"))
            }
            try await attacker.run("RESET ROLE")
            let thieves = try await attacker.connection.query("SELECT DISTINCT who FROM evil.loot")
            #expect(try thieves.map { try $0["who", as: String.self] } == [attacker.role])
            try await attacker.run("DROP OWNED BY \(migrator) CASCADE", "DROP ROLE \(migrator)")
        }
    }

    private static func replacing(_ strategy: ReplacementStrategy, more: String) -> ReplaceMaterializedView {
        ReplaceMaterializedView(
            name: "public.m", query: .sql("SELECT 1 AS id, '\(more)'::text AS more"), strategy: strategy)
    }

    @Test(
        "What the code leaves where a later statement would find it ends the replacement",
        arguments: [
            "CREATE DOMAIN pg_temp.regclass AS pg_catalog.regclass",
            "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "planting",
        ])
    func leftBehind(_ trap: String) async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself(Place.view.statements)
            let planting = """
                EXECUTE (SELECT format('CREATE FUNCTION %I.lower(text) RETURNS text LANGUAGE sql AS ''SELECT 1::text''', nspname)
                         FROM pg_namespace WHERE nspname ~ '^athanor_building' AND has_schema_privilege(oid, 'CREATE'))
                """
            let work = trap == "planting" ? planting : trap
            try await attacker.asItself([
                """
                CREATE OR REPLACE FUNCTION evil.chk(int) RETURNS boolean LANGUAGE plpgsql AS $a$ BEGIN
                    \(work); RETURN true; EXCEPTION WHEN duplicate_object OR duplicate_function THEN RETURN true;
                END $a$
                """
            ])
            for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
                let error = await #expect(throws: OperationError.self) {
                    try await attacker.connection.perform(Self.replacing(strategy))
                }
                #expect(error?.message.contains("code of role \(attacker.role)") == true, "\(error?.message ?? "")")
            }
        }
    }

    @Test("A view that was given to a superuser is refused by name while it uses code of another role")
    func givenToSuperuser() async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself(Place.view.statements)
            try await attacker.run("ALTER VIEW evil.mine OWNER TO current_user")
            try await attacker.arm()
            for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
                let error = await #expect(throws: OperationError.self) {
                    try await attacker.connection.perform(Self.replacing(strategy))
                }
                #expect(error?.message.contains("view evil.mine") == true, "\(error?.message ?? "")")
                #expect(error?.message.contains(attacker.role) == true)
            }
            #expect(try await attacker.runs == 0)
        }
    }

    @Test("A trigger's condition, which somebody else than the view's owner wrote, is refused by name")
    func triggerOfAnother() async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE VIEW public.over AS SELECT id FROM public.m", "GRANT TRIGGER ON public.over TO \(attacker.role)"
            )
            try await attacker.asItself([
                """
                CREATE TRIGGER t BEFORE INSERT ON public.over FOR EACH STATEMENT
                WHEN (\(Attacker.literal) IS NOT NULL) EXECUTE FUNCTION evil.rob_later()
                """
            ])
            try await attacker.arm()
            let error = await #expect(throws: OperationError.self) {
                try await attacker.connection.perform(Self.replacing(.sideBySide))
            }
            #expect(error?.message.contains("trigger t on view") == true, "\(error?.message ?? "")")
            #expect(try await attacker.runs == 0)
        }
    }

    @Test("An owner who may not use a schema that the text names is told before anything is built")
    func unreachable() async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself(Place.view.statements)
            try await attacker.run("REVOKE USAGE ON SCHEMA public FROM PUBLIC")
            let error = await #expect(throws: OperationError.self) {
                try await attacker.connection.perform(Self.replacing(.sideBySide))
            }
            #expect(error?.message.contains("no USAGE privilege on schema public") == true, "\(error?.message ?? "")")
            #expect(error?.advice.contains("GRANT USAGE ON SCHEMA \"public\" TO \"\(attacker.role)\"") == true)
        }
    }

    @Test("Refreshing, counting and listing another role's view runs its code as that role, or not at all")
    func refreshing() async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE MATERIALIZED VIEW evil.mine AS SELECT id, evil.chk(id) AS c FROM public.m",
                "CREATE UNIQUE INDEX k ON evil.mine (id)",
                "CREATE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                "CREATE INDEX p ON evil.mine (id) WHERE evil.constant(1) > 0",
                "CREATE INDEX e ON evil.mine ((evil.constant(1) + id))",
                "CREATE STATISTICS evil.s ON id, (evil.constant(2) + id) FROM evil.mine",
            ])
            try await attacker.arm()
            try await attacker.asItself([
                """
                CREATE OR REPLACE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                'BEGIN PERFORM evil.chk(1); RETURN 1; END'
                """
            ])
            let views = PostgreSQLMaterializedViews(connection: attacker.connection)
            for exact in [false, true] { _ = try await views.all(exactRows: exact) }
            _ = try await views.size(of: "evil.mine")
            _ = try await views.named("evil.mine")
            #expect(try await attacker.runs == 0)
            try await attacker.run("REFRESH MATERIALIZED VIEW evil.mine", "SELECT 1")
            #expect(try await attacker.runs > 0)
            #expect(try await !attacker.hasWon)
        }
    }

    @Test("Values of an enum type are replaced with the rights of the owners of the tables that use it")
    func enumValues() async throws {
        try await Attacker.with { attacker in
            try await attacker.run("CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy')")
            let literal = Attacker.literal
            try await attacker.asItself([
                """
                CREATE TABLE evil.t (
                    id int DEFAULT 1, m public.mood DEFAULT 'ok',
                    n public.mood DEFAULT (CASE WHEN \(literal) IS NOT NULL THEN 'ok' ELSE 'happy' END)::public.mood,
                    l public.mood[],
                    CHECK (m <> 'sad'::public.mood OR \(literal) IS NOT NULL), CHECK (m IS NOT NULL OR \(literal) IS NOT NULL)
                )
                """,
                "CREATE INDEX i ON evil.t (id) WHERE m = 'ok'::public.mood AND \(literal) IS NOT NULL",
                "CREATE INDEX j ON evil.t (m) WHERE \(literal) IS NOT NULL",
                "INSERT INTO evil.t (id, l) VALUES (1, '{ok,happy}')",
            ])
            try await attacker.arm()
            let before = try await CatalogSnapshot(attacker.connection)
            let op = Operations(databaseKind: .postgreSQL)
            try await attacker.connection.perform(
                op.replaceEnumValues("public.mood", with: ["ok", "happy", "sad"]))
            #expect(try await !attacker.hasWon)
            #expect(try await attacker.runs > 0)
            let unexpected = unexpected(before, try await CatalogSnapshot(attacker.connection))
            #expect(unexpected == [])
            let row = try await attacker.connection.query("SELECT m::text || n::text || l::text AS all FROM evil.t")
                .first
            #expect(try row?["all", as: String.self] == "okok{ok,happy}")
        }
    }

    @Test("A view that its owner's code renames while another is built is noticed")
    func renaming() async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE VIEW evil.a AS SELECT id FROM public.m",
                "CREATE VIEW evil.b AS SELECT id, \(Attacker.literal) AS r FROM public.m",
                """
                CREATE OR REPLACE FUNCTION evil.chk(int) RETURNS boolean LANGUAGE plpgsql AS $a$ BEGIN
                    EXECUTE (SELECT format('ALTER VIEW %s RENAME TO sales', c.oid::regclass) FROM pg_class c
                             WHERE relname = 'a' AND relnamespace::regnamespace::text ~ '^athanor_building');
                    RETURN true;
                EXCEPTION WHEN null_value_not_allowed THEN RETURN true;
                END $a$
                """,
            ])
            let error = await #expect(throws: OperationError.self) {
                try await attacker.connection.perform(Self.replacing(.sideBySide))
            }
            #expect(error?.message.contains("code of role \(attacker.role)") == true, "\(error?.message ?? "")")
        }
    }

    @Test("A replacement while views are set aside for an alteration has a place of its own to work in")
    func nested() async throws {
        try await Attacker.with { attacker in
            try await attacker.run("CREATE TABLE public.t (id int)", "GRANT SELECT ON public.t TO \(attacker.role)")
            try await attacker.asItself(
                Place.view.statements + ["CREATE VIEW evil.of_t AS SELECT id, \(Attacker.literal) AS r FROM public.t"])
            try await attacker.arm()
            let op = Operations(databaseKind: .postgreSQL)
            for strategy in [ReplacementStrategy.sideBySide, .inPlace] {
                try await attacker.connection.perform(
                    op.alteringAround("public.t") {
                        op.alterColumn("id", of: "public.t", .type(strategy == .inPlace ? .integer : .bigint))
                        op.replaceMaterializedView(
                            "public.m", as: .sql("SELECT 1 AS id, '\(strategy)'::text AS more"), strategy: strategy)
                    })
            }
            #expect(try await !attacker.hasWon)
            #expect(try await attacker.runs > 0)
        }
    }
}
