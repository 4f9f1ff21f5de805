import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct ReplacementRefusalTests {
    private static let chain = """
        CREATE SCHEMA s;
        CREATE TABLE t (a int, b text, c int);
        INSERT INTO t VALUES (1, 'x', 3), (2, 'y', 4);
        CREATE MATERIALIZED VIEW s.m AS SELECT a, b, c FROM t;
        CREATE INDEX by_c ON s.m (lower(b), (c + 1));
        CREATE VIEW d AS SELECT a, c FROM s.m;
        CREATE MATERIALIZED VIEW e AS SELECT a FROM d;
        """

    /// The explanation of a refusal that leaves everything as it was.
    private func refusal(
        of operation: ReplaceMaterializedView, given script: String = "", file: String = #fileID, line: Int = #line
    ) async throws -> Explanation {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try read(Self.chain + script) {
                try await connection.query(sql: SQLStatement(statement.slice))
            }
            let before = try await CatalogSnapshot(connection)
            var found: Explanation?
            do {
                try await connection.perform(operation)
            } catch {
                found = Explanation(of: error)
            }
            #expect(before.differences(to: try await CatalogSnapshot(connection)) == [])
            return try #require(found)
        }
    }

    @Test("An index that loses its column is named")
    func anIndexThatLosesItsColumnIsNamed() async throws {
        let refusal = try await refusal(
            of: ReplaceMaterializedView(name: "s.m", query: "SELECT a, c, b AS label FROM t"))
        #expect(
            refusal.message
                == "index by_c of materialized view s.m uses column b, which the new definition does not have")
        #expect(refusal.advice?.contains("renamedColumns: [\"b\": \"…\"]") == true)
    }

    @Test("An index that does not fit the new type is named")
    func anIndexThatDoesNotFitTheNewTypeIsNamed() async throws {
        let refusal = try await refusal(
            of: ReplaceMaterializedView(name: "s.m", query: "SELECT a, ARRAY[b] AS b, c FROM t"))
        #expect(refusal.message.hasPrefix("index by_c of materialized view s.m does not fit the new definition: "))
    }

    @Test("A view that reads a lost column is named")
    func aViewThatReadsALostColumnIsNamed() async throws {
        let refusal = try await refusal(
            of: ReplaceMaterializedView(name: "s.m", query: "SELECT b, c FROM t"))
        #expect(
            refusal.message
                == "view public.d reads column a of materialized view s.m, which the new definition does not have")
    }

    @Test("Statistics of a lost column are named")
    func statisticsOfALostColumnAreNamed() async throws {
        let refusal = try await refusal(
            of: ReplaceMaterializedView(name: "s.m", query: "SELECT a, b, c FROM t"),
            given: """
                DROP MATERIALIZED VIEW s.m CASCADE;
                CREATE MATERIALIZED VIEW s.m AS SELECT a, b, c, a * 2 AS double FROM t;
                CREATE STATISTICS odd ON a, double FROM s.m;
                """)
        #expect(
            refusal.message == "statistics public.odd on materialized view s.m use column double, "
                + "which the new definition does not have")
    }

    @Test("A definition that reads the view itself or its readers is refused")
    func circularDefinitionIsRefused() async throws {
        let itself = try await refusal(
            of: ReplaceMaterializedView(name: "s.m", query: "SELECT a, b, c FROM s.m"))
        #expect(itself.message == "the new definition of materialized view s.m reads the view itself")
        let reader = try await refusal(
            of: ReplaceMaterializedView(name: "s.m", query: "SELECT a, NULL AS b, a AS c FROM e"))
        #expect(
            reader.message == "the new definition of materialized view s.m reads materialized view public.e, "
                + "which depends on it")
    }

    @Test("Users of the row type are named")
    func usersOfTheRowTypeAreNamed() async throws {
        let refusal = try await refusal(
            of: ReplaceMaterializedView(name: "s.m", query: "SELECT a, b, c, a AS more FROM t"),
            given: """
                CREATE TABLE kept (rows s.m[]);
                CREATE FUNCTION first(v d) RETURNS int LANGUAGE sql AS 'SELECT 1';
                CREATE FUNCTION all_of() RETURNS SETOF s.m LANGUAGE sql BEGIN ATOMIC SELECT * FROM s.m; END;
                """)
        #expect(refusal.message.contains("column rows of table public.kept"))
        #expect(refusal.message.contains("function public.first(public.d)"))
        #expect(refusal.message.contains("function public.all_of()"))
    }

    @Test("Renames that make no sense are refused")
    func renamesThatMakeNoSenseAreRefused() async throws {
        func refusal(_ renamed: [ExactText: ExactText], _ query: ViewQuery) async throws -> String {
            try await self.refusal(
                of: ReplaceMaterializedView(name: "s.m", query: query, renamedColumns: renamed)
            ).message
        }
        #expect(
            try await refusal(["z": "a"], "SELECT a, b, c, 1 AS d FROM t")
                == "materialized view s.m has no column z, which `renamedColumns` names")
        #expect(
            try await refusal(["b": "z"], "SELECT a, b, c, 1 AS d FROM t")
                == "the new definition of materialized view s.m has no column z, which `renamedColumns` names")
        #expect(
            try await refusal(["b": "label"], "SELECT a, b, c, b AS label FROM t").contains("has a column b too"))
    }

    @Test("A name that belongs to no materialized view is reported")
    func whatIsNoMaterializedViewIsSaid() async throws {
        #expect(
            try await refusal(of: ReplaceMaterializedView(name: "d", query: "SELECT 1 AS a")).message
                == "d is not a materialized view")
        #expect(
            try await refusal(of: ReplaceMaterializedView(name: "nowhere", query: "SELECT 1 AS a")).message
                == "there is no materialized view public.nowhere to replace")
    }

    @Test("An error in the new query is the server's")
    func anErrorInTheNewQueryIsTheServers() async throws {
        let refusal = try await refusal(of: ReplaceMaterializedView(name: "s.m", query: "SELECT missing FROM t"))
        #expect(refusal.message.contains("column \"missing\" does not exist"))
    }

    @Test("For a role that may not create schemas, the error says what the role needs")
    func missingRightIsNamed() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try read(Self.chain) { try await connection.query(sql: SQLStatement(statement.slice)) }
            let role = "athanor_narrow"
            try await connection.query(
                sql: "DO $$ BEGIN CREATE ROLE \(role); EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$")
            for statement in [
                "GRANT CREATE, USAGE ON SCHEMA s, public TO \(role)", "GRANT SELECT ON t TO \(role)",
                "ALTER MATERIALIZED VIEW s.m OWNER TO \(role)", "ALTER VIEW d OWNER TO \(role)",
                "ALTER MATERIALIZED VIEW e OWNER TO \(role)", "SET ROLE \(role)",
            ] { try await connection.query(sql: statement) }
            let operation = ReplaceMaterializedView(name: "s.m", query: "SELECT a, b, c, a AS more FROM t")
            do {
                try await connection.perform(operation)
                Issue.record("it was not refused")
            } catch let error as OperationError {
                #expect(error.message.contains("may not create schemas in this database"))
                #expect(error.advice.contains("CREATE SCHEMA athanor_building_2 AUTHORIZATION \"\(role)\""))
            }
            // The advice works, and the schemas are left as they were.
            for statement in [
                "RESET ROLE", "CREATE SCHEMA athanor_building_1 AUTHORIZATION \(role)",
                "CREATE SCHEMA athanor_building_2 AUTHORIZATION \(role)", "SET ROLE \(role)",
            ] { try await connection.query(sql: statement) }
            try await connection.perform(operation)
            let left = try await connection.query(
                """
                SELECT count(*) AS objects FROM pg_class
                WHERE relnamespace IN ('athanor_building_1'::regnamespace, 'athanor_building_2'::regnamespace)
                """)
            #expect(try left.first?["objects", as: Int64.self] == 0)
            #expect(
                try await connection.query("SELECT sum(more)::int AS sum FROM s.m").first?["sum", as: Int64.self] == 3)
        }
    }
}
