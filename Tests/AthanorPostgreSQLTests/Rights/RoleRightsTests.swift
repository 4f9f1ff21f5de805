import Athanor
import AthanorTesting
import Testing

@testable import AthanorPostgreSQL

/// Which members of a role count as having its rights.
@Suite struct RoleRightsTests {
    @Test(
        "A member has the rights of a role where the membership gives them, gives the role, or lets it be passed on",
        arguments: [
            ("INHERIT FALSE, SET FALSE", false), ("INHERIT TRUE, SET FALSE", true), ("INHERIT FALSE, SET TRUE", true),
            ("INHERIT FALSE, SET FALSE, ADMIN TRUE", true),
        ])
    func membership(_ options: String, _ expected: Bool) async throws {
        try await Attacker.with { attacker in
            let number = try await attacker.connection.query("SELECT current_setting('server_version_num')::int AS n")
            let knowsOptions = try number.first?["n", as: Int64.self] ?? 0 >= 160_000
            let migrator = attacker.role + "_migrator"
            try await attacker.run("CREATE ROLE \(migrator)")
            func hasRights() async throws -> Bool? {
                try await attacker.connection.query(
                    sql: """
                        SELECT \(RoleRights.has("m.oid", thoseOf: "r.oid")) AS has
                        FROM pg_roles AS m, pg_roles AS r WHERE m.rolname = $1::text AND r.rolname = $2::text
                        """, [.text(attacker.role), .text(migrator)]
                ).first?["has", as: Bool.self]
            }
            #expect(try await hasRights() == false)
            // Up to PostgreSQL 15 each member can take the role on.
            try await attacker.run("GRANT \(migrator) TO \(attacker.role)" + (knowsOptions ? " WITH \(options)" : ""))
            #expect(try await hasRights() == (knowsOptions ? expected : true))
            // So it is where it matters: a schema of the member's that is kept for building.
            try await attacker.run(
                "CREATE SCHEMA athanor_building_1 AUTHORIZATION \(attacker.role)",
                "GRANT USAGE, CREATE ON SCHEMA athanor_building_1 TO \(migrator)", "SET ROLE \(migrator)")
            let kept = try await KeptSchema.named("athanor_building_1", on: attacker.connection)
            #expect((kept?.objection == nil) == (knowsOptions ? expected : true), "\(String(describing: kept))")
            try await attacker.run("RESET ROLE", "DROP OWNED BY \(migrator) CASCADE", "DROP ROLE \(migrator)")
        }
    }
}
