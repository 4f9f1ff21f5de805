import Athanor
import AthanorSQLite
import TestSupport
import Testing

/// A system that a user's package could declare, with what is public.
private struct LoudSQLite: DatabaseSystem {
    var kind: DatabaseKind { .sqlite }
    var displayName: String { "SQLITE" }
    var urlSchemes: [String] { ["sqlite", "loud"] }
    var exampleURL: String { "sqlite:app.db" }
    var implementation: DatabaseImplementation { SQLite().implementation }
}

@Suite struct OwnSystemTests {
    @Test("A system of one's own works with the implementation of the system that it passes on")
    func passedOn() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            let address = try LoudSQLite().at(database.address.url)
            #expect(address.database.displayName == "SQLite")
            let files = [
                sqlRevision("a", "CREATE TABLE t (id int);", down: "DROP TABLE t;"),
                sqlRevision("b", after: "a", "CREATE VIEW v AS SELECT id FROM t;", down: "DROP VIEW v;"),
            ]
            let migrator = try TestBench(address).migrator(files)
            #expect(try await migrator.upgrade().steps.count == 2)
            #expect(try await migrator.downgrade(to: "base").steps.count == 2)
        }
    }

    @Test(
        "An operation of one's own quotes identifiers, binds values and writes literals",
        arguments: TestedDatabase.allCases)
    func steps(on tested: TestedDatabase) throws {
        let database: any DatabaseSystem = tested.database
        #expect(try database.identifier("a\"b") == "\"a\"\"b\"")
        #expect(try database.identifier(QualifiedName(schema: "s", name: "T")) == "\"s\".\"T\"")
        #expect(throws: OperationError.self) { try database.identifier("") }
        #expect(database.literal(.text("it's")).contains("it''s"))
        let steps = try database.steps("INSERT INTO t VALUES ($1)", [.integer(7)])
        #expect(steps.count == 1)
        guard case .statement(let lowered)? = steps.first?.content else {
            Issue.record("not a statement")
            return
        }
        #expect(lowered.statement.values == [.integer(7)])
        #expect(try database.steps("SELECT 1; SELECT 2").count == 2)
        #expect(throws: OperationError.self) { try database.steps("SELECT 1; SELECT $1", [.integer(1)]) }
    }
}
