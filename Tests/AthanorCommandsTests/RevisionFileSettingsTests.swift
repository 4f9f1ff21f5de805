import Athanor
import Foundation
import Testing

@testable import AthanorCommands

@Suite struct RevisionFileSettingsTests {
    private func configuration(
        _ text: String, _ environment: [String: String] = [:], in project: TemporaryProject
    ) throws -> Configuration {
        try project.write("athanor.yaml", text)
        return try Configuration(flags: [:], configurationPath: nil, invocation: project.invocation(environment))
    }

    private func explanation(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return Explanation(of: error).description
        }
    }

    @Test("Relative folders start from the script location")
    func relativeFolders() throws {
        let project = try TemporaryProject()
        let text = "script_location: db\nversions: [one, /two]\n"
        #expect(try configuration(text, in: project).versionLocations == ["\(project.path)/db/one", "/two"])
        #expect(
            try configuration("script_location: db\n", in: project).versionLocations == ["\(project.path)/db/versions"])
        #expect(try configuration(text, in: project).templates().folder == "\(project.path)/db/templates")
        // The environment's paths are a person's, who is in the working directory.
        let environment = ["ATHANOR_VERSIONS": "a:b:/c", "ATHANOR_SCRIPT_LOCATION": "elsewhere"]
        let configuration = try configuration(text, environment, in: project)
        #expect(configuration.versionLocations == ["\(project.path)/a", "\(project.path)/b", "/c"])
        #expect(configuration.scriptLocation == "\(project.path)/elsewhere")
    }

    @Test("An empty list of folders is an error")
    func anEmptyListOfFoldersIsAnError() throws {
        let project = try TemporaryProject()
        let configuration = try configuration("versions: []\n", in: project)
        #expect(explanation { _ = try configuration.revisionDirectory() }.hasPrefix("athanor.yaml:1:11: error: "))
    }

    @Test("Time zones are IANA names")
    func timeZonesAreNamesOfTheIANA() throws {
        let project = try TemporaryProject()
        #expect(try configuration("timezone: Asia/Tokyo", in: project).timeZone().identifier == "Asia/Tokyo")
        #expect(try configuration("timezone: UTC", in: project).timeZone().secondsFromGMT() == 0)
        #expect(try configuration("timezone: local", in: project).timeZone() == .current)
        #expect(try configuration("timezone: Etc/UTC", in: project).timeZone().secondsFromGMT() == 0)
    }

    @Test(
        "For an unknown time zone, the error names the nearest one",
        arguments: [
            ("asia/tokyo", "Did you mean Asia/Tokyo?"), ("Tokyo", "Did you mean Asia/Tokyo?"),
            ("Asia/Tokio", "Did you mean Asia/Tokyo?"), ("new york", "Did you mean America/New_York?"),
            ("GMT+9", "Write an IANA name"), ("JST", "Write an IANA name"), ("Mars/Phobos", "Write an IANA name"),
        ])
    func otherTimeZonesAreAnsweredWithTheNearest(name: String, advice: String) throws {
        let project = try TemporaryProject()
        let configuration = try configuration("timezone: \(name)\n", in: project)
        let text = explanation { _ = try configuration.timeZone() }
        #expect(text.hasPrefix("athanor.yaml:1:11: error: there is no time zone \"\(name)\""))
        #expect(text.contains(advice), "\(text)")
    }

    @Test("Encodings are known by name")
    func encodingsAreKnownByName() throws {
        let project = try TemporaryProject()
        #expect(try configuration("output_encoding: SJIS", in: project).outputEncoding().name == "shift_jis")
        let unknown = try configuration("output_encoding: uft-8", in: project)
        let text = explanation { _ = try unknown.outputEncoding() }
        #expect(text.contains("there is no encoding \"uft-8\"") && text.contains("\"utf-8\""), "\(text)")
        let history = try TemporaryProject()
        try history.write("versions/.gitkeep", "")
        let byEnvironment = explanation {
            _ = try configuration("", ["ATHANOR_OUTPUT_ENCODING": "euc-jp"], in: history).revisionDirectory()
        }
        #expect(byEnvironment.contains("environment variable ATHANOR_OUTPUT_ENCODING"), "\(byEnvironment)")
    }

    @Test("A template argument needs a valid name that is not reserved")
    func templateArgumentNames() throws {
        let project = try TemporaryProject()
        let configuration = try configuration("template_arguments:\n  team: billing\n  owner: ''\n", in: project)
        #expect(try configuration.templates().arguments == ["team": "billing", "owner": ""])
        let taken = try self.configuration("template_arguments:\n  team: a\n  message: b\n", in: project)
        #expect(
            explanation { _ = try taken.templates() }.hasPrefix(
                "athanor.yaml:3:3: error: \"message\" is a reserved name in templates"))
        let odd = try self.configuration("template_arguments: { a.b: c }\n", in: project)
        #expect(explanation { _ = try odd.templates() }.contains("\"a.b\" cannot be a name in a template"))
        let environment = try self.configuration(
            "", ["ATHANOR_TEMPLATE_ARGUMENTS": "team=billing, owner=a=b"], in: project)
        #expect(try environment.templates().arguments == ["team": "billing", "owner": "a=b"])
    }

    @Test(
        "An environment variable with an invalid value is named",
        arguments: [
            ("ATHANOR_TEMPLATE_ARGUMENTS", "team"), ("ATHANOR_TEMPLATE_ARGUMENTS", "a=1,a=2"),
            ("ATHANOR_TRUNCATE_SLUG_LENGTH", "-3"), ("ATHANOR_RECURSIVE_VERSION_LOCATIONS", "1"),
            ("ATHANOR_VERSIONS", ":"),
        ])
    func aVariableOfAnotherFormIsNamed(name: String, value: String) throws {
        let project = try TemporaryProject()
        let text = explanation { _ = try configuration("", [name: value], in: project) }
        #expect(text.contains("environment variable \(name): "), "\(text)")
    }

    @Test("A folder of templates that is named must exist")
    func aFolderOfTemplatesThatIsNamedMustBeThere() throws {
        let project = try TemporaryProject()
        let configuration = try configuration("templates: mine\n", in: project)
        #expect(
            explanation { _ = try configuration.templates() }.hasPrefix("athanor.yaml:1:12: error: there is no folder"))
    }

    @Test("The environment lists hooks one on a line")
    func hooksInTheEnvironmentStandOneOnALine() throws {
        let project = try TemporaryProject()
        let configuration = try configuration("", ["ATHANOR_POST_WRITE_HOOKS": "echo a: b\necho c"], in: project)
        #expect(configuration.postWriteHooks == ["echo a: b", "echo c"])
    }

    @Test("A wrong file name template is shown at its place")
    func aWrongFileNameTemplateIsShownAtItsPlace() throws {
        let project = try TemporaryProject()
        let configuration = try configuration("file_template: \"{{year}}/{{rev}}\"\n", in: project)
        let text = explanation { _ = try configuration.fileNameTemplate() }
        #expect(text.hasPrefix("athanor.yaml:1:16: error: the file name template makes a folder"), "\(text)")
        // Without quotes it is a map to YAML.
        #expect(
            explanation { _ = try self.configuration("file_template: {{rev}}\n", in: project) }
                .hasPrefix("athanor.yaml:1:16: error: \"file_template\" is a group of keys, not a text"))
    }
}
