import Athanor
import AthanorTesting
import TestSupport
import Testing

@testable import DocumentationExamples

/// Runs the Swift of the guide Operations on both databases.
@Suite("Documentation: operations")
struct OperationGuideTests {
    /// The table that ``AddNote`` writes to.
    struct CreateNotes: Revision {
        static let revision: RevisionID = "51c0ffee0000"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable(
                "notes", [.column("about", .text), .column("note", .text), .column("noted_at", .timestamptz)])
        }
    }

    static func revisions(_ types: any Revision.Type...) throws -> RevisionSet {
        try RevisionSet(types.map { RevisionEntry($0, path: "Versions/\($0.revision).swift", message: "\($0)") })
    }

    @Test("What cannot be undone is named as the guide shows it")
    func named() throws {
        let page = try #require(DocumentationPage.all.first { $0.path.hasSuffix("/Operations.md") })
        let shown = page.blocks(in: "text").flatMap { $0.text.split(separator: "\n") }.map(String.init)
        let op = Operations(databaseKind: .postgreSQL)
        let derived = try Blind().downgrade(op).map(\.summary)
        #expect(derived == shown.filter { $0.hasPrefix("cannot be undone") })
    }

    struct Blind: Revision {
        static let revision: RevisionID = "51c0ffee0a05"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.dropColumn("name", from: "customers")
        }
    }

    @Test("The revisions of the guide go up, down and up again", arguments: TestedDatabase.allCases)
    func roundTrip(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            try await RoundTrip(
                database.address,
                revisions: try Self.revisions(
                    CreateOrders_51c0ffee0a01.self, StatesOfOrders_51c0ffee0a02.self, FirstCustomers_51c0ffee0a06.self)
            ).check()
        }
    }

    @Test("An operation of one's own runs and is undone on both databases", arguments: TestedDatabase.allCases)
    func ownOperation(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            let migrator = Migrator(
                database.address,
                revisions: try Self.revisions(
                    CreateNotes.self, CreateOrders_51c0ffee0a01.self, StatesOfOrders_51c0ffee0a02.self,
                    ForgetTheNames_51c0ffee0a03.self, Notes_51c0ffee0a04.self))
            try await migrator.upgrade(to: "heads")
            try await migrator.downgrade(to: "51c0ffee0a03")
            #expect(
                try await database.rows("SELECT about, note FROM notes ORDER BY noted_at, note") == [
                    "orders|states were introduced", "orders|undone: states were introduced",
                ])
            let error = await #expect(throws: PlanError.self) { try await migrator.downgrade(to: "51c0ffee0a02") }
            #expect(
                error?.explanation.message.hasSuffix("it cannot be undone: the names of the customers are gone") == true
            )
        }
    }
}
