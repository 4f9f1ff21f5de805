import Athanor
import TestSupport

extension TestedDatabase {
    /// Runs a test on an empty database and removes that afterwards.
    /// - Parameter options: options of PostgreSQL's `CREATE DATABASE`.
    func with<Result>(options: String = "", _ body: (TestBench) async throws -> Result) async throws -> Result {
        try await ScratchDatabase.with(self, options: options) { try await body(TestBench($0.address)) }
    }
}

/// A database with what tests of the migrator need around it.
struct TestBench: AddressedDatabase {
    let address: DatabaseAddress
    var database: any DatabaseModule { address.module }
    var url: DatabaseURL { address.url }

    init(_ address: DatabaseAddress) {
        self.address = address
    }

    /// A migrator over SQL revisions.
    func migrator(_ files: [String], options: MigratorOptions = MigratorOptions()) throws -> Migrator {
        let entries = try files.enumerated().map { index, text in
            try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
        }
        return Migrator(address, revisions: try RevisionSet(entries), options: options)
    }

    /// A migrator over given revisions.
    func migrator(_ entries: [RevisionEntry], options: MigratorOptions = MigratorOptions()) throws -> Migrator {
        Migrator(address, revisions: try RevisionSet(entries), options: options)
    }

    /// The log as kind, subject and outcome.
    func log() async throws -> [String] {
        try await rows("SELECT kind, subject, outcome FROM \(database.dialect.name(of: .log)) ORDER BY entry")
    }
}

/// The text of an SQL revision.
func sqlRevision(_ id: String, after down: String = "", _ upgrade: String, down downgrade: String = "") -> String {
    """
    -- revision \(id)
    --
    -- revision: \(id)
    -- down_revision: \(down)

    -- upgrade
    \(upgrade)
    -- downgrade
    \(downgrade)
    """
}
