import Athanor
import AthanorSQLite
import Foundation
import Logging
import Testing

@testable import AthanorCommands

/// Text that others wrote reaches no terminal with commands in it, whichever way it takes.
@Suite("Foreign text in output")
struct ForeignTextTests {
    private static let evil = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{202E}\u{2066}\u{200F}\u{61C}"

    private func expectClean(_ text: String, _ comment: String) {
        let left = text.unicodeScalars.filter { $0.commandsTerminals && $0 != "\n" && $0 != "\t" }
        #expect(left.isEmpty, "\(comment): \(text.debugDescription)")
    }

    @Test("Titles, names, targets, files and messages of SQLite, in every command, as text and as JSON")
    func everyWay() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write(
            "versions/a1.sql",
            """
            -- title \(Self.evil)
            --
            -- revision: a1
            -- down_revision:

            -- upgrade
            CREATE TABLE "t\(Self.evil)" (id integer, "c\(Self.evil)" text);
            CREATE VIEW "v\(Self.evil)" AS SELECT "c\(Self.evil)" FROM "t\(Self.evil)";

            -- downgrade
            DROP VIEW "v\(Self.evil)";
            DROP TABLE "t\(Self.evil)";
            """)
        try project.write(
            "versions/b2.sql",
            """
            -- fails
            --
            -- revision: b2
            -- down_revision: a1

            -- upgrade
            SELECT "no\(Self.evil)" FROM "none\(Self.evil)";

            -- downgrade
            """)
        let calls = [
            ["upgrade", "a1", "--plan"], ["upgrade", "a1"], ["upgrade", "head"], ["current"], ["history"], ["heads"],
            ["show", "a1"],
            ["log"], ["views"], ["views", "show", "v\(Self.evil)"], ["views", "graph"], ["graph"],
            ["upgrade", "no\(Self.evil)"], ["show", "\(Self.evil)"], ["refresh", "\(Self.evil)"],
            ["current", Self.evil],
            ["-c", "\(Self.evil).yaml", "current"], ["stamp", "b\(Self.evil)"], ["check"],
            ["revision", "-m", Self.evil, "--head", "x\(Self.evil)"], ["downgrade", "base"],
        ]
        for call in calls {
            for call in [call, call + ["--json"]] {
                let outcome = await project.run(call)
                expectClean(outcome.output + outcome.errorOutput, "\(call)")
                #expect(!(outcome.output + outcome.errorOutput).isEmpty, "\(call)")
            }
        }
        let script = await project.run("upgrade", "base:a1", "--sql")
        let comments = script.lines.filter { $0.hasPrefix("--") && $0.contains("title") }
        #expect(comments.contains { $0.contains("title \u{FFFD}") }, "\(script)")
    }

    @Test("JSON escapes commands, so that machines read what was there")
    func json() async throws {
        let captured = CapturedText()
        try captured.textOutput.document(["text": Self.evil + "\n日本"])
        expectClean(captured.text, "document")
        let read = try JSONDecoder().decode([String: String].self, from: Data(captured.text.utf8))
        #expect(read == ["text": Self.evil + "\n日本"])
    }

    @Test("Colours are Athanor's own, and text cannot forge them")
    func colours() {
        let captured = CapturedText()
        let output = TextOutput(isTerminal: true, usesColors: true, write: captured.textOutput.write)
        output.line(output.paint("a\u{1B}[32mb", .red) + " \u{1B}[1mc \u{10FFFC}1\u{10FFFD}")
        #expect(captured.text == "\u{1B}[1;31ma\u{FFFD}[32mb\u{1B}[0m \u{FFFD}[1mc \u{10FFFC}1\u{10FFFD}\n")
    }

    @Test("A script is shown on a terminal without commands, and written as it is to a file")
    func scripts() {
        let (shown, written) = (CapturedText(), CapturedText())
        TextOutput(isTerminal: true, usesColors: false, write: shown.textOutput.write).script(
            "SELECT '\(Self.evil)';\n")
        TextOutput(isTerminal: false, usesColors: false, write: written.textOutput.write)
            .script("SELECT '\(Self.evil)';\n")
        expectClean(shown.text, "script")
        #expect(written.text == "SELECT '\(Self.evil)';\n")
    }

    @Test("A notice of a server cannot pass for a line of Athanor's")
    func notices() {
        let captured = CapturedText()
        var logger = Logger(label: "test") { _ in QuietLogHandler(output: captured.textOutput, level: .trace) }
        logger.logLevel = .trace
        logger.warning("one\u{1B}[2J\nerror: two", metadata: ["detail": "\(Self.evil)\nerror: three"])
        expectClean(captured.text, "log")
        #expect(captured.text.split(separator: "\n").count { $0.hasPrefix("error:") } == 0)
    }
}
