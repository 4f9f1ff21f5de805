import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

@Suite struct WorkSQLTests {
    private struct AddNote: Revision {
        static let revision: RevisionID = "b"
        static let downRevisions: [RevisionID] = ["a"]

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("notes", [.column("id", .integer), .column("text", .text)])
            op.execute("INSERT INTO notes (id, text) VALUES ($1, $2)", [.integer(1), .text("it's")])
            if op.arguments["region"] != nil { op.execute("SELECT 'region'") }
        }

        func downgrade(_ op: Operations) -> OperationList {
            op.execute("DROP TABLE notes")
        }
    }

    private struct RunsCode: Revision {
        static let revision: RevisionID = "c"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.run("look") { _ in }
        }
    }

    private static func history() throws -> RevisionSet {
        try RevisionSet([
            try RevisionEntry(
                sql: SourceText(
                    path: "versions/a.sql",
                    text: sqlRevision("a", "CREATE TABLE first (id int);", down: "DROP TABLE first;"))
            ),
            RevisionEntry(AddNote.self, path: "versions/b.swift", message: "add note"),
        ])
    }

    @Test(
        "A revision's SQL is what the script contains of it, and the same each time", arguments: TestedDatabase.allCases
    )
    func revision(on tested: TestedDatabase) async throws {
        let database = tested.database
        let sql = try await database.sql(of: AddNote.self)
        #expect(sql.hasPrefix("CREATE TABLE \"notes\""), "\(sql)")
        #expect(sql.hasSuffix("INSERT INTO notes (id, text) VALUES (1, 'it''s');"), "\(sql)")
        #expect(!sql.contains("athanor"), "\(sql)")
        #expect(try await database.sql(of: AddNote.self) == sql)
        let script = try await OfflineMigrator(for: database, revisions: try Self.history()).script(.upgrade, "a:b")
        for statement in sql.components(separatedBy: "\n\n") { #expect(script.contains(statement)) }
        #expect(try await database.sql(.downgrade, of: AddNote.self) == "DROP TABLE notes;")
        #expect(try await database.sql(of: AddNote.self, arguments: ["region": "x"]).hasSuffix("SELECT 'region';"))
    }

    @Test("Operations have SQL without a revision", arguments: TestedDatabase.allCases)
    func operations(on tested: TestedDatabase) async throws {
        let sql = try await tested.database.sql { op in
            op.execute("SELECT 1; SELECT 2")
            for name in ["x", "y"] { op.execute("DROP TABLE \(name)") }
        }
        #expect(sql == "SELECT 1;\n\nSELECT 2;\n\nDROP TABLE x;\n\nDROP TABLE y;")
        #expect(try await tested.database.sql { _ in } == "")
    }

    @Test("A step that reads the database, or runs code, is refused", arguments: TestedDatabase.allCases)
    func refused(on tested: TestedDatabase) async throws {
        await #expect(throws: OfflineError.self) { try await tested.database.sql(of: RunsCode.self) }
        guard tested == .sqlite else { return }
        let error = await #expect(throws: OfflineError.self) { try await tested.database.sql { rebuilding($0) } }
        guard case .needsDatabase = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// Needs the table's definition on SQLite, which has no statement for it.
    @OperationsBuilder private func rebuilding(_ op: Operations) -> OperationList {
        op.addConstraint(.check("id > 0", name: "positive"), on: "first")
    }

    @Test("On a temporary database, steps find the schema that they read", arguments: TestedDatabase.allCases)
    func onDatabase(on tested: TestedDatabase) async throws {
        let revisions = try RevisionSet(
            try Self.history().all + [RevisionEntry(Constrain.self, path: "versions/d.swift", message: "constrain")])
        let sql =
            switch tested {
            case .postgreSQL: try await TemporaryPostgreSQLDatabase.sql(of: "d", in: revisions)
            case .sqlite: try await TemporarySQLiteDatabase.sql(of: "d", in: revisions)
            }
        #expect(sql.contains("positive") && !sql.contains("athanor_version"), "\(sql)")
        let known =
            switch tested {
            case .postgreSQL: try await TemporaryPostgreSQLDatabase.sql(.downgrade, of: "b", in: revisions)
            case .sqlite: try await TemporarySQLiteDatabase.sql(.downgrade, of: "b", in: revisions)
            }
        #expect(known == "DROP TABLE notes;")
    }

    private struct Constrain: Revision {
        static let revision: RevisionID = "d"
        static let downRevisions: [RevisionID] = ["b"]

        func upgrade(_ op: Operations) -> OperationList {
            op.addConstraint(.check("id > 0", name: "positive"), on: "first")
        }
    }
}
