import Foundation
import TestSupport
import Testing

/// What lies in a project cannot make Athanor read or write outside of it.
@Suite("Files outside of the project")
struct ProjectFilesTests {
    private static let secret = "root:x:0:0:secret-of-the-machine"

    /// A project in a folder beside a file that is none of its business.
    private func withProject(
        configuration: String = "", _ body: (_ project: Workspace, _ outside: URL) async throws -> Void
    ) async throws {
        try await Workspace.with { workspace in
            try workspace.write(Self.secret + "\n", to: "outside/secret.sql")
            try workspace.write("database: sqlite:app.db\n\(configuration)", to: "project/athanor.yaml")
            try workspace.write("", to: "project/versions/.gitkeep")
            try await body(
                Workspace(folder: workspace.folder.appending(path: "project")),
                workspace.folder.appending(path: "outside"))
        }
    }

    private static func sql(_ id: String, _ upgrade: String) -> String {
        "-- \(id)\n--\n-- revision: \(id)\n-- down_revision:\n\n-- upgrade\n\(upgrade)\n"
    }

    private func link(_ path: String, to target: String, in project: Workspace) throws {
        try FileManager.default.createSymbolicLink(
            atPath: project.folder.appending(path: path).path, withDestinationPath: target)
    }

    @Test("A link among the revisions that leads outside is refused, and what it leads to is not shown")
    func linkedRevision() async throws {
        try await withProject(configuration: "recursive_version_locations: true\n") { project, outside in
            for (name, target) in [("a.sql", outside.appending(path: "secret.sql").path), ("inner", outside.path)] {
                try link("versions/\(name)", to: target, in: project)
                for command in [["upgrade", "head"], ["history"], ["current"], ["check", "--revisions"]] {
                    let execution = try await Executable.athanor.run(command, in: project.folder)
                    #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(command): \(execution)")
                    #expect(execution.errors.contains("leads out of the project"), "\(execution)")
                    #expect(!"\(execution)".contains("secret-of"), "\(execution)")
                }
                try FileManager.default.removeItem(at: project.folder.appending(path: "versions/\(name)"))
            }
        }
    }

    @Test("A link that stays within the project is followed")
    func linkInside() async throws {
        try await withProject { project, _ in
            try project.write(Self.sql("a1", "CREATE TABLE t (id integer);"), to: "shared/a1.sql")
            try link("versions/a1.sql", to: "../shared/a1.sql", in: project)
            let execution = try await Executable.athanor.run(["upgrade", "head"], in: project.folder)
            #expect(execution.exitCode == 0, "\(execution)")
        }
    }

    @Test("A pipe or a device with the name of a revision or a definition is an error, and is not waited for")
    func pipes() async throws {
        try await withProject { project, _ in
            func expectRefusal(_ command: [String]) async throws {
                let execution = try await Executable.athanor.run(command, in: project.folder)
                #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(execution)")
                #expect(execution.errors.contains("is a pipe, a socket or a device"), "\(execution)")
            }
            mkfifo(project.folder.appending(path: "versions/a.sql").path, 0o600)
            try await expectRefusal(["history"])
            try FileManager.default.removeItem(at: project.folder.appending(path: "versions/a.sql"))
            try project.write(Self.sql("a1", "CREATE VIEW v AS FILE 'views/v.sql';"), to: "versions/a1.sql")
            try project.write("", to: "views/.gitkeep")
            mkfifo(project.folder.appending(path: "views/v.sql").path, 0o600)
            try await expectRefusal(["upgrade", "head"])
        }
    }

    @Test(
        "No message, id or template of a new revision leads elsewhere",
        arguments: [
            ["-m", "../../outside/x"], ["-m", "/etc/x"], ["-m", "x", "--rev-id", "../x"],
            ["-m", "x", "--rev-id", "/x"],
            ["-m", "x", "--rev-id", "..\\x"], ["-m", "x", "--rev-id", ".."],
            ["-m", "x", "--version-path", "../outside"],
            ["-m", "x", "--version-path", "/tmp"], ["-m", "..", "--rev-id", "a/../../x"],
        ])
    func newRevisions(arguments: [String]) async throws {
        for template in [
            "{{rev}}_{{slug}}", "../{{rev}}", "/tmp/{{rev}}", "a/../../{{rev}}", "{{slug}}/../../outside/{{rev}}",
        ] {
            let configuration = "file_template: '\(template)'\nrecursive_version_locations: true\n"
            try await withProject(configuration: configuration) { project, outside in
                let before = try FileManager.default.subpathsOfDirectory(
                    atPath: outside.deletingLastPathComponent().path)
                let execution = try await Executable.athanor.run(["revision"] + arguments, in: project.folder)
                let after = try FileManager.default.subpathsOfDirectory(
                    atPath: outside.deletingLastPathComponent().path)
                let new = Set(after).subtracting(before)
                #expect(new.allSatisfy { $0.hasPrefix("project/versions/") }, "\(arguments), \(template): \(new)")
                #expect((execution.exitCode == 0) == !new.isEmpty, "\(execution)")
            }
        }
    }

    @Test(
        "SQLite opens and writes no file outside the folder of the database",
        arguments: [
            "ATTACH '../outside/other.db' AS o;", "ATTACH DATABASE \"../outside/other.db\" AS o;",
            "ATTACH 'OUTSIDE/other.db' AS o;", "ATTACH 'file:../outside/other.db' AS o;",
            "ATTACH '..' || '/outside/o' AS o;",
            "attach/**/'link/other.db' AS o;", "ATTACH 'dangling.db' AS o;", "VACUUM INTO '../outside/copy.db';",
            "VACUUM main INTO 'OUTSIDE/copy.db';", "VACUUM INTO (SELECT '../outside/copy.db');",
            "PRAGMA temp_store_directory = '../outside';", "SELECT load_extension('../outside/x');",
            "SELECT writefile('../outside/x', 'x');",
            "CREATE TABLE t AS SELECT readfile('../outside/secret.sql') AS x;",
            "CREATE VIRTUAL TABLE t USING csv(filename='../outside/secret.sql');",
            "CREATE VIRTUAL TABLE t USING zipfile('../outside/secret.zip');",
        ])
    func sqliteFiles(statement: String) async throws {
        try await withProject { project, outside in
            try link("link", to: "../outside", in: project)
            try link("dangling.db", to: "../outside/new.db", in: project)
            let statement = statement.replacing("OUTSIDE", with: outside.path)
            try project.write(Self.sql("a1", statement), to: "versions/a1.sql")
            let execution = try await Executable.athanor.run(["upgrade", "head"], in: project.folder)
            #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(statement): \(execution)")
            #expect(execution.errors.contains("versions/a1.sql:7:"), "\(execution)")
            #expect(!"\(execution)".contains("secret-of"), "\(execution)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == ["secret.sql"])
        }
    }

    @Test(
        "Files in the folder of the database, and memory, can be used",
        arguments: [
            "ATTACH 'other.db' AS o;", "ATTACH ':memory:' AS o;", "ATTACH '' AS o;", "ATTACH 'data/../other.db' AS o;",
            "ATTACH 'data/other.db' AS o;", "VACUUM INTO 'copy.db';", "VACUUM;",
        ])
    func sqliteFilesInside(statement: String) async throws {
        try await withProject { project, _ in
            try project.write("", to: "data/.gitkeep")
            try project.write(Self.sql("a1", statement), to: "versions/a1.sql")
            let execution = try await Executable.athanor.run(["upgrade", "head"], in: project.folder)
            #expect(execution.exitCode == 0, "\(statement): \(execution)")
        }
    }

    @Test(
        "PostgreSQL reads and writes no file of this machine for a revision",
        arguments: [
            #"\i ../outside/secret.sql"#, #"\copy t FROM '../outside/secret.sql'"#, #"\! cat ../outside/secret.sql"#,
            #"\o ../outside/new"#, "COPY t FROM stdin;", "COPY t TO stdout;",
        ])
    func postgreSQLFiles(line: String) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await withProject(configuration: "") { project, outside in
                try project.write(Self.sql("a1", "CREATE TABLE t (x text);\n\(line)"), to: "versions/a1.sql")
                let execution = try await Executable.athanor.run(
                    ["upgrade", "head", "--database", database.url], in: project.folder)
                #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(line): \(execution)")
                #expect(execution.errors.contains("versions/a1.sql:8:"), "\(execution)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == ["secret.sql"])
            }
        }
    }
}
