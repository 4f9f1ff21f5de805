import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// What replacing the values of an enum type does to keys, partitions and defaults, and to names that need quotes.
@Suite struct ProgramTests {
    private let op = Operations(databaseKind: PostgreSQL().kind)

    private func run(_ operation: any MigrationOperation, on connection: any Connection) async throws {
        for step in try operation.lower(for: PostgreSQL()) {
            guard case .resolvedWhenRun(let resolved) = step.content else {
                Issue.record("\(operation.summary) does not look at the catalog")
                return
            }
            let statements = try await resolved.statements(connection, .silent)
            try await connection.run([SQLStatement("BEGIN")] + statements + [SQLStatement("COMMIT")])
        }
    }

    @Test("Foreign keys between columns of the type stay, with their actions and comments")
    func foreignKeysStay() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.run(
                [
                    "CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TABLE moods (state mood PRIMARY KEY)",
                    """
                    CREATE TABLE people (state mood CONSTRAINT "a mood" REFERENCES moods ON DELETE CASCADE,
                                         best mood NOT NULL DEFAULT 'ok')
                    """,
                    "COMMENT ON CONSTRAINT \"a mood\" ON people IS 'kept'",
                    "INSERT INTO moods VALUES ('sad'), ('ok')", "INSERT INTO people VALUES ('sad', 'ok')",
                ].map { SQLStatement($0) })
            try await run(
                op.replaceEnumValues("mood", with: ["ok", "blue"], mapping: ["sad": "blue"]), on: connection)
            let rows = try await connection.query("SELECT state::text, best::text FROM people")
            #expect(rows.map(\.values) == [["blue", "ok"]])
            let key = try await connection.query(
                """
                SELECT conname::text, pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint')
                FROM pg_constraint WHERE contype = 'f'
                """
            ).first
            #expect(
                key?.values == ["a mood", "FOREIGN KEY (state) REFERENCES moods(state) ON DELETE CASCADE", "kept"])
            try await connection.query("DELETE FROM moods WHERE state = 'blue'")
            #expect(try await connection.query("SELECT FROM people").isEmpty)
        }
    }

    @Test("A partition key is named before anything changes")
    func partitionKeyIsNamed() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.run(
                [
                    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                    "CREATE TABLE people (state mood) PARTITION BY LIST (state)",
                    "CREATE TABLE sad_people PARTITION OF people FOR VALUES IN ('sad')",
                ].map { SQLStatement($0) })
            let error = await #expect(throws: OperationError.self) {
                try await run(op.replaceEnumValues("mood", with: ["ok", "sad"]), on: connection)
            }
            #expect(
                error?.message
                    == "the values of enum type mood cannot be replaced because the partition key of table people uses it"
            )
        }
    }

    @Test("Defaults are mapped, also in arrays")
    func defaultsAreMappedAlsoInArrays() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.run(
                [
                    "CREATE TYPE mood AS ENUM ('it''s, {sad}', 'ok')",
                    "CREATE TABLE people (id int, past mood[] DEFAULT ARRAY['it''s, {sad}', 'ok']::mood[])",
                    "ALTER TABLE people ADD state mood DEFAULT 'it''s, {sad}'",
                    "ALTER TABLE people ADD all_of_it mood[] DEFAULT '{\"it''s, {sad}\",ok}'",
                    "ALTER TABLE people ALTER past SET DEFAULT '{ok}'",
                ].map { SQLStatement($0) })
            try await run(
                op.replaceEnumValues("mood", with: ["ok", "so \"so\""], mapping: ["it's, {sad}": "so \"so\""]),
                on: connection)
            try await connection.query("INSERT INTO people (id) VALUES (1)")
            let row = try await connection.query(
                "SELECT state::text AS a, all_of_it[1]::text AS b, all_of_it[2]::text AS c, past::text AS d FROM people"
            ).first
            #expect(row?.values == ["so \"so\"", "so \"so\"", "ok", "{ok}"])
        }
    }

    @Test("A default that would lose its value is an error that names it")
    func lostDefaultIsNamed() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.run(
                [
                    "CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TABLE people (past mood[] DEFAULT '{ok,sad}')",
                ].map { SQLStatement($0) })
            let error = await #expect(throws: OperationError.self) {
                try await run(op.replaceEnumValues("mood", with: ["ok"]), on: connection)
            }
            #expect(
                error?.message
                    == "the value \"sad\" of enum type mood is removed, but it is in the default of column past of "
                    + "public.people"
            )
        }
    }

    @Test("Unusual names stay as they are", arguments: ["Mood", "my mood", "mo\"od", "select", "気分", "a.b", "it's"])
    func oddNamesStayAsTheyAre(name: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let dialect = PostgreSQLDialect()
            let quoted = dialect.quote(name)
            // A table has a type of its own name.
            let table = "\(quoted).\(dialect.quote(name + "s"))"
            try await connection.run(
                [
                    "CREATE SCHEMA \(quoted)", "CREATE TYPE \(quoted).\(quoted) AS ENUM ('sad', 'ok')",
                    """
                    CREATE TABLE \(table) (\(quoted) \(quoted).\(quoted) NOT NULL DEFAULT 'sad'
                        CONSTRAINT \(quoted) CHECK (\(quoted) <> 'ok'))
                    """,
                    "INSERT INTO \(table) VALUES (DEFAULT)",
                ].map { SQLStatement($0) })
            try await run(
                op.replaceEnumValues(
                    QualifiedName(schema: name, name: name), with: ["ok", name], mapping: ["sad": ExactText(name)]),
                on: connection
            )
            try await connection.query(sql: "INSERT INTO \(table) VALUES (DEFAULT)")
            let rows = try await connection.query(sql: "SELECT \(quoted)::text AS value FROM \(table)")
            #expect(rows.map(\.values) == [[.text(name)], [.text(name)]])
            let types = try await connection.query("SELECT typname::text FROM pg_type WHERE typtype = 'e'")
            #expect(types.map(\.values) == [[.text(name)]])
        }
    }
}
