import Athanor
import Testing

@testable import AthanorCommands

/// No part of a URL that could not be read is shown, wherever it stands.
@Suite("URLs that cannot be read")
struct UnreadableURLTests {
    private static let urls = [
        "S3cr3tPW", "postgres:S3cr3tPW@127.0.0.1", "postgres:S3cr3tPW", "S3cr3tPW:x@host/db", "mysql:S3cr3tPW@host",
        "sqlite:S3cr3tPW?x", "sqlite://u:S3cr3tPW@h/db#x", "sqlite:S3cr3tPW%zz", "host=h password=S3cr3tPW",
        "postgresql:/u:S3cr3tPW@h", "S3cr3tPW://x",
    ]

    @Test("In a flag, the environment and the file; as text, JSON and with details", arguments: urls)
    func everyPlace(url: String) async throws {
        // What stands before "://" is the name of a system, by which the mistake is found.
        if url == "S3cr3tPW://x" { return }
        let project = try TemporaryProject()
        try project.write("quoted.yaml", "database: \"\(url)\"\n")
        try project.write("flow.yaml", "{ role: a, database: '\(url)' }\n")
        try project.write("folded.yaml", "database:\n  \"\(url)\"\n")
        try project.write("list.yaml", "database: [\"\(url)\"]\n")
        try project.write("group.yaml", "database:\n  url: \"\(url)\"\n")
        try project.write("broken.yaml", "database: [\"\(url)\"\nrole: a\n")
        try project.write("misspelled.yaml", "databse: \"\(url)\"\n")
        try project.write("lonely.yaml", "\"\(url)\"\n")
        try project.write("twice.yaml", "\"\(url)\": a\n\"\(url)\": b\n")
        var calls: [(arguments: [String], environment: [String: String])] = [
            (["current", "--database", url], [:]), (["current", "--database=\(url)"], [:]),
            (["current"], ["DATABASE_URL": url]), (["current"], ["ATHANOR_DATABASE": url]),
        ]
        for file in ["quoted", "flow", "folded", "list", "group", "broken", "misspelled", "lonely", "twice"] {
            calls.append((["current", "-c", "\(file).yaml"], [:]))
        }
        for call in calls {
            for extra in [[], ["--json"], ["--verbose"]] {
                let outcome = await project.run(call.arguments + extra, environment: call.environment)
                let shown = outcome.output + outcome.errorOutput
                #expect(!shown.contains("3cr3t") && !shown.contains("PW"), "\(call): \(shown)")
                #expect(outcome.status != .success, "\(call)")
            }
        }
    }

    @Test(
        "Typed where a revision, a view or nothing is expected",
        arguments: [
            "sqlite:S3cr3tPW@h", "sqlite://u:S3cr3tPW@h/d", "mysql://u:S3cr3tPW@h", "host=h password=S3cr3tPW",
            "mysql:S3cr3tPW", "user:S3cr3tPW@h", "user:S3cr3tPW@h/db", "MariaDB:S3cr3tPW@h:3306", "jdbc:S3cr3tPW",
        ])
    func elsewhere(url: String) async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write("versions/.keep", "")
        for call in [
            ["upgrade", url], ["show", url], ["current", url], ["--databse", url, "current"], ["refresh", url],
            [url], ["current", "--\(url)"], ["current", "--databse=\(url)"], ["current", "--json", url],
            ["views", "show", url], ["stamp", url], ["upgrade", "head", url], ["current", "--lock-wait", url],
        ] {
            let outcome = await project.run(call)
            let shown = outcome.output + outcome.errorOutput
            #expect(!shown.contains("3cr3t"), "\(call): \(shown)")
            #expect(outcome.status != .success, "\(call)")
        }
    }

    @Test("What the parser does not understand is hidden where it may be a URL, and shown elsewhere")
    func strays() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        for stray in ["unheard:S3cr3tPW", "S3cr3tPW@host", "--unheard:S3cr3tPW", "--un_heard:S3cr3tPW_x"] {
            let outcome = await project.run(["current", stray])
            #expect(!(outcome.output + outcome.errorOutput).contains("3cr3t"), "\(stray): \(outcome.errorOutput)")
            #expect(outcome.status == .usage, "\(stray)")
        }
        for shown in ["stray", "feature@head", "feature@+1"] {
            let outcome = await project.run(["current", shown])
            #expect(outcome.errorOutput.contains(shown), "\(outcome.errorOutput)")
        }
    }
}
