import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Dropping a materialized view that others read")
struct DependentsTests {
    private static let views = #"""
        CREATE TABLE t (a, b);
        CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
        CREATE VIEW direct AS SELECT * FROM t NATURAL JOIN M;
        CREATE VIEW "through ""direct""" AS SELECT 1 AS one FROM direct;
        CREATE MATERIALIZED VIEW other AS SELECT count(*) AS m FROM [through "direct"];
        CREATE VIEW innocent AS SELECT 'm' AS m, other.m AS n FROM t, (SELECT 1 AS m) AS other;
        """#

    private func names(_ connection: any Connection) async throws -> [Value] {
        try await connection.column("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")
    }

    @Test("is refused, naming them all, and changes nothing")
    func restrict() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let before = try await connection.query("SELECT * FROM sqlite_master")
            for suffix in ["", " RESTRICT"] {
                let failure = try await error(OperationError.self) {
                    try await connection.migrate("DROP MATERIALIZED VIEW m" + suffix)
                }
                #expect(
                    failure.message
                        == #"materialized view "m" cannot be dropped because view "direct", view "through "direct"", "#
                        + #"materialized view "other" read it"#)
            }
            #expect(try await connection.query("SELECT * FROM sqlite_master") == before)
        }
    }

    @Test("drops them with it on CASCADE, and no others")
    func cascade() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            try await connection.migrate("DROP MATERIALIZED VIEW m CASCADE")
            #expect(try await names(connection) == ["innocent"])
            #expect(try await connection.column("SELECT count(*) FROM athanor_materialized_views") == [0])
        }
    }

    @Test("drops them with it by an operation, too, when that is wanted")
    func typed() async throws {
        let op = Operations(databaseKind: SQLite().kind)
        try await withDatabase { connection in
            try await connection.migrate(Self.views)
            let refusal = try await error(OperationError.self) {
                try await connection.migrate(op.dropMaterializedView("m"))
            }
            #expect(refusal.advice == "Drop the readers first, or give `dependents: .cascade`.")
            try await connection.migrate(op.dropMaterializedView("m", dependents: .cascade))
            #expect(try await names(connection) == ["innocent"])
        }
    }

    @Test("names each after everything that it reads")
    func order() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE MATERIALIZED VIEW m AS SELECT 1 AS x;
                CREATE VIEW c AS SELECT x FROM m;
                CREATE VIEW b AS SELECT c.x FROM m JOIN c;
                CREATE VIEW a AS SELECT b.x FROM m JOIN b;
                """)
            let failure = try await error(OperationError.self) {
                try await connection.migrate("DROP MATERIALIZED VIEW m")
            }
            #expect(
                failure.message
                    == "materialized view \"m\" cannot be dropped because view \"c\", view \"b\", view \"a\" read it")
        }
    }

    @Test("is possible when they are dropped in the same statement")
    func together() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE MATERIALIZED VIEW a AS SELECT 1 AS x;
                CREATE MATERIALIZED VIEW b AS SELECT x FROM a;
                DROP MATERIALIZED VIEW a, b;
                """)
            #expect(try await names(connection) == [])
        }
    }

    @Test("goes by what their text mentions when some view of the database is broken")
    func broken() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.views + "CREATE VIEW broken AS SELECT * FROM nowhere;")
            let failure = try await error(OperationError.self) {
                try await connection.migrate("DROP MATERIALIZED VIEW m")
            }
            #expect(failure.message.contains("view \"direct\""))
        }
    }
}
