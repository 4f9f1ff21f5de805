import Athanor
import AthanorSQLite
import Synchronization
import Testing

@testable import AthanorCommands

/// What a command writes, piece by piece.
private final class Pieces: Sendable {
    private let pieces = Mutex<[String]>([])

    var all: [String] { pieces.withLock { $0 } }

    func add(_ piece: String) { pieces.withLock { $0.append(piece) } }
}

@Suite struct LogCommandTests {
    private func projectWithAFailure() async throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write(
            "versions/a1.sql", "-- one\n--\n-- revision: a1\n-- down_revision:\n\n-- upgrade\nCREATE TABLE t (a);\n")
        try project.write(
            "versions/b2.sql",
            "-- two\n--\n-- revision: b2\n-- down_revision: a1\n\n-- upgrade\nSELECT a FROM nowhere;\n")
        await project.run("upgrade", "head")
        return project
    }

    @Test("On a terminal, failures are red and nothing else is")
    func whatFailedIsRedOnATerminalAndNothingElse() async throws {
        let project = try await projectWithAFailure()
        let shown = CapturedText()
        let terminal = TextOutput(isTerminal: true, usesColors: true, write: shown.textOutput.write)
        #expect(await project.invocation(output: terminal).run(["log"]) == .success)
        let lines = shown.text.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[1].hasPrefix("\u{1B}[1;31m") && lines[1].contains("b2") && lines[1].contains("failed"))
        #expect(lines[2].contains("a1") && !lines[2].contains("\u{1B}"))
        let plain = await project.run("log")
        #expect(plain.lines.count == 3 && !plain.output.contains("\u{1B}"))
    }

    @Test("A log is shown without revision files")
    func aLogIsShownWithoutFiles() async throws {
        let project = try await projectWithAFailure()
        try project.remove("versions/a1.sql")
        try project.remove("versions/b2.sql")
        #expect(await project.run("log").lines.count == 3)
        #expect(await project.run("log", "--versions", "nowhere").lines.count == 3)
    }

    @Test("A revision of another history has no title of ours, and its version table is named")
    func otherHistories() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        func revision(_ message: String, _ table: String) -> String {
            "-- \(message)\n--\n-- revision: a1\n-- down_revision:\n\n-- upgrade\nCREATE TABLE \(table) (a);\n"
        }
        try project.write("versions/a1.sql", revision("create the table t", "t"))
        try project.write("seeds/a1.sql", revision("seed of countries", "s"))
        let seeds = ["--versions", "seeds", "--version-table", "seedsv"]
        try await #require(project.run(["upgrade", "head"] + seeds).status == .success)
        for call in [["log"], ["log", "-v"]] {
            let outcome = await project.run(call)
            #expect(outcome.output.contains("version table") && outcome.output.contains("seedsv"), "\(outcome)")
            #expect(!outcome.output.contains("create the table"), "\(outcome)")
        }
        try await #require(project.run("upgrade", "head").status == .success)
        let both = await project.run("log")
        #expect(both.lines.filter { $0.contains("create the table t") }.count == 1, "\(both)")
        #expect(both.lines.first { $0.contains("seedsv") }?.contains("create the table") == false, "\(both)")
    }

    @Test("Columns are aligned")
    func columnsAreAligned() async throws {
        let project = try await projectWithAFailure()
        let lines = await project.run("log", "--utc").lines
        let column = try #require(lines.first?.firstRange(of: "outcome")?.lowerBound)
        let distance = try #require(lines.first).distance(from: lines[0].startIndex, to: column)
        for (line, outcome) in zip(lines.dropFirst(), ["failed", "done"]) {
            #expect(line.dropFirst(distance).hasPrefix(outcome), "\(line)")
        }
    }

    @Test("A log of several pages is written in pieces, which together are what it would be as a whole")
    func longLog() async throws {
        let project = try await projectWithAFailure()
        let database = try DatabaseURL("sqlite:\(project.path)/app.db")
        let connection = try await SQLite().connect(to: database, options: ConnectionOptions())
        try await connection.query(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
            INSERT INTO athanor_log (kind, subject, started_at, duration_ms, outcome, detail, performed_by, host, process,
                athanor_version, version_table, strategy, rows_after)
            SELECT CASE i % 2 WHEN 0 THEN 'refresh' ELSE 'upgrade' END, CASE i % 2 WHEN 0 THEN 'm' ELSE 'a1' END,
                '2026-01-01T00:00:00.000Z', i * 7, CASE i % 9 WHEN 0 THEN 'failed' ELSE 'done' END,
                CASE i % 9 WHEN 0 THEN 'failed' || char(10) || i || char(27) || '"ä' END, 'me', 'host' || i % 3, i, '0',
                CASE i WHEN 2001 THEN 'other' ELSE 'athanor_version' END,
                CASE i % 2 WHEN 0 THEN 'plain' END, CASE i % 2 WHEN 0 THEN i END
            FROM n
            """)
        await connection.close()
        let migrator = Migrator(try SQLite().at(database), revisions: try RevisionSet([]))
        let all = try await migrator.log()
        #expect(all.count == 12_002)
        let whole = CapturedText()
        /// What a command writes, and in how many pieces.
        func written(_ arguments: String...) async -> (text: String, pieces: Int) {
            let pieces = Pieces()
            let output = TextOutput(isTerminal: false, usesColors: false) { pieces.add($0) }
            let status = await project.invocation(output: output).run(["log", "--utc"] + arguments)
            #expect(status == .success)
            return (pieces.all.joined(), pieces.all.count)
        }
        try whole.textOutput.document(all.map { LogDocument($0) })
        let json = await written("--all", "--json")
        #expect(json.text == whole.text && json.pieces >= 3)

        let display = LogDisplay(titles: ["a1": "one", "b2": "two"], timeZone: .gmt)
        func lines(_ records: [LogRecord]) -> String {
            var table = display.table
            table.measure(records)
            let lines = [table.headLine(for: .discarding)] + table.lines(records, for: .discarding)
            return lines.map { TextOutput.discarding.shown($0) + "\n" }.joined()
        }
        let table = await written("--all")
        #expect(table.text == lines(all) && table.pieces >= 4)
        #expect(table.text.hasPrefix("started") && table.text.contains("  version table  "))
        let one = await written("--all", "--history")
        #expect(one.text == lines(all.filter { $0.versionTable == "athanor_version" }))
        #expect(!one.text.contains("version table"))
        let blocks = await written("--all", "-v")
        #expect(
            blocks.text
                == TextOutput.discarding.shown(display.blocks(all, for: .discarding).joined(separator: "\n\n")) + "\n")
        #expect(await written("--refreshes", "m", "--all").text.split(separator: "\n").count == 6_001)
        let none = await written("--kind", "stamp", "--json", "--all")
        let empty = CapturedText()
        try empty.textOutput.document([LogDocument]())
        #expect(none.text == empty.text)
    }

    @Test("Numbers that contradict each other are refused")
    func numbersThatContradictAreRefused() async throws {
        let project = try await projectWithAFailure()
        #expect(await project.run("log", "--all", "-n", "3").status == .usage)
        #expect(await project.run("log", "--number=-3").status == .usage)
        #expect(await project.run("log", "--all", "-n", "0").lines.count == 3)
        #expect(await project.run("log", "-n", "1").lines.count == 2)
    }

    @Test("A missing database file gives an empty log, and is not created")
    func missingDatabaseIsAnEmptyLog() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("log", "--database", "sqlite:app.db")
        #expect(outcome.status == .success)
        #expect(outcome.output == "The log is empty: Athanor has done nothing on this database yet.\n")
        #expect(try project.names() == [])
    }
}
