import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// A URL under a key or in a variable that is not the database's is not shown with its password.
@Suite("Passwords in configured values")
struct ConfiguredSecretsTests {
    private static let urls = [
        "postgresql://u:s3cr3tpw@h/x", "sqlite://u:s3cr3tpw@h/x", "sqlite:s3cr3tpw",
        "mysql://h/x?user=u&password=s3cr3tpw",
        "postgresql://u@h/x?pass%77ord=s3cr3tpw", "postgresql://u:s3cr3tpw,s3cr3tpw@h/x",
        "host=h user=u password=s3cr3tpw", "host=h password = 's3cr3t\\\\'pw' user=u",
    ]

    /// Commands that together use every key.
    private static let commands = [
        ["upgrade", "head"], ["revision", "-m", "next"], ["refresh", "--all", "--json"], ["heads"],
    ]

    private func check(_ call: [String], _ outcome: TemporaryProject.Outcome) {
        let shown = outcome.errorOutput + (call.contains("--json") ? outcome.output : "")
        #expect(!shown.contains("s3cr3t"), "\(call): \(shown)")
    }

    @Test("In the file", arguments: ConfigurationKey.allCases)
    func file(key: ConfigurationKey) async throws {
        for url in Self.urls {
            // SQLite takes what follows its scheme for a file's name.
            if key == .database, url.hasPrefix("sqlite:") { continue }
            for value in ["\"\(url)\"", "{ \"\(url)\": \"\(url)\" }"] {
                let project = try TemporaryProject()
                let database = key == .database ? "" : "database: sqlite:app.db\n"
                try project.write("athanor.yaml", "\(database)\(key.rawValue): \(value)\n")
                for call in Self.commands { check(["\(key): \(value)"] + call, await project.run(call)) }
            }
        }
    }

    @Test(
        "In the environment",
        arguments: ConfigurationKey.allCases.map { $0.environmentNames[0] } + [
            "ATHANOR_CONFIG", "PGSERVICE", "PGSSLMODE",
        ])
    func environment(variable: String) async throws {
        for url in Self.urls {
            if variable == "ATHANOR_DATABASE", url.hasPrefix("sqlite:") { continue }
            let project = try TemporaryProject()
            try project.write("athanor.yaml", "database: sqlite:app.db\n")
            for call in Self.commands {
                check([variable, url] + call, await project.run(call, environment: [variable: url]))
            }
        }
    }

    @Test(
        "In the command of a hook that fails",
        arguments: [
            "PGPASSWORD=s3cr3tpw no-such-command", "no-such-command -u user:s3cr3tpw", "export TOKEN=s3cr3tpw; false",
        ])
    func hook(_ command: String) async throws {
        let project = try TemporaryProject()
        try project.write(
            "athanor.yaml", "database: sqlite:app.db\npost_write_hooks: ['touch x', '\(command)']\n")
        try project.write("versions/.keep", "")
        let outcome = await project.run("revision", "-m", "next")
        #expect(outcome.errorOutput.contains("post-write hook 2"), "\(outcome)")
        check(["hook"], outcome)
    }

    @Test(
        "Of a URL that was given to init as the folder",
        arguments: ["postgresql://u:s3cr3tpw@h/x", "sqlite://u:s3cr3tpw@h/x"])
    func folder(url: String) async throws {
        let outcome = try await TemporaryProject().run("init", url)
        #expect(outcome.status != .success && outcome.errorOutput.contains("looks like a URL"), "\(outcome)")
        check(["init"], outcome)
    }

    @Test("Values without passwords are shown as they are")
    func others() async throws {
        let project = try TemporaryProject()
        try project.write("bl.yaml", "database: sqlite:app.db\njobs: https://wiki.example/jobs\n")
        let outcome = await project.run("current", "-c", "bl.yaml")
        #expect(
            outcome.errorOutput.contains("\"jobs\" is \"https://wiki.example/jobs\", not a whole number"), "\(outcome)")
        #expect(outcome.errorOutput.contains("Write it as `jobs: 4` in bl.yaml."), "\(outcome)")
    }

    @Test("Arguments are written over in the list of processes, however the parameter's name is written")
    func processTitle() {
        var bytes = Array("athanor\0--database\0postgresql://h/x?pass%77ord=s3cr3tpw&a=b\0".utf8)
        bytes.withUnsafeMutableBytes { ProcessTitle.hidePasswords(in: $0) }
        let title = String(decoding: bytes, as: UTF8.self)
        #expect(!title.contains("s3cr3t") && title.hasSuffix("pass%77ord=********&a=b\0"), "\(title)")
    }

    @Test("A bare scheme is not taken for a secret", arguments: ["sqlite:", "sqlite://"])
    func bareScheme(url: String) async throws {
        let project = try TemporaryProject()
        try project.write("versions/.keep", "")
        let outcome = await project.run("current", "--database", url)
        #expect(outcome.status != .success && !outcome.errorOutput.contains("***"), "\(outcome)")
        #expect(outcome.errorOutput.contains("sqlite:"), "\(outcome)")
    }

    @Test("Where no database is configured, the file that is read is named, with its rank")
    func otherFile() async throws {
        let project = try TemporaryProject()
        try project.write("nodb.yaml", "jobs: 1\n")
        try project.write("versions/.keep", "")
        let outcome = await project.run("current", "-c", "nodb.yaml")
        let lines = outcome.errorOutput.split(separator: "\n").map { $0.split(separator: " ").first ?? "" }
        #expect(
            lines.filter { ["environment", "nodb.yaml", "command"].contains($0) } == [
                "environment", "nodb.yaml", "command",
            ])
        #expect(!outcome.errorOutput.contains("athanor.yaml"), "\(outcome)")
    }
}
