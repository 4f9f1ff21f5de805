import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// No query is planned over what belongs to a role without the login's rights: planning runs code of its indexes, and these
/// can be made at any time.
@Suite struct ForeignRowsTests {
    private func isExact(_ rows: RowCount) -> Bool { if case .exact = rows { true } else { false } }

    /// Looks at a view in all ways that show how many rows it has.
    private func looks(at name: QualifiedName, of attacker: Attacker) async throws -> [RowCount] {
        let views = PostgreSQLMaterializedViews(connection: attacker.connection)
        var rows: [RowCount] = [try await views.size(of: name).rows, try await views.named("\(name)").rows]
        for exact in [false, true] {
            rows += try await views.all(exactRows: exact).filter { $0.name == name }.map(\.rows)
        }
        return rows
    }

    @Test("Rows of another role's view are not counted, also where it has no index")
    func ofAnotherRole() async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself(["CREATE MATERIALIZED VIEW evil.mine AS SELECT id FROM public.m"])
            let rows = try await looks(at: "evil.mine", of: attacker)
            #expect(rows.count == 4)
            #expect(rows.filter(isExact) == [])
            try await attacker.run("ANALYZE")
            #expect(try await looks(at: "evil.mine", of: attacker) == Array(repeating: .estimate(1), count: 4))
            #expect(try await looks(at: "public.m", of: attacker).filter(isExact).count >= 1)
        }
    }

    @Test("Rows of a view in another role's schema are not counted: another view can take its place")
    func inAnotherRolesSchema() async throws {
        try await Attacker.with { attacker in
            try await attacker.run("CREATE MATERIALIZED VIEW evil.ours AS SELECT 1 AS id")
            #expect(try await looks(at: "evil.ours", of: attacker).filter(isExact) == [])
        }
    }

    @Test("Rows of one's own view are not counted while an index or statistics of it call another role's code")
    func withForeignCode() async throws {
        for making in [
            "CREATE INDEX i ON evil.mine (id) WHERE evil.constant(1) > 0",
            "CREATE INDEX i ON evil.mine ((evil.constant(1) + id))",
            "CREATE STATISTICS evil.s ON id, (evil.constant(1) + id) FROM evil.mine",
        ] {
            try await Attacker.with { attacker in
                try await attacker.asItself([
                    "CREATE MATERIALIZED VIEW evil.mine AS SELECT id FROM public.m",
                    "CREATE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                    making,
                ])
                try await attacker.run(
                    "ALTER MATERIALIZED VIEW evil.mine OWNER TO current_user",
                    "ALTER MATERIALIZED VIEW evil.mine SET SCHEMA public")
                try await attacker.arm()
                try await attacker.asItself([
                    """
                    CREATE OR REPLACE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                    'BEGIN PERFORM evil.chk(1); RETURN 1; END'
                    """
                ])
                #expect(try await looks(at: "public.mine", of: attacker).filter(isExact) == [], "\(making)")
                #expect(try await attacker.runs == 0, "\(making)")
            }
        }
    }

    @Test("The rows of another role's view after a refresh are those that the server counted as it wrote them")
    func refreshed() async throws {
        try await Attacker.with { attacker in
            try await attacker.asItself([
                "CREATE MATERIALIZED VIEW evil.mine AS SELECT generate_series(1, (SELECT count(*)::int + 2 FROM public.m)) AS id",
                "CREATE UNIQUE INDEX k ON evil.mine (id)",
            ])
            let views = PostgreSQLMaterializedViews(connection: attacker.connection)
            try await attacker.run("ANALYZE evil.mine")
            let plan = try await views.refreshPlan(for: try await views.named("evil.mine"), RefreshSettings())
            try await attacker.run("BEGIN")
            let refreshed = try await views.refresh(plan)
            try await attacker.run("COMMIT")
            #expect(refreshed.before.rows == .estimate(3))
            #expect(refreshed.after.rows == .estimate(3))
        }
    }
}
