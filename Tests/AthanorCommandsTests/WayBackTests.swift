import Athanor
import Testing

@testable import AthanorCommands

/// What `show` and `downgrade` say of a revision that implements only `upgrade`.
@Suite struct WayBackTests {
    struct Orders: Revision {
        static let revision: RevisionID = "a1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("orders", [.column("id", .bigint), .column("note", .text)])
            op.renameTable("orders", to: "purchases")
        }
    }

    struct Forgetting: Revision {
        static let revision: RevisionID = "b2"
        static let downRevisions: [RevisionID] = ["a1"]

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("kept", [.column("id", .bigint)])
            op.dropColumn("note", from: "purchases")
        }
    }

    static let registry = RevisionRegistry([
        .swift(Orders.self, path: "Versions/a1.swift", message: "orders"),
        .swift(Forgetting.self, path: "Versions/b2.swift", message: "forgetting"),
    ])

    @Test("An operation without an inverse is named before anything runs")
    func missingInverseIsNamed() async throws {
        let project = try TemporaryProject(registry: Self.registry)
        let database = ["DATABASE_URL": "sqlite:app.db"]
        #expect(await project.run("upgrade", "head", environment: database).status == .success)
        let reason = "\"alter table purchases: drop column note\": it does not carry the column that it drops"
        let show = await project.run("show", "b2", environment: database)
        #expect(show.output.contains("cannot be undone: \(reason)"))
        let refused = await project.run("downgrade", "base", environment: database)
        #expect(refused.status == .failure)
        #expect(refused.errorOutput.contains("revision b2: it cannot be undone: \(reason)"))
        #expect(refused.errorOutput.contains("Nothing was changed."))
        #expect(try await project.query("SELECT name FROM sqlite_master WHERE name = 'kept'").count == 1)
    }

    @Test("Operations with inverses are undone by them")
    func whatHasInversesGoesBackByThem() async throws {
        let project = try TemporaryProject(registry: Self.registry)
        let database = ["DATABASE_URL": "sqlite:app.db"]
        let show = await project.run("show", "a1", environment: database)
        #expect(show.output.contains("rename table purchases to orders"))
        #expect(await project.run("upgrade", "a1", environment: database).status == .success)
        #expect(await project.run("downgrade", "base", environment: database).status == .success)
        #expect(try await project.query("SELECT name FROM sqlite_master WHERE name IN ('orders', 'purchases')").isEmpty)
    }
}
