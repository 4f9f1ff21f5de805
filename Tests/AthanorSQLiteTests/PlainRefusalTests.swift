import Athanor
import AthanorSQLite
import AthanorTesting
import Foundation
import Testing

@Suite("Refusals say what is wrong, and where, in the words of the revision")
struct PlainRefusalTests {
    @Test(
        "of a materialized view over what is temporary or attached",
        arguments: [
            ("CREATE TEMP VIEW tv AS SELECT 1 AS a; CREATE MATERIALIZED VIEW m AS SELECT * FROM tv", "tv\", which is"),
            ("CREATE TEMP TABLE tt (a); CREATE MATERIALIZED VIEW m AS SELECT a FROM tt", "\"tt\", which is temporary"),
            (
                "CREATE TEMP TABLE tt (a); CREATE MATERIALIZED VIEW m AS SELECT a FROM temp.tt",
                "reads a temporary table or view"
            ),
            (
                "ATTACH ':memory:' AS x; CREATE TABLE x.t (a); CREATE MATERIALIZED VIEW m AS SELECT a FROM x.t",
                "reads the attached database \"x\""
            ),
            (
                "ATTACH ':memory:' AS x; CREATE TABLE x.t (a); CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
                "reads \"t\", which is temporary or in an attached database"
            ),
        ])
    func foreignSources(script: String, words: String) async throws {
        try await withDatabase { connection in
            let failure = try await error(OperationError.self) { try await connection.migrate(script) }
            #expect(failure.message.contains(words), "\(failure.message)")
            #expect(failure.place != nil)
            #expect(!failure.message.contains("athanor_candidate"))
        }
    }

    @Test("of a version table that is somebody's own table")
    func versionTable() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a); CREATE TABLE own (Version_Num TEXT);")
            let catalog = connection.module.catalog(on: connection)
            let failure = try await error(DatabaseFailure.self) {
                _ = try await catalog.locate(VersionTable(name: "t"))
            }
            #expect(failure.message == "\"t\" is a table without a column version_num, not a version table")
            #expect(try await catalog.locate(VersionTable(name: "own")).exists)
        }
    }

    @Test("of a refresh after a view that SELECT * reads has changed")
    func changedView() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b, c);
                CREATE VIEW d AS SELECT a, b FROM t;
                CREATE MATERIALIZED VIEW m AS SELECT * FROM d;
                CREATE OR REPLACE VIEW d AS SELECT a, b, c FROM t;
                """)
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate("REFRESH MATERIALIZED VIEW m")
            }
            #expect(failure.advice?.hasPrefix("A table or view that its SELECT * reads") == true)
        }
    }

    @Test("of a database that a revision attaches to itself, whichever way it is named")
    func attachingItself() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let connection = try await database.connect()
        try await connection.query("CREATE TABLE t (a)")
        let rows = try await connection.query("SELECT file FROM pragma_database_list WHERE name = 'main'")
        let file = try #require(try rows.first?["file", as: String.self])
        let link = file + "-link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        for name in [file, "\(database.folder)/./\((file as NSString).lastPathComponent)", link] {
            let failure = try await error(DatabaseFailure.self) {
                try await connection.query(sql: SQLStatement("ATTACH '\(name)' AS self"))
            }
            #expect(failure.kind == .notAllowed && failure.message.hasSuffix("is the database itself"))
        }
        try await connection.query(sql: SQLStatement("ATTACH '\(file)-other.db' AS other"))
        await connection.close()
    }
}
