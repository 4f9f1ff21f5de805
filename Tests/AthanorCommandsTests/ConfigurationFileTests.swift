import Athanor
import Foundation
import Testing

@testable import AthanorCommands

@Suite struct ConfigurationFileTests {
    /// The lines that a person reads about a configuration that cannot be used.
    private func complaint(about text: String) -> [String] {
        do {
            _ = try ConfigurationFile(SourceText(path: "athanor.yaml", text: text))
            return []
        } catch {
            return error.description.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func everyKeyIsRead() throws {
        let text = ConfigurationKey.allCases.map { "\($0.rawValue): value of \($0.rawValue)\n" }.joined()
        let file = try ConfigurationFile(SourceText(path: "athanor.yaml", text: text))
        for key in ConfigurationKey.allCases {
            #expect(file.settings[key]?.text == "value of \(key.rawValue)")
        }
    }

    @Test func anUnknownKeyIsShownAtItsLineWithTheNearestOne() {
        #expect(
            complaint(about: "# ours\nrole: app\ndatabse: sqlite:app.db\n") == [
                "athanor.yaml:3:1: error: unknown key \"databse\"",
                "    databse: sqlite:app.db",
                "    ^",
                "Did you mean \"database\"?",
            ])
    }

    @Test func anUnknownKeyThatResemblesNoneIsAnsweredWithAll() {
        #expect(complaint(about: "colour: red").last?.contains("database, role, versions, kind") == true)
    }

    @Test func aListWhereATextBelongsIsShownAtTheList() {
        #expect(
            complaint(about: "versions: [a, b]\n") == [
                "athanor.yaml:1:11: error: \"versions\" is a list, not a text",
                "    versions: [a, b]",
                "              ^",
                "Write it as `versions: versions`.",
            ])
    }

    @Test func aKeyWithoutAValueIsAnError() {
        #expect(complaint(about: "role:\n").first == "athanor.yaml:1:1: error: \"role\" has no value")
        #expect(complaint(about: "role: ~\n").first == "athanor.yaml:1:1: error: \"role\" has no value")
        #expect(complaint(about: "role: \"\"\n").first == "athanor.yaml:1:1: error: \"role\" has no value")
    }

    @Test func malformedYAMLIsShownAtItsPlace() {
        let lines = complaint(about: "role: app\nversions: \"open\n")
        #expect(lines.first?.hasPrefix("athanor.yaml:") == true)
        #expect(lines.count >= 3)
        #expect(complaint(about: "role: a: b\n").first?.hasPrefix("athanor.yaml:1:8: error: ") == true)
    }

    @Test func aKeyThatStandsThereTwiceIsShownAtItsSecondLine() {
        #expect(
            complaint(about: "role: a\nkind: sql\nrole: b\n").first
                == "athanor.yaml:3:1: error: the key \"role\" stands there twice")
    }

    @Test func aCaretStandsUnderItsPlaceAfterWideCharacters() {
        #expect(
            complaint(about: "{ role: 日本, versions: [] }").prefix(3) == [
                "athanor.yaml:1:23: error: \"versions\" is a list, not a text",
                "    { role: 日本, versions: [] }",
                "                            ^",
            ])
    }

    @Test func somethingElseThanKeysIsAnError() {
        #expect(complaint(about: "- a\n- b\n").first?.contains("the configuration is a list") == true)
        #expect(complaint(about: "just words\n").first?.contains("the configuration is a text") == true)
    }

    @Test(arguments: ["", "\n", "# nothing yet\n", "---\n", "\u{FEFF}"])
    func aFileThatSetsNothingIsFine(text: String) throws {
        #expect(try ConfigurationFile(SourceText(path: "athanor.yaml", text: text)).settings.isEmpty)
    }

    @Test func aByteOrderMarkDoesNotSpoilTheFirstKey() throws {
        let file = try ConfigurationFile(SourceText(path: "athanor.yaml", text: "\u{FEFF}role: app\n"))
        #expect(file.settings[.role]?.text == "app")
    }

    @Test func aFileOfOtherBytesThanUTF8IsAnError() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "")
        let handle = try #require(FileHandle(forWritingAtPath: "\(project.path)/athanor.yaml"))
        try handle.write(contentsOf: Data([0x72, 0xFF, 0xFE]))
        try handle.close()
        let outcome = await project.run("heads")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("athanor.yaml is not UTF-8"))
    }
}
