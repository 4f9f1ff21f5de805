import Athanor
import TestSupport
import Testing

/// Statements of a plan as people read them.
@Suite struct PlanTextTests {
    struct Insert: MigrationOperation {
        let summary = "insert"

        func lower(for database: any DatabaseSystem) -> [LoweredStep] {
            [.statement(LoweredStatement(SQLStatement("INSERT INTO a VALUES ($1)", ["it's"]), command: "INSERT"))]
        }
    }

    struct Inserting: Revision {
        static let revision: RevisionID = "a1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            Insert()
            op.execute("SELECT (ARRAY[1, 2])[1:n]")
        }
    }

    @Test("Bound values are written out, and other statements stay as they are", arguments: TestedDatabase.allCases)
    func boundValuesAreWrittenOut(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let entry = RevisionEntry(Inserting.self, path: "Versions/Inserting.swift", message: "insert")
            let plan = try await bench.migrator([entry]).plan(.upgrade, to: "head")
            let statements = plan.revisions.flatMap(\.lowered).compactMap { step in
                if case .statement(let lowered) = step.content { plan.text(of: lowered.statement) } else { nil }
            }
            #expect(statements == ["INSERT INTO a VALUES ('it''s')", "SELECT (ARRAY[1, 2])[1:n]"])
            #expect(try await bench.migrator([entry]).versionRows() == [])
        }
    }
}
