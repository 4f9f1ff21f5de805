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

    private func settings(_ text: String) throws -> [ConfigurationKey: ConfigurationSetting] {
        try ConfigurationFile(SourceText(path: "athanor.yaml", text: text)).settings
    }

    @Test("Every key is read")
    func everyKeyIsRead() throws {
        let text = ConfigurationKey.allCases.map { "\($0.rawValue): \($0.example)\n" }.joined()
        let settings = try settings(text)
        for key in ConfigurationKey.allCases { #expect(settings[key]?.text.isEmpty == false, "\(key)") }
    }

    @Test("Lists and named texts are read part by part")
    func listsAndNamedTextsAreReadPartByPart() throws {
        let settings = try settings(
            """
            versions: [a, "b c"]
            post_write_hooks:
              - echo one
              - 'echo "two" # not a comment'
            template_arguments: { team: billing, number: 7 }
            """)
        #expect(settings[.versions]?.parts.map(\.text) == ["a", "b c"])
        #expect(settings[.postWriteHooks]?.parts.map(\.text) == ["echo one", "echo \"two\" # not a comment"])
        #expect(settings[.templateArguments]?.parts.map(\.name) == ["team", "number"])
        #expect(settings[.templateArguments]?.parts.map(\.text) == ["billing", "7"])
        #expect(try self.settings("versions: a").values.first?.parts.count == 1)
    }

    @Test(
        "A value of the wrong kind is shown at its place",
        arguments: [
            ("role: [a]", "1:7", "\"role\" is a list, not a text"),
            ("recursive_version_locations: yes", "1:30", "\"yes\", not true or false"),
            ("recursive_version_locations: \"true\"", "1:30", "\"true\", not true or false"),
            ("transaction_per_migration: 1", "1:28", "\"1\", not true or false"),
            ("truncate_slug_length: -1", "1:23", "\"-1\", not a whole number, 0 or more"),
            ("truncate_slug_length: 4.5", "1:23", "\"4.5\", not a whole number"),
            ("truncate_slug_length: '40'", "1:23", "\"40\", not a whole number"),
            ("truncate_slug_length: 99999999999999999999", "1:23", "not a whole number"),
            ("template_arguments: a", "1:21", "\"template_arguments\" is a text, not texts by name"),
            ("template_arguments: [a]", "1:21", "is a list, not texts by name"),
            ("template_arguments: { a: [b] }", "1:26", "a value of \"template_arguments\" is a list"),
            ("versions: { a: b }", "1:11", "\"versions\" is a group of keys, not a text or a list of texts"),
            ("versions:\n  - a\n  - [b]", "3:5", "an item of \"versions\" is a list, not a text"),
            ("versions:\n  - a\n  -", "3:4", "an item of \"versions\" is empty"),
            ("post_write_hooks: [{ a: b }]", "1:20", "an item of \"post_write_hooks\" is a group of keys"),
        ])
    func aValueOfAnotherKindIsShownAtItsPlace(text: String, place: String, message: String) {
        let first = complaint(about: text).first ?? ""
        #expect(first.hasPrefix("athanor.yaml:\(place): error: ") && first.contains(message), "\(first)")
    }

    @Test("An unknown key is shown at its line with the nearest known key")
    func unknownKeyShowsTheNearest() {
        #expect(
            complaint(about: "# ours\nrole: app\ndatabse: sqlite:app.db\n") == [
                "athanor.yaml:3:1: error: unknown key \"databse\"",
                "    databse: *************",
                "    ^",
                "Did you mean \"database\"?",
            ])
    }

    @Test("For an unknown key that resembles none, the error lists all keys")
    func unknownKeyListsAll() {
        #expect(
            complaint(about: "colour: red").last?.contains("database, role, trusted_owners, script_location, versions")
                == true)
    }

    @Test("A list in the place of a text is shown at the list")
    func aListWhereATextBelongsIsShownAtTheList() {
        #expect(
            complaint(about: "kind: [a, b]\n") == [
                "athanor.yaml:1:7: error: \"kind\" is a list, not a text",
                "    kind: [a, b]",
                "          ^",
                "Write it as `kind: sql` in athanor.yaml.",
            ])
    }

    @Test("A key without a value is an error")
    func aKeyWithoutAValueIsAnError() {
        #expect(complaint(about: "role:\n").first == "athanor.yaml:1:1: error: \"role\" has no value")
        #expect(complaint(about: "role: ~\n").first == "athanor.yaml:1:1: error: \"role\" has no value")
        #expect(complaint(about: "role: \"\"\n").first == "athanor.yaml:1:1: error: \"role\" has no value")
    }

    @Test("Malformed YAML is shown at its place")
    func malformedYAMLIsShownAtItsPlace() {
        let lines = complaint(about: "role: app\nversions: \"open\n")
        #expect(lines.first?.hasPrefix("athanor.yaml:") == true)
        #expect(lines.count >= 3)
        #expect(complaint(about: "role: a: b\n").first?.hasPrefix("athanor.yaml:1:8: error: ") == true)
    }

    @Test("A duplicate key is shown at its second line")
    func duplicateKeyIsShown() {
        #expect(
            complaint(about: "role: a\nkind: sql\nrole: b\n").first
                == "athanor.yaml:3:1: error: the key \"role\" occurs twice")
    }

    @Test("A caret points at its place after wide characters")
    func caretAfterWideCharacters() {
        #expect(
            complaint(about: "{ role: 日本, kind: [] }").prefix(3) == [
                "athanor.yaml:1:19: error: \"kind\" is a list, not a text",
                "    { role: 日本, kind: [] }",
                "                        ^",
            ])
    }

    @Test("Anything other than keys is an error")
    func somethingElseThanKeysIsAnError() {
        #expect(complaint(about: "- a\n- b\n").first?.contains("the configuration is a list") == true)
        #expect(complaint(about: "just words\n").first?.contains("the configuration is a text") == true)
    }

    @Test("A file that sets nothing is accepted", arguments: ["", "\n", "# nothing yet\n", "---\n", "\u{FEFF}"])
    func aFileThatSetsNothingIsFine(text: String) throws {
        #expect(try ConfigurationFile(SourceText(path: "athanor.yaml", text: text)).settings.isEmpty)
    }

    @Test("A byte order mark does not spoil the first key")
    func aByteOrderMarkDoesNotSpoilTheFirstKey() throws {
        let file = try ConfigurationFile(SourceText(path: "athanor.yaml", text: "\u{FEFF}role: app\n"))
        #expect(file.settings[.role]?.text == "app")
    }

    @Test("A file that is not UTF-8 is an error")
    func aFileOfOtherBytesThanUTF8IsAnError() async throws {
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
