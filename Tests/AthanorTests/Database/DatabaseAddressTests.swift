import Athanor
import AthanorPostgreSQL
import AthanorSQLite
import AthanorTesting
import Foundation
import Testing

@Suite struct DatabaseAddressTests {
    static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]

    @Test("A system has no address with another system's URL")
    func otherScheme() throws {
        for database in Self.databases {
            for other in Self.databases where other.kind != database.kind {
                for scheme in other.urlSchemes {
                    let url = "\(scheme)://ada:s3cret@host/db"
                    let error = #expect(throws: DatabaseURLError.self) { try database.at(url) }
                    #expect(error == .otherScheme(scheme, examples: [database.exampleURL]))
                    #expect(error.map { "\(Explanation(of: $0))" }?.contains("s3cret") == false)
                }
            }
            #expect(throws: DatabaseURLError.noScheme) { try database.at("app.db") }
        }
    }

    @Test("The scheme chooses among several systems")
    func among() throws {
        for database in Self.databases {
            for scheme in database.urlSchemes {
                let address = try DatabaseAddress("\(scheme.uppercased()):x", among: Self.databases)
                #expect(address.database.kind == database.kind)
            }
        }
        let error = #expect(throws: DatabaseURLError.self) {
            try DatabaseAddress("mysql://host/db", among: Self.databases)
        }
        #expect(error == .otherScheme("mysql", examples: Self.databases.map(\.exampleURL)))
        #expect(throws: DatabaseURLError.self) { try DatabaseAddress("sqlite:app.db", among: []) }
    }

    @Test("Connecting to another system's URL is refused before anything is opened or made")
    func connecting() async throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        let postgres = try DatabaseURL("postgresql://\(temporary.path)")
        await #expect(throws: DatabaseURLError.self) {
            try await SQLite().connect(to: postgres, options: ConnectionOptions())
        }
        await #expect(throws: DatabaseURLError.self) {
            try await SQLite().dryRun(of: postgres, options: ConnectionOptions())
        }
        await #expect(throws: DatabaseURLError.self) {
            try await PostgreSQL().connect(to: temporary.url, options: ConnectionOptions())
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.folder).isEmpty)
    }

    @Test("Printing an address shows no password")
    func description() throws {
        let address = try PostgreSQL().at("postgresql://ada:s3cret@host/db")
        #expect("\(address)" == "postgresql://ada:***@host/db")
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }
}
