import AthanorTesting
import Foundation
import TestSupport
import Testing

/// One clear error each, a non-zero exit code, nothing changed, no crash.
@Suite("Bad input")
struct BadInputTests {
    @Test("Each mistake is one clear error, and nothing is changed", arguments: BadInput.all)
    func mistake(_ mistake: BadInput) async throws {
        for server in mistake.servers {
            try await ScratchDatabase.with(server) { database in
                try await project { workspace in
                    for (path, data) in mistake.files { try workspace.write(data, to: path) }
                    for statement in mistake.prepared { try await database.run(statement) }
                    let before = try await database.objects()
                    let execution = try await Executable.athanor.run(
                        mistake.arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                    #expect(execution.exitCode == 1, "\(execution)")
                    #expect(execution.isOneReadableError, "\(execution)")
                    for text in mistake.says { #expect(execution.errors.contains(text), "\(execution)") }
                    #expect(try await database.objects() == before)
                }
            }
        }
    }

    @Test("A file that is not UTF-8 is named with its line", arguments: TestedDatabase.allCases)
    func notUTF8(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            try await project { workspace in
                var data = Data(BadInput.revision(up: "SELECT '").utf8)
                data.insert(0xE9, at: data.startIndex + 3)
                try workspace.write(data, to: "versions/b.sql")
                let execution = try await Executable.athanor.run(
                    ["upgrade", "head"], in: workspace.folder, environment: ["DATABASE_URL": database.url])
                #expect(execution.isOneReadableError, "\(execution)")
                #expect(execution.errors.contains("versions/b.sql:1:4: error: the file is not UTF-8 text"))
                #expect(try await database.objects() == [])
            }
        }
    }

    @Test(
        "A statement at fault is shown with its line and a caret, and the database stays at the last good revision",
        arguments: TestedDatabase.allCases)
    func failingStatement(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            try await project { workspace in
                try workspace.write(
                    BadInput.revision(
                        up: "CREATE TABLE second (id integer);\nINSERT /* 表\t*/ INTO nowhere VALUES (1);"),
                    to: "versions/b.sql")
                let execution = try await Executable.athanor.run(
                    ["upgrade", "head"], in: workspace.folder, environment: ["DATABASE_URL": database.url])
                #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(execution)")
                let place = server == .postgreSQL ? "versions/b.sql:9:21: error: " : "versions/b.sql:9:"
                #expect(execution.errors.contains(place), "\(execution)")
                #expect(execution.errors.contains("nowhere VALUES"))
                #expect(execution.errors.contains("the database is at aaa1"))
                #expect(!(try await database.objects().contains { $0.hasSuffix("second") }))
            }
        }
    }

    @Test("A database that cannot be reached is an error that says where it was looked for")
    func unreachable() async throws {
        try await project { workspace in
            // Port 1 is reserved, and nothing listens there.
            let execution = try await Executable.athanor.run(
                ["upgrade", "head", "--database", "postgresql://nobody@127.0.0.1:1/none"], in: workspace.folder)
            #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(execution)")
            #expect(execution.errors.contains("127.0.0.1"))
        }
    }

    @Test("A wrong password is an error that does not show it")
    func wrongPassword() async throws {
        let server = try await PrivatePostgreSQL.shared
        guard let port = server.port else { return }
        try await project { workspace in
            let execution = try await Executable.athanor.run(
                ["upgrade", "head", "--database", "postgresql://postgres:open-sesame@127.0.0.1:\(port)/postgres"],
                in: workspace.folder)
            #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(execution)")
            #expect(execution.errors.contains("password"))
            #expect(!execution.description.contains("open-sesame"), "\(execution)")
        }
    }

    @Test("An executable without a history's Swift revision says so, and how to make one that has it")
    func uncompiledRevision() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await project { workspace in
                let environment = ["DATABASE_URL": database.url]
                let written = try await Executable.athanor.run(
                    ["revision", "-m", "in Swift", "--kind", "swift"], in: workspace.folder)
                #expect(written.exitCode == 0 && written.output.hasSuffix("_in_swift.swift\n"), "\(written)")
                let execution = try await Executable.athanor.run(
                    ["upgrade", "head"], in: workspace.folder, environment: environment)
                #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(execution)")
                #expect(execution.errors.contains("it is written in Swift and this executable was built without it"))
                #expect(execution.errors.contains("`athanor init --template swift`"))
                #expect(execution.errors.contains("Nothing was changed."))
                #expect(try await database.objects() == [])
            }
        }
    }

    @Test("A read-only SQLite file is an error, and stays as it is")
    func readOnlyFile() async throws {
        try await project { workspace in
            let file = workspace.folder.appending(path: "app.sqlite")
            let before = Data()
            try before.write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file.path)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.folder.path)
            // Nothing is read-only to root.
            let athanor =
                getuid() == 0
                ? Executable(
                    path: "/usr/bin/setpriv",
                    leadingArguments: ["--reuid=65534", "--regid=65534", "--clear-groups", Executable.athanor.path])
                : Executable.athanor
            let execution = try await athanor.run(
                ["upgrade", "head", "--database", "sqlite:app.sqlite"], in: workspace.folder)
            #expect(execution.exitCode == 1 && execution.isOneReadableError, "\(execution)")
            #expect(execution.errors.contains("read-only"), "\(execution)")
            #expect(try Data(contentsOf: file) == before)
        }
    }

    @Test("Commands that only read make no SQLite file")
    func readingMakesNoFile() async throws {
        try await project { workspace in
            for command in ["current", "views"] {
                let execution = try await Executable.athanor.run(
                    [command, "--database", "sqlite:none.sqlite"], in: workspace.folder)
                // No file is a database that Athanor has not touched: at base, without views.
                #expect(execution.exitCode == 0, "\(execution)")
            }
            #expect(try workspace.names(in: ".") == ["athanor.yaml", "versions"])
        }
    }

    @Test(
        "Wrong usage exits 64",
        arguments: [
            ["upgrde"], ["upgrade"], ["upgrade", "head", "--no-such"], ["refresh"], ["revision"],
            ["init", "--template", "x"],
        ])
    func usage(_ arguments: [String]) async throws {
        try await project { workspace in
            let execution = try await Executable.athanor.run(arguments, in: workspace.folder)
            #expect(execution.exitCode == 64, "\(execution)")
            #expect(execution.output.isEmpty && !execution.errors.isEmpty)
        }
    }

    /// A project with one sound revision.
    private func project(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.with { workspace in
            try workspace.write("versions: versions\n", to: "athanor.yaml")
            try workspace.write(BadInput.first, to: "versions/a.sql")
            try await body(workspace)
        }
    }
}
