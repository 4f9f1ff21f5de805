import Athanor
import AthanorSQLite
import Testing

/// What an error of a revision advises can be written where the revision is written: SQL in a file with SQL, Swift in Swift.
@Suite("Advice of errors")
struct AdviceTests {
    private static let start = """
        CREATE TABLE t (id integer, k text);
        CREATE MATERIALIZED VIEW m AS SELECT id, k FROM t;
        CREATE INDEX by_k ON m (k);
        CREATE MATERIALIZED VIEW all_of_t AS SELECT * FROM t;
        CREATE VIEW v AS SELECT id, k FROM m;
        """
    private static let swiftWords = [
        "op.", "renamedColumns", "indexes:", "dependents:", "ifExists:", "strategy:", "columns:", "Swift",
    ]
    private static let sqlWords = ["CREATE ", "DROP ", "ALTER ", "REFRESH "]

    private func advice(_ connection: any Connection, _ body: () async throws -> Void) async throws -> String {
        do {
            try await body()
        } catch {
            let explanation = Explanation(of: error)
            return explanation.advice ?? ""
        }
        Issue.record("nothing failed")
        return ""
    }

    @Test(
        "speaks SQL in a file with SQL",
        arguments: [
            "CREATE MATERIALIZED VIEW m AS SELECT 1 AS id",
            "CREATE MATERIALIZED VIEW v AS SELECT 1 AS id",
            "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id FROM t",
            "DROP VIEW v; CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id FROM t",
            "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, k AS label FROM t",
            "CREATE OR REPLACE VIEW m AS SELECT id FROM t",
            "CREATE OR REPLACE VIEW t AS SELECT 1 AS id",
            "DROP MATERIALIZED VIEW m", "DROP MATERIALIZED VIEW v", "DROP MATERIALIZED VIEW nothing",
            "ALTER MATERIALIZED VIEW nothing RENAME TO other", "ALTER MATERIALIZED VIEW v RENAME TO other",
            "ALTER MATERIALIZED VIEW m RENAME TO v", "ALTER MATERIALIZED VIEW m RENAME COLUMN x TO y",
            "ALTER TABLE t ADD COLUMN more text; REFRESH MATERIALIZED VIEW all_of_t",
            "DROP TABLE athanor_rows_m; REFRESH MATERIALIZED VIEW m",
            "DROP TABLE t",
        ])
    func sql(_ revision: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.start)
            let advice = try await advice(connection) { try await connection.migrate(revision) }
            for word in Self.swiftWords { #expect(!advice.contains(word), "\(advice)") }
        }
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (Operations) -> any MigrationOperation

        init(_ description: String, _ make: @escaping @Sendable (Operations) -> any MigrationOperation) {
            testDescription = description
            self.make = make
        }
    }

    private static let cases: [Case] = [
        Case("create one that is there") { $0.createMaterializedView("m", as: "SELECT 1 AS id") },
        Case("replace one that is not there") { $0.replaceMaterializedView("nothing", as: "SELECT 1 AS id") },
        Case("lose a column that is read") { $0.replaceMaterializedView("m", as: "SELECT id FROM t") },
        Case("replace a materialized view as a view") {
            $0.replaceView(ViewDefinition("m", as: "SELECT id FROM t"))
        },
        Case("drop a materialized view as a view") { $0.dropView("m") },
        Case("rename a materialized view as a view") { $0.renameView("m", to: "other") },
        Case("drop one that is read") { $0.dropMaterializedView("m") },
        Case("drop a view as a materialized one") { $0.dropMaterializedView("v") },
        Case("drop one that is not there") { $0.dropMaterializedView("nothing") },
        Case("rename one that is not there") { $0.renameMaterializedView("nothing", to: "other") },
        Case("rename it to what is there") { $0.renameMaterializedView("m", to: "v") },
        Case("drop a table that is read") { $0.dropTable("t") },
    ]

    @Test("speaks Swift in Swift", arguments: cases)
    private func swift(_ operation: Case) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.start)
            let advice = try await advice(connection) {
                try await connection.migrate(operation.make(Operations(databaseKind: .sqlite)))
            }
            for word in Self.sqlWords { #expect(!advice.contains(word), "\(advice)") }
        }
    }
}
