import AthanorTesting
import Foundation
import TestSupport

@testable import Athanor

/// The database's own command-line client, given a script on its standard input as a person would pipe it.
struct ScriptClient {
    /// How a client ended.
    struct Outcome {
        let exitCode: Int32
        let output: String
        let errors: String
    }

    let bench: TestBench

    /// Runs a script to its end.
    func run(_ script: String) throws -> Outcome {
        switch bench.database.kind.name {
        case "postgresql": try Self.run("psql", ["-X", bench.url.textWithPassword], input: script)
        default: try Self.run("sqlite3", ["-batch", path], input: script)
        }
    }

    /// All that the database holds, as its own tools write it down. What differs from run to run by its nature is left
    /// out: when the log's entries were made, and by which process; and when revisions were sealed.
    func contents() throws -> String {
        try dump().replacing(/(INSERT INTO (athanor\.revisions|athanor_revisions) VALUES ?\(.*), ?'[^']*'\);/) {
            "\($0.1));"
        }
    }

    private func dump() throws -> String {
        switch bench.database.kind.name {
        case "postgresql":
            let dump = try Self.output(
                of: "pg_dump",
                [
                    "--inserts", "--exclude-table-data=athanor.log", "--exclude-table-data=athanor.views", "--dbname",
                    bench.url.textWithPassword,
                ])
            return dump.split(separator: "\n").filter { !$0.hasPrefix("\\") && !$0.hasPrefix("-- Dumped") }
                .filter { !$0.contains("athanor.log_entry_seq") }.joined(separator: "\n")
        default:
            let dump = try Self.output(of: "sqlite3", [path, ".dump"])
            return dump.split(separator: "\n").filter {
                !$0.hasPrefix("INSERT INTO athanor_log") && !$0.hasPrefix("INSERT INTO athanor_views")
            }
            // What ANALYZE saw in the midst of a run of several parts, whose progress a script does not keep.
            .filter { !$0.hasPrefix("INSERT INTO sqlite_stat1 VALUES('athanor_progress'") }
            .joined(separator: "\n")
        }
    }

    /// The schema alone, as the database's own tools write it down. Spaces of SQLite's texts do not count: they are what
    /// someone wrote.
    func schema() throws -> String {
        switch bench.database.kind.name {
        case "postgresql":
            let dump = try Self.output(of: "pg_dump", ["--schema-only", "--dbname", bench.url.textWithPassword])
            return dump.split(separator: "\n").filter { !$0.hasPrefix("\\") && !$0.hasPrefix("-- Dumped") }
                .joined(separator: "\n")
        default:
            let query = """
                SELECT sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND name NOT IN ('athanor_materialized_views', 'sqlite_sequence')
                ORDER BY type, name
                """
            let schema = try Self.output(of: "sqlite3", [path, query])
            return schema.replacing(/\s+/, with: " ").replacing("( ", with: "(").replacing(" )", with: ")")
        }
    }

    private var path: String { String(bench.url.afterScheme).removingPercentEncoding ?? "" }

    /// What a tool writes, which must succeed: two dumps that failed are alike.
    private static func output(of name: String, _ arguments: [String]) throws -> String {
        let outcome = try run(name, arguments, input: "")
        guard outcome.exitCode == 0 else { throw ToolFailed(name: name, errors: outcome.errors) }
        return outcome.output
    }

    /// A tool that should have succeeded did not.
    struct ToolFailed: Error {
        let name: String
        let errors: String
    }

    private static func run(_ name: String, _ arguments: [String], input: String) throws -> Outcome {
        let workspace = try Workspace()
        defer { workspace.remove() }
        // Files, not pipes: a pipe that nobody empties would stop the process.
        let files = ["input", "output", "errors"].map { workspace.folder.appending(path: $0) }
        try Data(input.utf8).write(to: files[0])
        for file in files[1...] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environmentWithTestedPrograms
        let handles = [
            try FileHandle(forReadingFrom: files[0]), try FileHandle(forWritingTo: files[1]),
            try FileHandle(forWritingTo: files[2]),
        ]
        process.standardInput = handles[0]
        process.standardOutput = handles[1]
        process.standardError = handles[2]
        try process.runInTurn()
        // A Process keeps them open for ever, and Foundation's `run` crashes now and then where very many are.
        for handle in handles { try handle.close() }
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
            errors: try String(contentsOf: files[2], encoding: .utf8))
    }
}

extension TestBench {
    /// What writes scripts for this database.
    func offlineMigrator(
        _ entries: [RevisionEntry], options: MigratorOptions = MigratorOptions(), connected: Bool = true
    ) throws -> OfflineMigrator {
        let revisions = try RevisionSet(entries)
        return connected
            ? OfflineMigrator(address, revisions: revisions, options: options)
            : OfflineMigrator(for: database, revisions: revisions, options: options)
    }

    /// The database's own client.
    var client: ScriptClient { ScriptClient(bench: self) }
}
