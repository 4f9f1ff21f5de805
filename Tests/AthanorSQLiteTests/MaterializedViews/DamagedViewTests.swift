import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("A damaged materialized view")
struct DamagedViewTests {
    @Test(
        "is shown with what is wrong and what to do, and keeps no other from being shown and refreshed",
        arguments: [
            ("DROP TABLE athanor_rows_broken", "the table \"athanor_rows_broken\" of its rows is gone"),
            (
                "DROP VIEW athanor_definition_broken",
                "the view \"athanor_definition_broken\" that holds its query is gone"
            ),
            ("DROP VIEW broken", "the view \"broken\" that shows its rows is gone"),
        ])
    func damaged(statement: String, problem: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a);
                INSERT INTO t VALUES (1);
                CREATE MATERIALIZED VIEW broken AS SELECT a FROM t;
                CREATE MATERIALIZED VIEW sound AS SELECT a FROM t;
                """)
            try await connection.query(sql: "\(statement)")
            try await connection.query("INSERT INTO t VALUES (2)")

            let inventory = connection.module.viewInventory(on: connection)
            let listed = try await inventory.views(nil, exact: true)
            #expect(listed.map(\.name.name) == ["broken", "sound"])
            #expect(listed.last?.origin == .notByRevision)
            guard case .unknown(let reason)? = listed.first?.origin else {
                Issue.record("nothing is said: \(listed)")
                return
            }
            #expect(reason.contains(problem))
            #expect(reason.contains("Drop the materialized view in a new revision"))
            _ = try await inventory.dependencies()
            _ = try await inventory.properties(of: try #require(listed.first))

            let views = connection.module.materializedViews(on: connection)
            let all = try await views.all(exactRows: true)
            #expect(all.map(\.name.name) == ["broken", "sound"])
            for view in all {
                let plan = try await views.refreshPlan(for: view, RefreshSettings())
                try await connection.query("BEGIN IMMEDIATE")
                if view.name.name == "sound" {
                    #expect(try await views.refresh(plan).written.rows == 2)
                } else {
                    let failure = try await error(DatabaseFailure.self) { _ = try await views.refresh(plan) }
                    #expect(failure.message == "materialized view \"broken\" is damaged: \(problem)")
                    #expect(failure.advice?.contains("Drop the materialized view in a new revision") == true)
                }
                try await connection.query("COMMIT")
            }
            // What is advised works.
            try await connection.migrate(
                "DROP MATERIALIZED VIEW broken; CREATE MATERIALIZED VIEW broken AS SELECT a FROM t;")
            #expect(try await connection.column("SELECT count(*) FROM broken") == [2])
        }
    }

    private static func takingName(_ taking: String, _ body: (any Connection) async throws -> Void) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                INSERT INTO t VALUES (1, 2);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                """)
            try await connection.query("DROP VIEW m")
            try await connection.query(sql: "\(taking)")
            try await body(connection)
        }
    }

    @Test(
        "leaves what has taken its name alone, and says so",
        arguments: [
            ("CREATE VIEW m AS SELECT a, b, 42 AS new FROM t", "a view"), ("CREATE TABLE m (a, b, new)", "a table"),
        ])
    func nameTaken(taking: String, kind: String) async throws {
        try await Self.takingName(taking) { connection in
            let problem = "materialized view \"m\" is damaged: \(kind) that does not read its rows has its name"
            let listed = try await connection.module.viewInventory(on: connection).views(nil, exact: true)
            guard case .unknown(let reason)? = listed.first?.origin else {
                Issue.record("nothing is said: \(listed)")
                return
            }
            #expect(listed.count == 1 && reason.hasPrefix(problem))

            let views = connection.module.materializedViews(on: connection)
            let plan = try await views.refreshPlan(for: try await views.named("m"), RefreshSettings())
            try await connection.query("BEGIN IMMEDIATE")
            let refreshing = try await error(DatabaseFailure.self) { _ = try await views.refresh(plan) }
            #expect(refreshing.message == problem)
            try await connection.query("ROLLBACK")
            for statement in ["REFRESH MATERIALIZED VIEW m", "ALTER MATERIALIZED VIEW m RENAME TO m2"] {
                let failure = try await error(OperationError.self) { try await connection.migrate(statement) }
                #expect(failure.message == problem)
            }
            for statement in [
                "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 1 AS a",
                "CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1 AS a",
            ] {
                let failure = try await error(OperationError.self) { try await connection.migrate(statement) }
                #expect(failure.message == "there is already \(kind) \"m\"")
            }
            #expect(try await connection.column("SELECT name FROM pragma_table_info('m')") == ["a", "b", "new"])
            try await connection.migrate("DROP MATERIALIZED VIEW m")
            #expect(try await connection.column("SELECT name FROM pragma_table_info('m')") == ["a", "b", "new"])
            #expect(try await connection.column("SELECT name FROM sqlite_schema WHERE name LIKE '%definition%'") == [])
        }
    }
}
