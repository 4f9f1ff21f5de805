import Athanor
import Foundation
public import TestSupport

/// Kills a run on SQLite while its rollback journal must be rolled back. Athanor is the next to open the file, in each
/// round with another command. One more run then completes the database.
public struct HotJournals: Scenario {
    /// The commands that run first after the kill.
    private static let commands = [
        ["current"],
        ["upgrade", "head"],
        ["downgrade", "-1"],
        ["check"],
        ["log"],
        ["views"],
        ["views", "show", "totals"],
        ["views", "graph"],
        ["refresh", "--all"],
        ["refresh", "--all", "--plan"],
        ["upgrade", "head", "--plan"],
        ["upgrade", "h2:head", "--sql"],
        ["downgrade", "base", "--plan"],
        ["stamp", "h2"],
        ["reseal", "--all"],
        ["repair"],
        ["ensure-version"],
        ["history", "--indicate-current"],
    ]

    /// The number of rounds that play every command once.
    public static var rounds: Int { commands.count }

    private let tools: Tools
    private let wanted: DatabaseState

    /// Makes the database that the rounds are compared with.
    /// - Throws: ``Contradiction``; the errors of the database.
    public init(_ tools: Tools) async throws {
        self.tools = tools
        wanted = try await TorturedDatabase.with(.sqlite) { database in
            try await Workplace.with { workplace in
                try Self.write(to: workplace)
                try await Self.run(["upgrade", "head"], tools, workplace, database).checkSuccess("undisturbed")
                return try await DatabaseState(of: database)
            }
        }
    }

    /// Its name.
    public var name: String { "hot journals on sqlite" }

    /// Plays the command that belongs to the round's number.
    public func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters {
        let command = Self.commands[round % Self.commands.count]
        return try await TorturedDatabase.with(.sqlite) { database in
            try await Workplace.with { workplace in
                try Self.write(to: workplace)
                try await Self.run(["upgrade", "h2"], tools, workplace, database).checkSuccess("the beginning")
                try await kill(workplace, database)
                let ending = try await Self.run(command, tools, workplace, database)
                let words = command.joined(separator: " ")
                try ending.checkSuccess("athanor \(words), first after the kill")
                try await makeWhole(after: command, workplace, database)
                return Encounters("athanor \(words)")
            }
        }
    }

    /// Kills a run while its journal is hot. On a busy machine, a run could finish before the hot journal is noticed.
    /// So the last statement of this run never ends; it is removed from the revision afterwards.
    private func kill(_ workplace: Workplace, _ database: TorturedDatabase) async throws {
        try Self.writeLast(to: workplace, ending: Self.endless)
        let process = try ToolProcess(tools.athanor, ["upgrade", "h3"], in: workplace.folder, database: database.url)
        let started = ContinuousClock.now
        while process.isRunning, !database.hasHotJournal, ContinuousClock.now - started < .seconds(300) {
            try await Task.sleep(for: .milliseconds(1))
        }
        process.signal(SIGKILL)
        let ending = try await process.end()
        try Contradiction.check(
            ending.exitCode == 128 + SIGKILL && database.hasHotJournal,
            "a run that never ends could not be killed while its journal was hot: \(ending)")
        try Self.writeLast(to: workplace)
    }

    /// Checks that the database is as after an undisturbed run, except for the work of the command itself.
    private func makeWhole(after command: [String], _ workplace: Workplace, _ database: TorturedDatabase) async throws {
        try await Self.run(["upgrade", "head"], tools, workplace, database).checkSuccess("the run after the kill")
        // The log also has the entries of the command, and of an upgrade after a downgrade.
        try await wanted.check(
            database, comparingLog: false, after: "athanor \(command.joined(separator: " ")), then upgrade")
    }

    private static func run(
        _ arguments: [String], _ tools: Tools, _ workplace: Workplace, _ database: TorturedDatabase
    ) async throws -> ToolProcess.Ending {
        try await workplace.run(tools.athanor, arguments, database: database.url)
    }

    /// Writes the revisions. The last one writes more pages than SQLite keeps in memory, so that they reach the file
    /// before the commit. (https://sqlite.org/pragma.html#pragma_cache_spill)
    private static func write(to workplace: Workplace) throws {
        try workplace.write(
            revision(
                "h1", after: "",
                up: """
                    CREATE TABLE entries (id integer PRIMARY KEY, day integer NOT NULL, note text NOT NULL);
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60000)
                    INSERT INTO entries SELECT n, n % 100, printf('note %0100d', n) FROM numbers;
                    """, down: "DROP TABLE entries;"), revision: "h1")
        try workplace.write(
            revision(
                "h2", after: "h1",
                up: "CREATE MATERIALIZED VIEW totals AS SELECT day, count(*) AS entries FROM entries GROUP BY day;",
                down: "DROP MATERIALIZED VIEW totals;"), revision: "h2")
        try writeLast(to: workplace)
    }

    /// Writes the last revision.
    /// - Parameter ending: a statement at its end.
    private static func writeLast(to workplace: Workplace, ending: String? = nil) throws {
        let updates = (1...4).map { "UPDATE entries SET note = note || '\($0)', day = day + 1;" }
        try workplace.write(
            revision(
                "h3", after: "h2", up: (updates + [ending].compactMap(\.self)).joined(separator: "\n"),
                down: "UPDATE entries SET note = substr(note, 1, length(note) - 4), day = day - 4;"), revision: "h3")
    }

    private static let endless =
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT count(*) FROM numbers;"

    private static func revision(_ id: String, after: String, up: String, down: String) -> String {
        """
        -- step \(id)
        --
        -- revision: \(id)
        -- down_revision: \(after)

        -- upgrade

        \(up)

        -- downgrade

        \(down)
        """
    }
}
