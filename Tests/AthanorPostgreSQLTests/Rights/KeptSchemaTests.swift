import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// A schema that is kept for building is used only where nobody else can put anything into it.
@Suite struct KeptSchemaTests {
    @Test(
        "A kept schema that somebody else owns, may create in or has filled is passed over by name",
        arguments: [
            ("AUTHORIZATION #", "it belongs to role #"),
            ("AUTHORIZATION @; GRANT CREATE ON SCHEMA athanor_building_1 TO #", "role # may create in it"),
            ("AUTHORIZATION @; GRANT CREATE ON SCHEMA athanor_building_1 TO PUBLIC", "everybody may create in it"),
            (
                "AUTHORIZATION @; CREATE FUNCTION athanor_building_1.fn(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
                "it is not empty: function athanor_building_1.fn(text)"
            ),
            (
                "AUTHORIZATION @; CREATE TYPE athanor_building_1.regclass AS ENUM ('a')",
                "it is not empty: type athanor_building_1.regclass"
            ),
            (
                "AUTHORIZATION @; CREATE OPERATOR athanor_building_1.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = textcat)",
                "it is not empty: operator athanor_building_1.||(text,text)"
            ),
        ])
    func passedOver(_ making: String, _ objection: String) async throws {
        try await Attacker.with { attacker in
            let migrator = attacker.role + "_migrator"
            func named(_ text: String) -> String {
                text.replacing("#", with: attacker.role).replacing("@", with: migrator)
            }
            try await attacker.run("CREATE ROLE \(migrator)", "ALTER MATERIALIZED VIEW public.m OWNER TO \(migrator)")
            for statement in named("CREATE SCHEMA athanor_building_1 " + making).split(separator: ";") {
                try await attacker.run(String(statement))
            }
            try await attacker.run(
                "GRANT USAGE, CREATE ON SCHEMA athanor_building_1 TO \(migrator)",
                "GRANT USAGE, CREATE ON SCHEMA public TO \(migrator)", "SET ROLE \(migrator)")
            let replacing = ReplaceMaterializedView(
                name: "public.m", query: .sql("SELECT 1 AS id, 2 AS more"), strategy: .sideBySide)
            let error = await #expect(throws: OperationError.self) { try await attacker.connection.perform(replacing) }
            #expect(
                error?.message.contains("athanor_building_1 is not used: \(named(objection))") == true,
                "\(error?.message ?? "")")
            #expect(error?.advice.contains("CREATE SCHEMA athanor_building_2 AUTHORIZATION") == true)
            // What the advice says works.
            try await attacker.run(
                "RESET ROLE", "CREATE SCHEMA athanor_building_2 AUTHORIZATION \(migrator)", "SET ROLE \(migrator)")
            try await attacker.connection.perform(replacing)
            try await attacker.run("RESET ROLE", "DROP OWNED BY \(migrator) CASCADE", "DROP ROLE \(migrator)")
        }
    }
}
