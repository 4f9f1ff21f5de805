import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// A role without a login owns the database, and its members migrate.
@Suite("A team whose role owns the database")
struct TeamRoleTests {
    @Test("Its members migrate one after the other as that role, and one of them as itself", arguments: [true, false])
    func members(actsAsTeam: Bool) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let team = "team_\(UUID().uuidString.prefix(8).lowercased())"
            let members = ["\(team)_alice", "\(team)_bob"]
            let database = try #require(try await bench.rows("SELECT quote_ident(current_database())").first)
            try await bench.run("CREATE ROLE \(team)", "ALTER DATABASE \(database) OWNER TO \(team)")
            for member in members { try await bench.run("CREATE ROLE \(member) LOGIN IN ROLE \(team)") }
            func leave() async throws {
                try await bench.run("ALTER DATABASE \(database) OWNER TO CURRENT_USER")
                for role in members + [team] {
                    try await bench.run("DROP OWNED BY \(role) CASCADE", "DROP ROLE \(role)")
                }
            }
            do {
                var files = [sqlRevision("a", "CREATE TABLE t (i int);")]
                for (index, member) in (actsAsTeam ? members + members : [members[0], members[0]]).enumerated() {
                    let own = TestBench(
                        try bench.database.at(bench.url.textWithPassword.replacing("postgres@", with: "\(member)@")))
                    let options = MigratorOptions(connection: ConnectionOptions(role: actsAsTeam ? team : nil))
                    let migrator = try own.migrator(files, options: options)
                    _ = try await migrator.state()
                    try await migrator.upgrade()
                    let last = files.count == 1 ? "a" : "r\(index)"
                    files.append(sqlRevision("r\(index + 1)", after: last, "ALTER TABLE t ADD COLUMN c\(index) int;"))
                }
                #expect(try await bench.rows("SELECT version_num FROM athanor_version") == [actsAsTeam ? "r3" : "r1"])
            } catch {
                try? await leave()
                throw error
            }
            try await leave()
        }
    }
}
