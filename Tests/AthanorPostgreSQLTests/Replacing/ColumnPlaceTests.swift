import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// What names the columns of a view by their places is not read again over a view whose columns have other places.
@Suite struct ColumnPlaceTests {
    private static let script = """
        CREATE TABLE src (id int, owner_id int, editor_id int); INSERT INTO src VALUES (1, 10, 20), (2, 11, 21);
        CREATE TABLE names (id int, name text); INSERT INTO names VALUES (1, 'one'), (2, 'two');
        CREATE TABLE docs (id int);
        CREATE MATERIALIZED VIEW m AS SELECT id AS ident, owner_id, editor_id FROM src;
        """

    /// What reads `m`, and its name.
    private static let readers: [(statements: String, name: String)] = [
        (
            // The server writes the list, since one name cannot stay: nobody has written one.
            """
            ALTER MATERIALIZED VIEW m RENAME COLUMN ident TO id;
            CREATE VIEW v AS SELECT id, name, owner_id FROM m JOIN names USING (id);
            ALTER MATERIALIZED VIEW m RENAME COLUMN id TO ident
            """, "view public.v"
        ),
        ("CREATE VIEW v AS SELECT x.i, x.o FROM m AS x (i, o)", "view public.v"),
        ("CREATE MATERIALIZED VIEW v AS SELECT j.a, j.c FROM (names CROSS JOIN m) AS j (a, b, c, d)", "view public.v"),
        (
            "CREATE VIEW v AS SELECT (SELECT max(x.o) FROM m AS x (i, o) WHERE x.i = docs.id) AS o FROM docs",
            "view public.v"
        ),
        (
            "CREATE POLICY p ON docs USING (EXISTS (SELECT FROM m AS x (i, o) WHERE x.i = docs.id AND x.o = 10))",
            "policy p on public.docs"
        ),
        (
            """
            CREATE FUNCTION f(int) RETURNS int LANGUAGE sql
            BEGIN ATOMIC SELECT x.o FROM m AS x (i, o) WHERE x.i = $1; END
            """, "f(integer)"
        ),
    ]

    private func with(
        _ statements: String, _ body: (any Connection, CatalogSnapshot) async throws -> Void
    ) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in try read(Self.script + statements) {
                try await connection.query(sql: SQLStatement(statement.slice))
            }
            try await body(connection, try await CatalogSnapshot(connection))
        }
    }

    @Test(
        "Another order of the columns is refused by the reader's name", arguments: readers,
        [ReplacementStrategy.sideBySide, .inPlace])
    func otherOrder(_ reader: (statements: String, name: String), _ strategy: ReplacementStrategy) async throws {
        try await with(reader.statements) { connection, before in
            for query in [
                "SELECT id AS ident, editor_id, owner_id FROM src", "SELECT owner_id, id AS ident, editor_id FROM src",
            ] {
                let error = await #expect(throws: OperationError.self) {
                    try await connection.perform(
                        ReplaceMaterializedView(name: "m", query: .sql(query), strategy: strategy))
                }
                #expect(error?.message.contains(reader.name) == true, "\(error?.message ?? "")")
                #expect(error?.message.contains("by their places") == true, "\(error?.message ?? "")")
                let after = try await CatalogSnapshot(connection)
                #expect(before.differences(to: after) == [])
            }
        }
    }

    @Test("New columns behind the old ones, and changes behind the named ones, go through", arguments: readers)
    func sameOrder(_ reader: (statements: String, name: String)) async throws {
        try await with(reader.statements) { connection, _ in
            let reading: String? =
                reader.statements.contains("VIEW v ")
                ? "SELECT v::text AS row FROM v ORDER BY 1"
                : reader.statements.contains("FUNCTION") ? "SELECT f(id)::text AS row FROM src ORDER BY 1" : nil
            func rows() async throws -> [String?] {
                guard let reading else { return [] }
                return try await connection.query(sql: reading).map { try $0["row", as: String?.self] }
            }
            let before = try await rows()
            try await connection.perform(
                ReplaceMaterializedView(
                    name: "m", query: "SELECT id AS ident, owner_id, editor_id, id + 1 AS more FROM src"))
            #expect(try await rows() == before)
            #expect(
                try await connection.query("SELECT more FROM m WHERE ident = 1").first?["more", as: Int64.self] == 2)
        }
    }

    @Test("A reader without such names follows any order")
    func byName() async throws {
        try await with("CREATE VIEW v AS SELECT x.owner_id AS o, count(*) FROM m AS x GROUP BY x.owner_id") {
            connection, _ in
            try await connection.perform(
                ReplaceMaterializedView(name: "m", query: "SELECT editor_id, owner_id, id AS ident FROM src"))
            #expect(
                try await connection.query("SELECT o FROM v ORDER BY o").map { try $0["o", as: Int64.self] } == [
                    10, 11,
                ])
        }
    }

    @Test("A column of an altered table that comes back in another place is refused too")
    func alteringAround() async throws {
        try await with("CREATE VIEW v AS SELECT x.i, x.o FROM src AS x (i, o)") { connection, before in
            let op = Operations(databaseKind: .postgreSQL)
            let error = await #expect(throws: OperationError.self) {
                try await connection.perform(
                    op.alteringAround("public.src") {
                        op.execute("ALTER TABLE src DROP COLUMN owner_id; ALTER TABLE src ADD COLUMN owner_id int")
                    })
            }
            #expect(error?.message.contains("view public.v names columns of table public.src by their places") == true)
            let after = try await CatalogSnapshot(connection)
            #expect(before.differences(to: after) == [])
        }
    }
}
