import Foundation
import TestSupport
import Testing

/// What a server says reaches a terminal without commands in it.
@Suite("Text of the server")
struct ServerTextTests {
    private static let evil = #"\x1b]0;owned\x07\x1b[2J\r\u202e\u2066\u200f\u009b31m"#

    private func isClean(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A: true
            case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: false
            default: true
            }
        }
    }

    @Test("Messages, details, hints, contexts, warnings and quoted lines of a live run are cleaned")
    func liveRun() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            let failures = [
                "CREATE TABLE u (name text); INSERT INTO u VALUES (E'\(Self.evil)'), (E'\(Self.evil)'); CREATE UNIQUE INDEX ui ON u (name);",
                "DO $$ BEGIN RAISE EXCEPTION E'\(Self.evil)' USING DETAIL = E'\(Self.evil)', HINT = E'\(Self.evil)'; END $$;",
                "DO $$ BEGIN RAISE WARNING E'\(Self.evil)' USING DETAIL = E'\(Self.evil)'; END $$; SELECT 1/0;",
                "SELECT '\u{1B}]0;owned\u{7}\u{202E}', nothing;", "SELECT \"no\u{1B}[2J\u{2066}\" FROM pg_class;",
            ]
            for (number, sql) in failures.enumerated() {
                for options in [[], ["--verbose"], ["--json"]] {
                    try await Workspace.with { workspace in
                        try workspace.write(
                            "-- one\n--\n-- revision: a\(number)\n-- down_revision:\n\n-- upgrade\n\(sql)\n\n-- downgrade: irreversible\n",
                            to: "versions/a\(number).sql")
                        let execution = try await Executable.athanor.run(
                            ["upgrade", "head", "--database", database.url] + options, in: workspace.folder)
                        #expect(execution.exitCode == 1, "\(execution)")
                        #expect(isClean(execution.output) && isClean(execution.errors), "\(sql): \(execution)")
                    }
                }
            }
            try await Workspace.with { workspace in
                try workspace.write("", to: "versions/.keep")
                let log = try await Executable.athanor.run(
                    ["log", "-v", "--database", database.url], in: workspace.folder)
                #expect(isClean(log.output + log.errors), "\(log)")
            }
        }
    }

    @Test("A URL that libpq cannot read is shown by no command, in no part")
    func unreadableURLs() async throws {
        let urls = [
            "postgres:S3cr3tPW@127.0.0.1", "postgres:S3cr3tPW", "postgresql:/me:S3cr3tPW@127.0.0.1/app",
            "postgresql://me:S3cr3tPW%zz@127.0.0.1/app", "postgresql://127.0.0.1/app?S3cr3tPW",
            "postgresql://[S3cr3tPW/app",
            "postgresql://me:S3\"cr3tPW/x@127.0.0.1:1/app", "postgresql://me:a@S3cr3tPW@127.0.0.1:1/app",
            "postgresql://127.0.0.1:S3cr3tPW/app",
        ]
        for url in urls {
            try await Workspace.with { workspace in
                try workspace.write("database: '\(url)'\n", to: "athanor.yaml")
                try workspace.write("", to: "versions/.keep")
                let ways: [(arguments: [String], environment: [String: String])] = [
                    (["--database", url], [:]), ([], ["DATABASE_URL": url]), ([], [:]),
                ]
                for (arguments, environment) in ways {
                    for options in [[], ["--json"], ["--verbose"]] {
                        let execution = try await Executable.athanor.run(
                            ["current"] + arguments + options, in: workspace.folder, environment: environment)
                        let text = execution.output + execution.errors
                        #expect(execution.exitCode == 1, "\(execution)")
                        for part in ["S3", "cr3t", "tPW"] { #expect(!text.contains(part), "\(url): \(execution)") }
                    }
                }
            }
        }
    }

    @Test("The database is named as the server says it: name, host, port and role, without a password")
    func named() async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            let name = database.name
            let role = "named_\(UUID().uuidString.prefix(8).lowercased())"
            try await database.run("CREATE ROLE \(role)")
            try await Workspace.with { workspace in
                try workspace.write("", to: "versions/.keep")
                try workspace.write("database: \(database.url)\nrole: \(role)\n", to: "dev.yaml")
                let execution = try await Executable.athanor.run(
                    ["current", "-c", "dev.yaml"], in: workspace.folder,
                    environment: ["DATABASE_URL": "postgresql://nobody@127.0.0.1:1/elsewhere"])
                #expect(execution.exitCode == 0, "\(execution)")
                let line = try #require(execution.errors.split(separator: "\n").first)
                #expect(
                    line.hasPrefix("database \(name) at ") && line.hasSuffix(" as \(role) (from dev.yaml)"), "\(line)")
                let json = try await Executable.athanor.run(
                    ["current", "-c", "dev.yaml", "--json"], in: workspace.folder)
                #expect(
                    json.output.contains("\"name\" : \"\(name)\"") && json.output.contains("\"role\" : \"\(role)\""))
                #expect(!json.output.contains("password"))
            }
            try await database.run("DROP ROLE \(role)")
        }
    }
}
