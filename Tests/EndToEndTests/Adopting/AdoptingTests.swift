import Foundation
import GRDB
import TestSupport
import Testing

/// Databases of other migration libraries are taken over as the guide says: GRDB's on histories that it made itself,
/// Fluent's and Hummingbird's on tables of their shapes.
@Suite("Adopting Athanor")
struct AdoptingTests {
    @Test(
        "A database that GRDB migrated to any of its migrations is stamped with the last name, and goes on from there",
        arguments: GRDBHistory.migrations.map(\.0))
    func grdb(last: String) async throws {
        try await Workspace.with { workspace in
            let project = try Project(in: workspace)
            for (index, (name, sql)) in GRDBHistory.migrations.enumerated() {
                let before = index == 0 ? "" : GRDBHistory.migrations[index - 1].0
                try project.write(name, after: before, sql)
            }
            let whole = workspace.folder.appending(path: "whole.db").path
            try GRDBHistory.migrate(whole)
            try await ScratchDatabase.with(.sqlite) { database in
                try GRDBHistory.migrate(database.name, upTo: last)
                try await database.run("INSERT INTO player (id, name) VALUES (7, 'Zosimos')")
                let applied = try await database.rows(try Self.query(of: "GRDB"))
                #expect(applied.last == last)
                try await project.stamp(try #require(applied.last), database)
                try await project.upgrade(database)
                #expect(
                    try await database.rows("SELECT sql FROM sqlite_schema WHERE tbl_name = 'player' ORDER BY name")
                        == DatabaseQueue(path: whole).read {
                            try String.fetchAll(
                                $0, sql: "SELECT sql FROM sqlite_schema WHERE tbl_name = 'player' ORDER BY name")
                        })
                #expect(try await database.rows("SELECT id, name, score FROM player") == ["7|Zosimos|0"])
            }
        }
    }

    @Test(
        "A name that no revision has is refused, also one that only begins another, and nothing is recorded",
        arguments: ["addScore", "createPlayerIndex"])
    func unknownName(id: String) async throws {
        try await Workspace.with { workspace in
            let project = try Project(in: workspace)
            try project.write(id, after: "", "SELECT 1;")
            try await ScratchDatabase.with(.sqlite) { database in
                try GRDBHistory.migrate(database.name, upTo: "createPlayer")
                let execution = try await project.run("stamp", "createPlayer", database)
                #expect(execution.isOneReadableError, "\(execution)")
                #expect(!(try await database.objects().contains("athanor_version")))
            }
        }
    }

    @Test("A pool of GRDB that is open sees what a migration did")
    func openPool() async throws {
        try await Workspace.with { workspace in
            let project = try Project(in: workspace)
            for (index, (name, sql)) in GRDBHistory.migrations.enumerated() {
                try project.write(name, after: index == 0 ? "" : GRDBHistory.migrations[index - 1].0, sql)
            }
            try await ScratchDatabase.with(.sqlite) { database in
                try GRDBHistory.migrate(database.name, upTo: "createPlayer")
                let pool = try DatabasePool(path: database.name)
                try await pool.write { try $0.execute(sql: "INSERT INTO player (name) VALUES ('Maria')") }
                #expect(try await pool.read { try $0.columns(in: "player").count } == 2)
                try await project.stamp("createPlayer", database)
                try await project.upgrade(database)
                let score = try await pool.read { try Int.fetchOne($0, sql: "SELECT score FROM player") }
                #expect(score == 0)
                try pool.close()
            }
        }
    }

    /// A database that another library migrated.
    struct Foreign: Sendable, CustomTestStringConvertible {
        /// As the guide's table begins its row.
        let library: String
        let server: TestedDatabase
        /// The library's table, as it creates it, with records in another order than they were made.
        let records: [String]
        /// The names in the order of application.
        let applied: [String]

        var testDescription: String { "\(library) on \(server)" }
    }

    static let foreign = [
        Foreign(
            library: "Fluent", server: .postgreSQL,
            records: [
                """
                CREATE TABLE "_fluent_migrations" (
                    "id" UUID PRIMARY KEY, "name" TEXT NOT NULL, "batch" BIGINT NOT NULL, "created_at" TIMESTAMPTZ,
                    "updated_at" TIMESTAMPTZ, CONSTRAINT "uq:_fluent_migrations.name" UNIQUE ("name"))
                """,
                """
                INSERT INTO "_fluent_migrations" VALUES
                    (gen_random_uuid(), 'App.AddDueDate', 2, '2026-05-02 10:00+00', '2026-05-02 10:00+00'),
                    (gen_random_uuid(), 'App.CreateTodo', 1, '2026-05-01 10:00:00.2+00', '2026-05-01 10:00:00.2+00'),
                    (gen_random_uuid(), 'App.CreateUser', 1, '2026-05-01 10:00:00.1+00', '2026-05-01 10:00:00.1+00')
                """,
            ],
            applied: ["App.CreateUser", "App.CreateTodo", "App.AddDueDate"]),
        Foreign(
            library: "Fluent", server: .sqlite,
            records: [
                """
                CREATE TABLE "_fluent_migrations" (
                    "id" UUID PRIMARY KEY, "name" TEXT NOT NULL, "batch" INTEGER NOT NULL, "created_at" REAL,
                    "updated_at" REAL, CONSTRAINT "uq:_fluent_migrations.name" UNIQUE ("name"))
                """,
                """
                INSERT INTO "_fluent_migrations" VALUES
                    ('c', 'App.AddDueDate', 2, 1777716000.0, 1777716000.0),
                    ('b', 'App.CreateTodo', 1, 1777629600.2, 1777629600.2),
                    ('a', 'App.CreateUser', 1, 1777629600.1, 1777629600.1)
                """,
            ],
            applied: ["App.CreateUser", "App.CreateTodo", "App.AddDueDate"]),
        Foreign(
            library: "Hummingbird", server: .postgreSQL,
            records: [
                """
                CREATE TABLE IF NOT EXISTS _hb_pg_migrations (
                    "order" SERIAL PRIMARY KEY, "name" text, "group" text)
                """,
                """
                INSERT INTO _hb_pg_migrations ("order", "name", "group") VALUES
                    (3, 'AddDueDate', '_hb_default'), (1, 'CreatePersistTable', '_hb_persist'),
                    (2, 'CreateTodo', '_hb_default')
                """,
            ],
            applied: ["CreateTodo", "AddDueDate"]),
    ]

    @Test("The last name in another library's table is the id of the first revision", arguments: foreign)
    func others(_ foreign: Foreign) async throws {
        let schema = "CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL, due date);"
        try await Workspace.with { workspace in
            let project = try Project(in: workspace)
            try await ScratchDatabase.with(foreign.server) { old in
                try await old.run(all: foreign.records)
                try await old.run(schema)
                let applied = try await old.rows(try Self.query(of: foreign.library))
                #expect(applied == foreign.applied)
                let last = try #require(applied.last)
                try project.write(
                    last, after: "", foreign.server == .sqlite ? schema : try await Self.dump(old, in: workspace),
                    down: "DROP TABLE todos;")
                try await project.stamp(last, old)
                try project.write("next", after: last, "CREATE INDEX todos_due ON todos (due);")
                try await project.upgrade(old)
                try await ScratchDatabase.with(foreign.server) { new in
                    try await project.upgrade(new)
                    let objects = try await new.objects()
                    #expect(objects.contains { $0.hasSuffix("todos_due") })
                    #expect(try await old.objects().filter { !$0.contains("_migrations") } == objects)
                }
            }
        }
    }

    /// The guide's query for a library's applied migrations.
    private static func query(of library: String) throws -> String {
        let guide = Executable.repository.appending(path: "Sources/Athanor/Athanor.docc/AdoptingAthanor.md")
        let lines = try String(contentsOf: guide, encoding: .utf8).split(separator: "\n")
        let row = try #require(lines.first { $0.hasPrefix("| \(library)") && $0.contains("`SELECT ") })
        return String(try #require(row.firstMatch(of: /`(SELECT [^`]+)`/)).1)
    }

    /// The schema of a database on PostgreSQL, by the guide's command.
    private static func dump(_ database: ScratchDatabase, in workspace: Workspace) async throws -> String {
        let guide = try #require(DocumentationPage.all.first { $0.path.hasSuffix("/AdoptingAthanor.md") })
        let command = try #require(guide.blocks(in: "sh").first { $0.text.hasPrefix("pg_dump ") }).text
        let execution = try await Executable(path: "/bin/sh", leadingArguments: ["-c"]).run(
            [command], in: workspace.folder,
            environment: [
                "DATABASE_URL": database.url,
                "PATH": ProcessInfo.processInfo.environmentWithTestedPrograms["PATH"] ?? "",
            ])
        try #require(execution.exitCode == 0, "\(execution)")
        return execution.output
    }

    /// A project with revisions in SQL.
    private struct Project {
        let workspace: Workspace

        init(in workspace: Workspace) throws {
            self.workspace = workspace
            try workspace.write("versions: versions\n", to: "athanor.yaml")
        }

        func write(_ id: String, after down: String, _ up: String, down downgrade: String = "-- Not needed here.")
            throws
        {
            let header = "-- \(id)\n--\n-- revision: \(id)\n-- down_revision: \(down)\n"
            try workspace.write(
                "\(header)\n-- upgrade\n\n\(up)\n\n-- downgrade\n\n\(downgrade)\n", to: "versions/\(id).sql")
        }

        func run(_ command: String, _ target: String, _ database: ScratchDatabase) async throws -> Execution {
            try await Executable.athanor.run(
                [command, target], in: workspace.folder, environment: ["DATABASE_URL": database.url])
        }

        func stamp(_ target: String, _ database: ScratchDatabase) async throws {
            let execution = try await run("stamp", target, database)
            #expect(execution.exitCode == 0, "\(execution)")
        }

        func upgrade(_ database: ScratchDatabase) async throws {
            let execution = try await run("upgrade", "head", database)
            #expect(execution.exitCode == 0, "\(execution)")
        }
    }
}
