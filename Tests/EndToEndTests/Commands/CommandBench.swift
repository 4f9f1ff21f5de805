import Foundation
import TestSupport
import Testing

/// A project with a database of its own, for the tests of one command.
struct CommandBench: Sendable {
    let workspace: Workspace
    let database: ScratchDatabase
    let keys: DocumentedKeys

    /// Makes one with the history of ``history``, and removes it after `body`.
    static func with(_ server: TestedDatabase, _ body: (CommandBench) async throws -> Void) async throws {
        let keys = try DocumentedKeys()
        try await ScratchDatabase.with(server) { database in
            try await Workspace.with { workspace in
                for (name, text) in history(on: server) { try workspace.write(text, to: "versions/\(name).sql") }
                try await body(CommandBench(workspace: workspace, database: database, keys: keys))
            }
        }
    }

    /// Runs `athanor`.
    func athanor(_ arguments: [String], environment: [String: String] = [:]) async throws -> Execution {
        try await Executable.athanor.run(
            arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url].merging(environment) { $1 })
    }

    /// Runs `athanor`, which must succeed and complain of nothing; returns what it prints.
    @discardableResult
    func output(_ arguments: String..., environment: [String: String] = [:]) async throws -> String {
        let execution = try await athanor(arguments, environment: environment)
        #expect(execution.exitCode == 0 && execution.errorsBesideDatabase.isEmpty, "\(arguments): \(execution)")
        return execution.output
    }

    /// Runs `athanor`, which must fail with an error that is meant to be read; returns that.
    @discardableResult
    func failure(_ arguments: String..., exitCode: Int32 = 1) async throws -> String {
        let execution = try await athanor(arguments)
        #expect(execution.exitCode == exitCode && execution.isOneReadableError, "\(arguments): \(execution)")
        return execution.errors
    }

    /// The document that a command prints with `--json`, its keys checked against the documentation.
    /// - Parameter heading: the heading that the keys are documented under; the command's name when left out.
    func document(
        _ arguments: String..., heading: String? = nil, environment: [String: String] = [:]
    ) async throws -> JSONValue {
        let execution = try await athanor(arguments + ["--json"], environment: environment)
        #expect(execution.exitCode == 0 && execution.errorsBesideDatabase.isEmpty, "\(arguments): \(execution)")
        let value = try JSONValue(execution.output)
        keys.check(value, against: heading ?? arguments.first ?? "")
        return value
    }

    /// The events that a command prints with `--json`, their keys checked against the documentation.
    func events(_ arguments: String..., exitCode: Int32 = 0) async throws -> [JSONValue] {
        let execution = try await athanor(arguments + ["--json"])
        #expect(execution.exitCode == exitCode, "\(arguments): \(execution)")
        return try events(of: execution)
    }

    /// The events that a command has printed, their keys checked against the documentation.
    func events(of execution: Execution) throws -> [JSONValue] {
        try execution.output.split(separator: "\n").map { line in
            let event = try JSONValue(line)
            let command = event["command"]?.description ?? ""
            let owner = ["refresh", "serve"].contains(command) ? " of \(command)" : ""
            keys.check(event, against: "Event \(event["event"]?.description ?? "")\(owner)")
            return event
        }
    }

    /// `aa11`, `bb22` with a materialized view, and `cc33`, which cannot be applied until a table `missing` is there.
    private static func history(on server: TestedDatabase) -> [(name: String, text: String)] {
        [
            (
                "aa11_create_message_usages",
                revision(
                    "aa11", after: "", "create message_usages", DailyUsage.createTable, "DROP TABLE message_usages;")
            ),
            (
                "bb22_create_daily_usage",
                revision(
                    "bb22", after: "aa11", "create daily_usage", DailyUsage.createView(day: server.day),
                    DailyUsage.dropView)
            ),
            (
                "cc33_note_usages",
                revision(
                    "cc33", after: "bb22", "note usages", "INSERT INTO missing VALUES (1);", "DELETE FROM missing;")
            ),
        ]
    }

    /// The text of a revision.
    static func revision(_ id: String, after down: String, _ message: String, _ up: String, _ undo: String) -> String {
        """
        -- \(message)
        --
        -- revision: \(id)
        -- down_revision: \(down)
        -- create_date: 2026-11-22 16:42:10+09:00

        -- upgrade

        \(up)

        -- downgrade

        \(undo)

        """
    }
}
