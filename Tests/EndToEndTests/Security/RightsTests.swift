import Foundation
import TestSupport
import Testing

/// The rights that the page *Security* says a role needs are enough, and each of them is needed.
@Suite("Rights")
struct RightsTests {
    /// A role of the page.
    enum Role: String, CaseIterable, CustomTestStringConvertible {
        case looker, keeper, deployer

        var testDescription: String { rawValue }

        /// What a role of this kind runs, all of it.
        var commands: [[String]] {
            switch self {
            case .looker:
                [
                    ["current"], ["current", "--verbose"], ["log"], ["views"], ["views", "show", "v"],
                    ["check", "--revisions"],
                ]
            case .keeper: [["refresh", "v"], ["refresh", "--all"], ["refresh", "--stale"], ["views"]]
            case .deployer: [["upgrade", "head"], ["downgrade", "a1"], ["stamp", "head"], ["stamp", "a1"], ["log"]]
            }
        }

        /// What it must have beside: the keeper owns views, and what a deployer's revisions do is their own.
        func setUp(_ role: String) -> [String] {
            switch self {
            case .looker: []
            case .keeper:
                [
                    "GRANT CREATE ON SCHEMA public TO \(role)", "ALTER MATERIALIZED VIEW v OWNER TO \(role)",
                    "ALTER TABLE t OWNER TO \(role)",
                ]
            case .deployer: ["CREATE SCHEMA app AUTHORIZATION \(role)"]
            }
        }

        /// Rights without which less is shown, and nothing fails.
        var optional: [String] {
            switch self {
            case .looker: ["athanor.progress", "athanor.views"]
            case .keeper: ["athanor.views"]
            case .deployer: []
            }
        }

        /// The GRANT statements of the page, for a role.
        func grants(to role: String) throws -> [String] {
            let page = Executable.repository.appending(path: "Sources/Athanor/Athanor.docc/Security.md")
            return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix("GRANT ") && $0.hasSuffix(" TO \(rawValue);") }
                .map { $0.replacing(" TO \(rawValue);", with: " TO \(role)") }
        }
    }

    private static let revisions = [
        "versions/a1_view.sql": """
        -- a view
        --
        -- revision: a1
        -- down_revision:

        -- upgrade
        CREATE TABLE t (id integer);
        -- athanor: refresh every 1 second
        CREATE MATERIALIZED VIEW v AS SELECT id FROM t;

        -- downgrade
        """,
        "versions/a2_more.sql": """
        -- in several parts
        --
        -- revision: a2
        -- down_revision: a1

        -- upgrade
        CREATE TABLE app.t (id integer);
        CREATE INDEX CONCURRENTLY t_id ON app.t (id);
        CREATE VIEW app.w AS SELECT id FROM app.t;

        -- downgrade
        DROP VIEW app.w;
        DROP TABLE app.t;
        """,
    ]

    /// Runs something with a database at the first revision, and a role without any right.
    private func with(
        _ role: Role, _ body: (ScratchDatabase, Workspace, String) async throws -> Void
    ) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            let name = "\(role.rawValue)_\(UUID().uuidString.prefix(8).lowercased())"
            try await Workspace.with { workspace in
                try workspace.write("database: \(database.url)\n", to: "athanor.yaml")
                for (file, text) in Self.revisions { try workspace.write(text, to: file) }
                let upgrade = try await Executable.athanor.run(["upgrade", "a1"], in: workspace.folder)
                #expect(upgrade.exitCode == 0, "\(upgrade)")
                try await database.run(
                    "REVOKE ALL ON SCHEMA public FROM PUBLIC", "CREATE ROLE \(name) NOSUPERUSER")
                try await database.run(all: role.setUp(name))
                do {
                    try await body(database, workspace, name)
                } catch {
                    try await database.run("DROP OWNED BY \(name) CASCADE", "DROP ROLE \(name)")
                    throw error
                }
                try await database.run("DROP OWNED BY \(name) CASCADE", "DROP ROLE \(name)")
            }
        }
    }

    /// Runs the commands of a role until one fails.
    private func failure(of role: Role, as name: String, in workspace: Workspace) async throws -> Execution? {
        for command in role.commands {
            let execution = try await Executable.athanor.run(command + ["--role", name], in: workspace.folder)
            if execution.exitCode != 0 { return execution }
        }
        return nil
    }

    @Test("With the rights of the page, and no other, each kind of role can do its work", arguments: Role.allCases)
    func enough(role: Role) async throws {
        try await with(role) { database, workspace, name in
            let grants = try role.grants(to: name)
            #expect(grants.count >= 4)
            try await database.run(all: grants)
            let failure = try await failure(of: role, as: name, in: workspace)
            #expect(failure == nil, "\(failure?.description ?? "")")
        }
    }

    @Test("Where one of them is missing, the error names it as the GRANT that gives it", arguments: Role.allCases)
    func named(role: Role) async throws {
        try await with(role) { database, workspace, name in
            let grants = try role.grants(to: name)
            for missing in grants where !role.optional.contains(where: missing.contains) {
                try await database.run(all: grants)
                try await database.run(
                    missing.replacing("GRANT ", with: "REVOKE ").replacing(" TO ", with: " FROM "))
                let failure = try await failure(of: role, as: name, in: workspace)
                let target = missing.split(separator: " ON ")[1].split(separator: " TO ")[0]
                    .replacing("SCHEMA ", with: "").replacing("\"", with: "")
                let text = (failure?.errors ?? "").replacing("\"", with: "")
                #expect(
                    text.contains("GRANT ") && text.contains(target),
                    "without \(missing): \(failure?.description ?? "")")
            }
        }
    }

    @Test("Who makes Athanor's tables is told which rights that takes, and needs no other")
    func making() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            let name = "owner_\(UUID().uuidString.prefix(8).lowercased())"
            let databaseName = database.name
            try await Workspace.with { workspace in
                try workspace.write("database: \(database.url)\nrole: \(name)\n", to: "athanor.yaml")
                try workspace.write(Self.revisions["versions/a1_view.sql"] ?? "", to: "versions/a1_view.sql")
                try await database.run("REVOKE ALL ON SCHEMA public FROM PUBLIC", "CREATE ROLE \(name) NOSUPERUSER")
                try await database.run("GRANT USAGE ON SCHEMA public TO \(name)")
                let first = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
                #expect(first.errors.contains(#"GRANT USAGE, CREATE ON SCHEMA "public" TO …;"#), "\(first)")
                try await database.run("GRANT USAGE, CREATE ON SCHEMA public TO \(name)")
                let second = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
                #expect(second.errors.contains("GRANT CREATE ON DATABASE \(databaseName) TO \(name);"), "\(second)")
                try await database.run("GRANT CREATE ON DATABASE \(databaseName) TO \(name)")
                let third = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
                #expect(third.exitCode == 0, "\(third)")
                try await database.run("DROP OWNED BY \(name) CASCADE", "DROP ROLE \(name)")
            }
        }
    }
}
