import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// What names a view, other than by reading it, is found before anything is built, and named with what it is.
@Suite struct ReplacementObstacleTests {
    private static let script = """
        CREATE TABLE t (id int PRIMARY KEY, k text);
        CREATE MATERIALIZED VIEW m AS SELECT id, k FROM t;
        CREATE VIEW v AS SELECT id, k FROM m;
        CREATE TABLE cfg (x regclass);
        """

    /// Each with how it is named.
    private static let obstacles: [(statement: String, sentence: String)] = [
        (
            "ALTER TABLE cfg ALTER x SET DEFAULT 'm'::regclass",
            "default value for column x of table public.cfg refers to materialized view public.m"
        ),
        (
            "ALTER TABLE cfg ADD y oid GENERATED ALWAYS AS ('v'::regclass::oid) STORED",
            "default value for column y of table public.cfg refers to view public.v"
        ),
        (
            "ALTER TABLE cfg ADD CONSTRAINT cfg_check CHECK (x <> 'm'::regclass)",
            "constraint cfg_check on table public.cfg refers to materialized view public.m"
        ),
        (
            "CREATE INDEX cfg_index ON cfg ((x = 'm'::regclass))",
            "index public.cfg_index refers to materialized view public.m"
        ),
        (
            "CREATE INDEX cfg_index ON cfg (x) WHERE x = 'v'::regclass",
            "index public.cfg_index refers to view public.v"
        ),
        (
            "CREATE TABLE parts (x oid) PARTITION BY LIST ((x = 'm'::regclass))",
            "table public.parts refers to materialized view public.m"
        ),
        (
            "CREATE DOMAIN d AS regclass DEFAULT 'm'::regclass", "type public.d refers to materialized view public.m"
        ),
        (
            "CREATE DOMAIN d AS regclass CHECK (VALUE <> 'm'::regclass)",
            "constraint d_check refers to materialized view public.m"
        ),
        (
            "CREATE FUNCTION f(x regclass DEFAULT 'm'::regclass) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "function public.f(regclass) refers to materialized view public.m"
        ),
        (
            "CREATE FUNCTION f(x regclass DEFAULT 'm') RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM m; END",
            "function public.f(regclass) refers to materialized view public.m"
        ),
        (
            "CREATE FUNCTION f(x text DEFAULT (NULL::m)::text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM m; END",
            "function public.f(text) uses the row type of materialized view public.m"
        ),
        (
            """
            CREATE TRIGGER tr BEFORE INSERT ON cfg FOR EACH ROW WHEN (NEW.x = 'm'::regclass)
            EXECUTE FUNCTION suppress_redundant_updates_trigger()
            """, "trigger tr on table public.cfg refers to materialized view public.m"
        ),
        (
            "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON cfg FROM m FOR EACH ROW EXECUTE FUNCTION unique_key_recheck()",
            "trigger tr on table public.cfg would be dropped with materialized view public.m"
        ),
        (
            "CREATE FUNCTION f(m) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'; CREATE CAST (m AS text) WITH FUNCTION f(m)",
            "cast from public.m to text uses the row type of materialized view public.m"
        ),
        (
            "CREATE STATISTICS st ON (x = 'm'::regclass) FROM cfg",
            "statistics object public.st refers to materialized view public.m"
        ),
        (
            "CREATE OR REPLACE VIEW v AS SELECT id, k FROM m; CREATE VIEW w AS SELECT id FROM v; "
                + "CREATE OR REPLACE VIEW v AS SELECT m.id, m.k FROM m JOIN w USING (id)",
            "view public.v, view public.w read each other in a circle"
        ),
        ("CREATE OR REPLACE VIEW v AS SELECT id, k FROM m UNION SELECT id, k FROM v", "view public.v reads itself"),
        (
            "CREATE INDEX m_id ON m (id); CREATE VIEW w AS SELECT 'm'::regclass AS m, 'm_id'::regclass AS i",
            "view public.w refers to an index of materialized view public.m"
        ),
        (
            "CREATE INDEX m_id ON m (id); CREATE VIEW w AS SELECT id FROM m; ALTER VIEW w ALTER id SET DEFAULT 'm_id'::regclass::oid::int",
            "default value for column id of view public.w refers to an index of materialized view public.m"
        ),
    ]

    @Test(
        "An obstacle is named before anything is built",
        arguments: obstacles, [ReplacementStrategy.sideBySide, .inPlace])
    func itIsNamedBeforeAnythingIsBuilt(
        _ obstacle: (statement: String, sentence: String), _ strategy: ReplacementStrategy
    ) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try read(Self.script + obstacle.statement) {
                try await connection.query(sql: SQLStatement(statement.slice))
            }
            let before = try await CatalogSnapshot(connection)
            let (messages, message) = AsyncStream.makeStream(of: String.self)
            let error = await #expect(throws: OperationError.self) {
                try await connection.perform(
                    ReplaceMaterializedView(name: "m", query: "SELECT id + 1 AS id, k FROM t", strategy: strategy),
                    reporting: StepReporter { message.yield($0) })
            }
            message.finish()
            #expect(error?.message.contains(obstacle.sentence) == true, "\(error?.message ?? "")")
            for await said in messages { Issue.record("\(said) was done before") }
            #expect(before.differences(to: try await CatalogSnapshot(connection)) == [])
        }
    }

    /// A constant of the session's that only looks like a name is none.
    @Test("Functions that only read the view are carried over")
    func functionsAreCarriedOver() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let script =
                Self.script + """
                    CREATE FUNCTION f(x regclass DEFAULT 'cfg', y text DEFAULT 'm') RETURNS bigint LANGUAGE sql
                        BEGIN ATOMIC SELECT count(*) FROM m; END;
                    """
            for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            try await connection.query("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
            try await connection.perform(ReplaceMaterializedView(name: "m", query: "SELECT id + 1 AS id, k FROM t"))
            #expect(try await connection.query("SELECT f() AS n").first?["n", as: Int64.self] == 2)
        }
    }

    /// What is built beside the old view, and would mean it by such a constant.
    private static let constants: [(statement: String, sentence: String)] = [
        (
            "CREATE INDEX i ON m (id) WHERE id <> ('m'::regclass::oid)::int",
            "index public.i refers to materialized view public.m"
        ),
        (
            "CREATE INDEX i ON m ((id + ('m'::regclass::oid)::int))",
            "index public.i refers to materialized view public.m"
        ),
        (
            "CREATE INDEX i ON m2 (id) WHERE id <> ('m'::regclass::oid)::int",
            "index public.i refers to materialized view public.m"
        ),
        (
            "CREATE INDEX i ON m2 (id) WHERE id <> ('v'::regclass::oid)::int",
            "index public.i refers to view public.v"
        ),
        (
            "CREATE INDEX i ON m2 (id) WHERE (NULL::m) IS NULL",
            "index public.i uses the row type of materialized view public.m"
        ),
        (
            "ALTER VIEW v ALTER id SET DEFAULT ('m'::regclass::oid)::int",
            "default value for column id of view public.v refers to materialized view public.m"
        ),
        (
            "ALTER VIEW v ALTER id SET DEFAULT ('v'::regclass::oid)::int",
            "default value for column id of view public.v refers to view public.v"
        ),
        (
            "CREATE STATISTICS st ON (id + ('m'::regclass::oid)::int), k FROM m",
            "statistics object public.st refers to materialized view public.m"
        ),
        (
            "CREATE STATISTICS st ON (id + ('m'::regclass::oid)::int), id FROM m2",
            "statistics object public.st refers to materialized view public.m"
        ),
    ]

    @Test(
        "A constant in what is built beside the old view is named before, and goes along in place", arguments: constants
    )
    func constantsThatNameViews(_ constant: (statement: String, sentence: String)) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let script =
                Self.script
                + "CREATE MATERIALIZED VIEW m2 AS SELECT id FROM m; CREATE INDEX whole ON m ((m.* IS NULL));"
                + constant.statement
            for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
            let replacing = ReplaceMaterializedView(name: "m", query: "SELECT id + 1 AS id, k FROM t")
            let before = try await CatalogSnapshot(connection)
            var besides = replacing
            besides.strategy = .sideBySide
            let (messages, message) = AsyncStream.makeStream(of: String.self)
            let error = await #expect(throws: OperationError.self) {
                try await connection.perform(besides, reporting: StepReporter { message.yield($0) })
            }
            message.finish()
            #expect(error?.message.hasSuffix(constant.sentence) == true, "\(error?.message ?? "")")
            for await said in messages { Issue.record("\(said) was done before") }
            #expect(before.differences(to: try await CatalogSnapshot(connection)) == [])

            var inPlace = replacing
            inPlace.strategy = .inPlace
            if !constant.sentence.contains("row type") {
                try await connection.perform(inPlace)
                let changed = before.differences(to: try await CatalogSnapshot(connection))
                #expect(changed.allSatisfy { $0.contains("rule _RETURN on public.m ") }, "\(changed)")
            }
        }
    }
}
