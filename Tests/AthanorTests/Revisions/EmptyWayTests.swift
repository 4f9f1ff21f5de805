import AthanorSQLite
import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// Revisions in Swift whose way up or back does nothing, which somebody may have forgotten to write.
@Suite struct EmptyWayTests {
    private struct Forgotten: Revision {
        static let revision: RevisionID = "forgotten"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { op.execute("CREATE TABLE t (id integer)") }
        func downgrade(_ op: Operations) -> OperationList {}
    }

    private struct ForgottenForOneKind: Revision {
        static let revision: RevisionID = "one_kind"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { op.createTable("t", [.column("id", .integer)]) }
        func downgrade(_ op: Operations) -> OperationList { if op.databaseKind == .postgreSQL { op.dropTable("t") } }
    }

    private struct Unfilled: Revision {
        static let revision: RevisionID = "unfilled"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {}
    }

    private struct LeftOut: Revision {
        static let revision: RevisionID = "left_out"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { op.createTable("t", [.column("id", .integer)]) }
    }

    private struct Meant: Revision {
        static let revision: RevisionID = "meant"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { op.execute("CREATE TABLE t (id integer)") }
        func downgrade(_ op: Operations) -> OperationList { op.execute("-- The table stays for the archive.") }
    }

    private struct NoWayBack: Revision {
        static let revision: RevisionID = "no_way_back"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { op.execute("CREATE TABLE t (id integer)") }
        func downgrade(_ op: Operations) -> OperationList { .irreversible("the rows are gone") }
    }

    private struct WithoutWay: Revision {
        static let revision: RevisionID = "without_way"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { op.execute("CREATE TABLE t (id integer)") }
    }

    private static let forgotten: [(any Revision.Type, String)] = [
        (Forgotten.self, "an empty downgrade"), (ForgottenForOneKind.self, "an empty downgrade"),
        (Unfilled.self, "is empty"),
    ]
    private static let fine: [any Revision.Type] = [LeftOut.self, Meant.self, NoWayBack.self, WithoutWay.self]

    private func entry(_ type: any Revision.Type) -> RevisionEntry {
        RevisionEntry(type, path: "Versions/1.swift", message: "")
    }

    @Test("are warned of, with the file, and how to mean it")
    func warned() {
        let op = Operations(databaseKind: .sqlite)
        for (type, words) in Self.forgotten {
            let warning = entry(type).emptySectionWarning(madeWith: op)
            #expect(warning?.message.contains(words) == true, "\(type)")
            #expect(warning?.message.hasPrefix("Versions/1.swift: ") == true, "\(type)")
            #expect(warning?.advice.contains("op.execute(\"-- …\")") == true, "\(type)")
        }
        for type in Self.fine { #expect(entry(type).emptySectionWarning(madeWith: op) == nil, "\(type)") }
    }

    @Test("are told when they go up, and before they go down")
    func told() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let seen = Mutex<[RevisionDoubt]>([])
            var options = MigratorOptions()
            options.onEvent = { event in
                if case .doubtful(let doubts) = event { seen.withLock { $0 += doubts } }
            }
            let migrator = try bench.migrator([entry(Forgotten.self)], options: options)
            try await migrator.upgrade()
            try await migrator.downgrade(to: "base")
            let doubts = seen.withLock { $0 }
            #expect(doubts.map(\.step.direction) == [.upgrade, .downgrade])
            #expect(doubts.allSatisfy { $0.warning.message.contains("undoes nothing") })
        }
    }

    @Test("that are meant run, and undo nothing")
    func meant() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let migrator = try bench.migrator([entry(Meant.self)])
            try await migrator.upgrade()
            try await migrator.downgrade(to: "base")
            #expect(try await bench.rows("SELECT name FROM sqlite_schema WHERE name = 't'") == ["t"])
        }
    }
}
