import Athanor
import AthanorPostgreSQL
import AthanorSQLite
import AthanorTesting
import TestSupport
import Testing

/// A database system that a test runs on, each time on an empty database of its own.
enum TestedDatabase: String, CaseIterable, CustomTestStringConvertible {
    case postgreSQL, sqlite

    var testDescription: String { rawValue }

    var database: any Database {
        switch self {
        case .postgreSQL: PostgreSQL()
        case .sqlite: SQLite()
        }
    }

    /// Runs a test on an empty database and removes that afterwards.
    func with<Result>(_ body: (TestBench) async throws -> Result) async throws -> Result {
        switch self {
        case .postgreSQL:
            return try await TemporaryPostgreSQLDatabase.with { temporary, _ in
                try await body(TestBench(temporary.address))
            }
        case .sqlite:
            let temporary = try TemporarySQLiteDatabase()
            defer { temporary.remove() }
            return try await body(TestBench(temporary.address))
        }
    }
}

/// An empty database with what tests of the migrator need around it.
struct TestBench: Sendable {
    let address: DatabaseAddress
    var database: any Database { address.database }
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

    /// Runs something on a connection of its own.
    func connected<Result: Sendable>(_ body: (any Connection) async throws -> Result) async throws -> Result {
        try await using(try await database.connect(to: url, options: ConnectionOptions()), body)
    }

    /// The rows of a query, each as its values joined by `|`.
    func rows(_ sql: String) async throws -> [String] {
        try await connected { connection in
            try await connection.query(sql).map { row in
                row.values.map { value in
                    switch value {
                    case .null: "NULL"
                    case .boolean(let flag): "\(flag)"
                    case .integer(let number): "\(number)"
                    case .double(let number): "\(number)"
                    case .text(let text): text
                    case .bytes: "bytes"
                    }
                }.joined(separator: "|")
            }
        }
    }

    /// Runs statements.
    func run(_ statements: String...) async throws {
        try await connected { connection in
            for statement in statements { try await connection.query(statement) }
        }
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
