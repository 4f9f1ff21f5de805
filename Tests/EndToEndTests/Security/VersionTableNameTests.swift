import Foundation
import TestSupport
import Testing

/// The configuration's names come into SQL as what they are.
@Suite("Names of version tables and views")
struct VersionTableNameTests {
    private static let names = [
        "Capitals", "with \"quotes\"", "it's", "a.dot", "a;--b", "\"; DROP TABLE precious; --",
        "'); DROP TABLE precious; --",
        "$$", "$athanor$", "back\\slash", "line\nbreak", "%s%I", "日本語の表", "\\'; --", String(repeating: "x", count: 59),
    ]

    private static let revision = """
        -- first
        --
        -- revision: a1
        -- down_revision:

        -- upgrade
        CREATE TABLE precious (id integer);

        -- downgrade
        DROP TABLE precious;
        """

    /// A name as YAML, which is JSON's here.
    private static func quoted(_ name: String) throws -> String {
        String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
    }

    @Test("A version table has exactly the name that is configured, and nothing else is made", arguments: names)
    func versionTable(name: String) async throws {
        for server in TestedDatabase.allCases {
            try await ScratchDatabase.with(server) { database in
                try await Workspace.with { workspace in
                    var configuration =
                        "database: \(try Self.quoted(database.url))\nversion_table: \(try Self.quoted(name))\n"
                    if server == .postgreSQL {
                        configuration += "version_table_schema: \(try Self.quoted(name))\n"
                        try await database.run("CREATE SCHEMA \"\(name.replacing("\"", with: "\"\""))\"")
                    }
                    try workspace.write(configuration, to: "athanor.yaml")
                    try workspace.write(Self.revision, to: "versions/a1.sql")
                    for command in [
                        ["ensure-version"], ["current"], ["upgrade", "head"], ["upgrade", "head", "--sql"], ["current"],
                        ["log"],
                        ["stamp", "base"], ["stamp", "head"], ["downgrade", "base"], ["upgrade", "head"],
                    ] {
                        let execution = try await Executable.athanor.run(command, in: workspace.folder)
                        #expect(execution.exitCode == 0, "\(command): \(execution)")
                    }
                    let own =
                        server == .postgreSQL
                        ? """
                        SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND n.nspname NOT IN ('athanor', 'pg_catalog', 'information_schema')
                        ORDER BY c.relname = 'precious'
                        """
                        : """
                        SELECT 'main' AS schema, name FROM sqlite_schema
                        WHERE type = 'table' AND name NOT LIKE 'athanor%' AND name NOT LIKE 'sqlite%' ORDER BY name = 'precious'
                        """
                    let schema = server == .postgreSQL ? name : "main"
                    let plain = server == .postgreSQL ? "public" : "main"
                    #expect(
                        try await database.rows(own) == [
                            "\(schema)|\(name)", "\(plain)|precious",
                        ])
                }
            }
        }
    }

    @Test("A view is named in commands as in SQL, and nothing else in that text runs", arguments: names)
    func view(name: String) async throws {
        for server in TestedDatabase.allCases {
            try await ScratchDatabase.with(server) { database in
                try await Workspace.with { workspace in
                    let quoted = "\"\(name.replacing("\"", with: "\"\""))\""
                    try workspace.write("database: \(try Self.quoted(database.url))\n", to: "athanor.yaml")
                    try workspace.write(
                        Self.revision.replacing(
                            ");\n\n-- downgrade",
                            with: ");\nCREATE MATERIALIZED VIEW \(quoted) AS SELECT id FROM precious;\n\n-- downgrade"),
                        to: "versions/a1.sql")
                    let upgrade = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
                    #expect(upgrade.exitCode == 0, "\(upgrade)")
                    for command in [["refresh", quoted], ["views", "show", quoted], ["refresh", "--all"], ["views"]] {
                        let execution = try await Executable.athanor.run(command, in: workspace.folder)
                        #expect(execution.exitCode == 0, "\(command): \(execution)")
                    }
                    #expect(try await database.rows("SELECT count(*) AS n FROM precious") == ["0"])
                }
            }
        }
    }
}
