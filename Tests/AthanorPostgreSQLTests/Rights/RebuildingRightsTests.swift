import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// What depends on a view can belong to somebody whose rights the migrator does not have.
@Suite struct RebuildingRightsTests {
    /// Something of another role's that is made again with the view, by the words in which it is named.
    enum Dependent: String, CaseIterable, Sendable {
        case view = "view evil.mine"
        case materializedView = "materialized view evil.mine"
        case policy = "policy p on table evil.t"
        case rule = "rule r on table evil.t"
        case function = "function evil.f()"
        case statistics = "statistics object evil.s"

        var statements: [String] {
            switch self {
            case .view: ["CREATE VIEW evil.mine AS SELECT id FROM public.m"]
            case .materializedView: ["CREATE MATERIALIZED VIEW evil.mine AS SELECT id FROM public.m"]
            case .policy:
                ["CREATE TABLE evil.t (i int)", "CREATE POLICY p ON evil.t USING (EXISTS (SELECT FROM public.m))"]
            case .rule:
                ["CREATE TABLE evil.t (i int)", "CREATE RULE r AS ON INSERT TO evil.t DO ALSO SELECT id FROM public.m"]
            case .function:
                ["CREATE FUNCTION evil.f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM public.m; END"]
            case .statistics: []
            }
        }
    }

    /// Makes another role's dependent, and a migrator to whom everything else belongs.
    private func with(
        _ dependent: Dependent, _ body: (Attacker, _ migrator: String) async throws -> Void
    ) async throws {
        try await Attacker.with { other in
            let migrator = other.role + "_migrator"
            try await other.run(
                "CREATE ROLE \(migrator)", "GRANT CREATE ON DATABASE \(other.database.name) TO \(migrator)",
                "GRANT USAGE, CREATE ON SCHEMA public TO \(migrator)")
            try await other.asItself(dependent.statements)
            if dependent == .statistics {
                try await other.run(
                    "CREATE STATISTICS evil.s ON id, (id + 1) FROM public.m",
                    "ALTER STATISTICS evil.s OWNER TO \(other.role)")
            }
            try await other.run("ALTER MATERIALIZED VIEW public.m OWNER TO \(migrator)")
            do {
                try await body(other, migrator)
            } catch {
                try? await other.run("RESET ROLE", "DROP OWNED BY \(migrator) CASCADE", "DROP ROLE \(migrator)")
                throw error
            }
            try await other.run("RESET ROLE", "DROP OWNED BY \(migrator) CASCADE", "DROP ROLE \(migrator)")
        }
    }

    private func replacing(_ strategy: ReplacementStrategy) -> ReplaceMaterializedView {
        ReplaceMaterializedView(name: "public.m", query: .sql("SELECT 1 AS id, 2 AS more"), strategy: strategy)
    }

    /// The statements in an advice.
    private func statements(in advice: String) -> [String] {
        advice.matches(of: /(GRANT|ALTER \w+) [^;]*;/).map { String($0.output.0) }
    }

    @Test(
        "What belongs to a role whose rights the migrator does not have is named with it, and the advice helps",
        arguments: Dependent.allCases, [ReplacementStrategy.sideBySide, .inPlace])
    func named(_ dependent: Dependent, _ strategy: ReplacementStrategy) async throws {
        try await with(dependent) { other, migrator in
            let before = try await CatalogSnapshot(other.connection)
            try await other.run("SET ROLE \(migrator)")
            let error = await #expect(throws: OperationError.self) {
                try await other.connection.perform(replacing(strategy))
            }
            #expect(
                error?.message
                    == "materialized view public.m cannot be replaced: \(dependent.rawValue) belongs to role "
                    + "\(other.role), whose rights role \(migrator) does not have")
            try await other.run("RESET ROLE")
            #expect(before.differences(to: try await CatalogSnapshot(other.connection)) == [])
            let advised = statements(in: error?.advice ?? "")
            #expect(!advised.isEmpty)
            for statement in advised { try await other.run(statement) }
            try await other.run("SET ROLE \(migrator)")
            try await other.connection.perform(replacing(strategy))
        }
    }

    @Test("What belongs to a member of the migrator's role is given to that role", arguments: Dependent.allCases)
    func ofMembers(_ dependent: Dependent) async throws {
        try await with(dependent) { other, migrator in
            try await other.run("GRANT \(migrator) TO \(other.role)", "SET ROLE \(migrator)")
            let error = await #expect(throws: OperationError.self) {
                try await other.connection.perform(replacing(.sideBySide))
            }
            try await other.run("RESET ROLE")
            let advised = statements(in: error?.advice ?? "")
            #expect(
                advised.count { $0.hasPrefix("ALTER ") && $0.contains(" OWNER TO \(migrator)") } == 1,
                "\(error?.advice ?? "")")
            for statement in advised { try await other.run(statement) }
            // What it then lacks of the schema, it is told next.
            for _ in 1...3 {
                try await other.run("SET ROLE \(migrator)")
                do {
                    try await other.connection.perform(replacing(.sideBySide))
                    break
                } catch let error as OperationError {
                    try await other.run("RESET ROLE")
                    for statement in statements(in: error.advice) { try await other.run(statement) }
                }
            }
            let found = try await other.connection.query(
                "SELECT count(*) AS found FROM pg_attribute WHERE attrelid = 'public.m'::regclass AND attname = 'more'")
            #expect(try found.first?["found", as: Int64.self] == 1)
        }
    }

    @Test("A schema that the migrator may not use is named, and a member that does not inherit is told how it does")
    func schemas() async throws {
        try await with(.view) { other, migrator in
            try await other.run(
                "ALTER ROLE \(migrator) NOINHERIT", "GRANT \(other.role) TO \(migrator)",
                "REVOKE ALL ON SCHEMA evil FROM \(other.role)",
                "ALTER SCHEMA evil OWNER TO current_user")
            var refusals: [String] = []
            for _ in 1...4 {
                try await other.run("SET ROLE \(migrator)")
                do {
                    try await other.connection.perform(replacing(.automatic))
                    break
                } catch let error as OperationError {
                    refusals.append(error.message)
                    try await other.run("RESET ROLE")
                    for statement in statements(in: error.advice) { try await other.run(statement) }
                }
            }
            #expect(refusals.first?.contains("view evil.mine belongs to role \(other.role)") == true, "\(refusals)")
            let left = try await other.connection.query(
                "SELECT count(*) AS found FROM pg_attribute WHERE attrelid = 'public.m'::regclass AND attname = 'more'")
            #expect(try left.first?["found", as: Int64.self] == 1, "\(refusals)")
        }
    }

    @Test("Views of another role that would be set aside are named before anything is locked")
    func setAside() async throws {
        try await with(.view) { other, migrator in
            try await other.run(
                "CREATE TABLE public.t (id int)", "GRANT SELECT ON public.t TO \(other.role)",
                "ALTER TABLE public.t OWNER TO \(migrator)")
            try await other.asItself(["CREATE VIEW evil.over_t AS SELECT id FROM public.t"])
            try await other.run("SET ROLE \(migrator)")
            let op = Operations(databaseKind: .postgreSQL)
            let error = await #expect(throws: OperationError.self) {
                try await other.connection.perform(
                    op.alterColumn("id", of: "public.t", .type(.bigint), dependents: .recreate))
            }
            #expect(
                error?.message
                    == "the views of public.t cannot be dropped and recreated: view evil.over_t belongs to role "
                    + "\(other.role), whose rights role \(migrator) does not have")
        }
    }

    @Test("Who writes a script needs no more than to look")
    func written() async throws {
        try await with(.view) { other, migrator in
            func written() async throws -> [SQLStatement] {
                try await other.run("BEGIN", "SET LOCAL ROLE \(migrator)")
                do {
                    let statements = try await other.connection.statements(
                        previewing: replacing(.sideBySide).lower(for: PostgreSQL()))
                    try await other.run("ROLLBACK")
                    return statements
                } catch {
                    try await other.run("ROLLBACK")
                    throw error
                }
            }
            let error = await #expect(throws: OperationError.self) { _ = try await written() }
            #expect(
                error?.message
                    == "materialized view public.m cannot be replaced: view evil.mine is in schema evil, on which "
                    + "role \(migrator) has no USAGE privilege")
            for statement in statements(in: error?.advice ?? "") { try await other.run(statement) }
            let statements = try await written()
            #expect(!statements.isEmpty)
            // Who runs it needs the rights.
            try await other.run("BEGIN", "SET LOCAL ROLE \(migrator)")
            let refused = await #expect(throws: DatabaseFailure.self) {
                for statement in statements { try await other.connection.query(sql: SQLStatement(statement.text)) }
            }
            try await other.run("ROLLBACK")
            #expect(
                refused?.message
                    == "view evil.mine belongs to role \(other.role), whose rights role \(migrator) does not have")
            try await other.run("BEGIN")
            for statement in statements { try await other.connection.query(sql: SQLStatement(statement.text)) }
            try await other.run("COMMIT")
        }
    }
}
