import Athanor
import Foundation
import TestSupport
import Testing

/// A script depends on the history and the database only, not on who writes it and when.
@Suite struct ReproducibleScriptTests {
    private static let kept = sqlRevision(
        "kept",
        """
        CREATE TABLE orders (id integer, price integer);
        -- athanor: refresh every 5m
        CREATE MATERIALIZED VIEW totals AS SELECT id, sum(price) AS total FROM orders GROUP BY id;
        CREATE MATERIALIZED VIEW largest AS SELECT max(total) AS total FROM totals;
        """)
    private static let replaced = sqlRevision(
        "replaced", after: "kept",
        "CREATE OR REPLACE MATERIALIZED VIEW totals AS SELECT id, sum(price) AS total, 1 AS one FROM orders GROUP BY id;"
    )

    /// Names of this process that a script must not hold.
    private func expectNothingOfTheWriter(in script: String) {
        let process = ProcessInfo.processInfo
        #expect(!script.contains("'\(process.hostName)'"))
        #expect(!script.contains("as it was at "))
        // Short numbers may be in a script by chance.
        let id = "\(process.processIdentifier)"
        if id.count > 3 { #expect(!script.contains(" \(id),") && !script.contains("'\(id)'")) }
        #expect(script.contains("'offline SQL'"))
    }

    @Test("Two scripts of a history are equal, and name nothing of the writer", arguments: TestedDatabase.allCases)
    func history(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let offline = try bench.offlineMigrator(try OfflineHistory.entries(on: tested))
            let script = try await offline.script(.upgrade, OfflineRange(from: .base, to: .heads))
            #expect(try await offline.script(.upgrade, OfflineRange(from: .base, to: .heads)) == script)
            expectNothingOfTheWriter(in: script)
            let stamp = try await offline.script(stamping: [.heads])
            #expect(try await offline.script(stamping: [.heads]) == stamp)
            expectNothingOfTheWriter(in: stamp)
        }
    }

    @Test("Two scripts of a replacement are equal, though each reads the database", arguments: TestedDatabase.allCases)
    func replacement(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.kept]).upgrade()
            let entries = try [Self.kept, Self.replaced].enumerated().map {
                try RevisionEntry(sql: SourceText(path: "\($0).sql", text: $1))
            }
            let range = OfflineRange(from: .current, to: .heads)
            let script = try await bench.offlineMigrator(entries).script(.upgrade, range)
            #expect(try await bench.offlineMigrator(entries).script(.upgrade, range) == script)
            expectNothingOfTheWriter(in: script)
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome)")
            // The views were filled again, by the script.
            let refreshes = try await bench.rows(
                """
                SELECT host, process FROM \(bench.database.dialect.name(of: .log))
                WHERE kind = 'refresh' OR detail LIKE 'offline SQL%' ORDER BY entry
                """)
            #expect(refreshes.count >= 2 && Set(refreshes) == ["offline SQL|0"])
        }
    }

    @Test(
        "The log of a script names the user who runs it, where the database has users",
        arguments: TestedDatabase.allCases)
    func user(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let entries = [try RevisionEntry(sql: SourceText(path: "x.sql", text: sqlRevision("a", "SELECT 1;")))]
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "heads")
            #expect(try bench.client.run(script).exitCode == 0)
            let log = try await bench.rows(
                "SELECT performed_by, host, process, detail FROM \(bench.database.dialect.name(of: .log))")
            let user =
                switch tested {
                case .postgreSQL: try await bench.rows("SELECT session_user::text").first ?? ""
                case .sqlite: "offline SQL"
                }
            #expect(log == ["\(user)|offline SQL|0|offline SQL"])
        }
    }
}
