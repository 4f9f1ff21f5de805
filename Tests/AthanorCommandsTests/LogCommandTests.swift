import Athanor
import Testing

@testable import AthanorCommands

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

    @Test func whatFailedIsRedOnATerminalAndNothingElse() async throws {
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

    @Test func aLogIsShownWithoutFiles() async throws {
        let project = try await projectWithAFailure()
        try project.remove("versions/a1.sql")
        try project.remove("versions/b2.sql")
        #expect(await project.run("log").lines.count == 3)
        #expect(await project.run("log", "--versions", "nowhere").lines.count == 3)
    }

    @Test func columnsAreAligned() async throws {
        let project = try await projectWithAFailure()
        let lines = await project.run("log", "--utc").lines
        let column = try #require(lines.first?.firstRange(of: "outcome")?.lowerBound)
        let distance = try #require(lines.first).distance(from: lines[0].startIndex, to: column)
        for (line, outcome) in zip(lines.dropFirst(), ["failed", "done"]) {
            #expect(line.dropFirst(distance).hasPrefix(outcome), "\(line)")
        }
    }

    @Test func numbersThatContradictAreRefused() async throws {
        let project = try await projectWithAFailure()
        #expect(await project.run("log", "--all", "-n", "3").status == .usage)
        #expect(await project.run("log", "--number=-3").status == .usage)
        #expect(await project.run("log", "--all", "-n", "0").lines.count == 3)
        #expect(await project.run("log", "-n", "1").lines.count == 2)
    }

    @Test func aMissingFileOfADatabaseIsAnEmptyLogAndStaysMissing() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("log", "--database", "sqlite:app.db")
        #expect(outcome.status == .success)
        #expect(outcome.output == "The log is empty: Athanor has done nothing on this database yet.\n")
        #expect(try project.names() == [])
    }
}
