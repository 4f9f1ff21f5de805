import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// Replacing the values of an enum type converts tables together that may belong to several roles.
@Suite struct EnumStrangersTests {
    private let op = Operations(databaseKind: .postgreSQL)

    @Test(
        "A partition or heir of another role is refused by name: its code would run with the rights of the parent's owner",
        arguments: ["PARTITION OF public.p FOR VALUES FROM (0) TO (10)", "(CHECK (id >= 0)) INHERITS (public.p)"])
    func heirs(_ clause: String) async throws {
        try await Attacker.with { attacker in
            let parent = clause.hasPrefix("PARTITION") ? " PARTITION BY RANGE (id)" : ""
            try await attacker.run(
                "CREATE TYPE public.mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE public.p (id int, s public.mood)\(parent)",
                "CREATE TABLE evil.p1 \(clause)", "INSERT INTO evil.p1 VALUES (1, 'ok')",
                "ALTER TABLE evil.p1 OWNER TO \(attacker.role)")
            try await attacker.asItself([
                "CREATE FUNCTION evil.check(text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN evil.chk(1); END'",
                "ALTER TABLE evil.p1 ADD CONSTRAINT c CHECK (evil.check(s::text))",
            ])
            try await attacker.arm()
            let error = await #expect(throws: OperationError.self) {
                try await attacker.connection.perform(op.replaceEnumValues("public.mood", with: ["ok", "sad"]))
            }
            #expect(
                error?.message.contains("table evil.p1 of role \(attacker.role)") == true, "\(error?.message ?? "")")
            #expect(try await attacker.runs == 0)
            try await attacker.asItself(["ALTER TABLE evil.p1 DROP CONSTRAINT c"])
            try await attacker.run("ALTER TABLE evil.p1 OWNER TO current_user")
            try await attacker.connection.perform(op.replaceEnumValues("public.mood", with: ["ok", "sad"]))
        }
    }

    @Test("A foreign key of another role's table is made again with that role's rights, or refused by name")
    func foreignKeys() async throws {
        try await Attacker.with { attacker in
            try await attacker.run(
                "CREATE TYPE public.mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE public.moods (s public.mood PRIMARY KEY)",
                "INSERT INTO public.moods VALUES ('ok')", "GRANT SELECT, REFERENCES ON public.moods TO \(attacker.role)"
            )
            try await attacker.asItself([
                "CREATE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                "CREATE TABLE evil.t (id int, s public.mood REFERENCES public.moods (s))",
                "INSERT INTO evil.t VALUES (1, 'ok')", "CREATE INDEX i ON evil.t (id) WHERE evil.constant(1) > 0",
            ])
            try await attacker.arm()
            try await attacker.asItself([
                """
                CREATE OR REPLACE FUNCTION evil.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                'BEGIN PERFORM evil.chk(1); RETURN 1; END'
                """
            ])
            try await attacker.connection.perform(op.replaceEnumValues("public.mood", with: ["ok", "sad"]))
            #expect(try await !attacker.hasWon)
            // The other way round, the query is planned with the rights of whoever has the key.
            try await attacker.asItself([
                "CREATE TABLE evil.keys (s public.mood PRIMARY KEY)", "INSERT INTO evil.keys VALUES ('ok')",
            ])
            try await attacker.run("CREATE TABLE public.of_keys (s public.mood REFERENCES evil.keys (s))")
            let error = await #expect(throws: OperationError.self) {
                try await attacker.connection.perform(op.replaceEnumValues("public.mood", with: ["sad", "ok"]))
            }
            #expect(
                error?.message.contains("table evil.keys of role \(attacker.role)") == true, "\(error?.message ?? "")")
            #expect(try await !attacker.hasWon)
        }
    }
}
