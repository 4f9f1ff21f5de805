import Athanor
import AthanorSQLite
import Testing

@testable import AthanorCommands

/// A step whose statements are known, though it looks at the database when it runs, is shown as these statements.
@Suite struct WrittenStepTests {
    struct Explained: MigrationOperation {
        let summary = "drop view v"

        func lower(for database: any DatabaseSystem) -> [LoweredStep] {
            let drop = LoweredStatement(SQLStatement("DROP VIEW v"), command: "DROP VIEW")
            return [
                .resolvedWhenRun(
                    ResolvedStep(summary: summary, previewing: .known([drop])) { _ in [drop.statement] })
            ]
        }
    }

    struct Dropping: Revision {
        static let revision: RevisionID = "a1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { Explained() }
    }

    private func project() throws -> TemporaryProject {
        try TemporaryProject(
            registry: RevisionRegistry([.swift(Dropping.self, path: "Versions/a1.swift", message: "drop")]))
    }

    @Test("A plan shows it")
    func aPlanShowsIt() async throws {
        let project = try project()
        let environment = ["DATABASE_URL": "sqlite:\(project.path)/app.sqlite"]
        let text = await project.run("upgrade", "base:head", "--plan", environment: environment).output
        #expect(text.contains("DROP VIEW v;"), "\(text)")
        #expect(text.contains("1 revision, 1 statement. Nothing was run."), "\(text)")
        let json = await project.run("upgrade", "base:head", "--plan", "--json", environment: environment).output
        #expect(json.contains("\"command\" : \"DROP VIEW\""), "\(json)")
        #expect(json.contains("\"execution\" : \"in_transaction\""), "\(json)")
    }
}
