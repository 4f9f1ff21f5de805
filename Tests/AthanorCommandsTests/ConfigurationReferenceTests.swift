import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// The pages say what the code says.
@Suite struct ConfigurationReferenceTests {
    private static func text(_ path: String) throws -> String {
        let repository = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    /// The cells of a table's rows that begin with a key.
    private static func rows(_ text: String) -> [(key: ConfigurationKey?, name: String, cells: [String])] {
        text.split(separator: "\n").compactMap { line in
            guard let match = line.wholeMatch(of: /\| `(?<name>[a-z_]+)` \|(?<rest>.*)\|/) else { return nil }
            let name = String(match.name)
            let cells = match.rest.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            return (ConfigurationKey(rawValue: name), name, cells)
        }
    }

    @Test("The reference lists every key with its form, its default, its variables and its flag")
    func everyKeyIsInTheReference() throws {
        let text = try Self.text("Sources/Athanor/Athanor.docc/Configuration.md")
        let rows = Self.rows(text)
        for key in ConfigurationKey.allCases {
            let row = try #require(rows.first { $0.key == key }, "\(key.rawValue)")
            try #require(row.cells.count == 4, "\(key.rawValue)")
            #expect(row.cells[0] == key.form.expectation, "\(key.rawValue)")
            #expect(row.cells[1] == key.standardText, "\(key.rawValue)")
            #expect(row.cells[2] == key.environmentNames.map { "`\($0)`" }.joined(separator: ", "), "\(key.rawValue)")
            let flag = key.flag.map { "`\($0)`" } ?? ""
            #expect(row.cells[3] == flag || row.cells[3].hasPrefix("\(flag) of "), "\(key.rawValue)")
            #expect(text.contains("- `\(key.rawValue)") || text.contains(" `\(key.rawValue)` "), "\(key.rawValue)")
        }
    }

    @Test("The reference names every encoding, variable and template")
    func referenceNamesEverything() throws {
        let text = try Self.text("Sources/Athanor/Athanor.docc/Configuration.md")
        for name in TextEncoding.names { #expect(text.contains("`\(name)`"), "\(name)") }
        for name in FileNameTemplate.variables { #expect(text.contains("`{{\(name)}}`"), "\(name)") }
        for name in RevisionTemplate.variables { #expect(text.contains("`\(name)`"), "\(name)") }
        for kind in RevisionTemplate.allCases {
            #expect(text.contains("```text\n\(kind.builtInText)```\n"), "\(kind)")
            #expect(text.contains("`\(RevisionTemplates.fileName(of: kind))`"))
        }
        #expect(text.contains("`\(PostWriteHooks.variable)`"))
    }

    @Test("The shorter table of the README agrees with the reference")
    func theShorterTableOfTheReadmeIsNotWrong() throws {
        let rows = Self.rows(try Self.text("README.md"))
        #expect(!rows.isEmpty)
        for row in rows {
            let key = try #require(row.key, "\(row.name)")
            for name in key.environmentNames { #expect(row.cells[0].contains("`\(name)`"), "\(row.name)") }
            #expect(row.cells[1].contains("`\(key.flag ?? "")`"), "\(row.name)")
            if row.cells[2].contains("when not set") {
                #expect(row.cells[2].contains("\(key.standardText) when not set"), "\(row.name)")
            }
        }
    }

    @Test("Defaults are the ones that the reference documents")
    func defaultsMatchTheReference() throws {
        let project = try TemporaryProject()
        let configuration = try Configuration(flags: [:], configurationPath: nil, invocation: project.invocation())
        #expect(
            try configuration.revisionDirectory().paths == [
                "\(project.path)/\(ConfigurationKey.versions.standard ?? "")"
            ])
        #expect(try configuration.revisionDirectory().isRecursive == false)
        #expect(try configuration.fileNameTemplate().text == ConfigurationKey.fileTemplate.standard)
        #expect("\(configuration.slugLength)" == ConfigurationKey.truncateSlugLength.standard)
        #expect(try configuration.timeZone() == .current)
        #expect(try configuration.templates().folder == "\(project.path)/\(ConfigurationKey.templates.standard ?? "")")
        #expect(try configuration.templates().arguments.isEmpty)
        #expect(configuration.postWriteHooks.isEmpty)
        #expect(try configuration.outputEncoding().name == ConfigurationKey.outputEncoding.standard)
        #expect(configuration.versionTable.name == ConfigurationKey.versionTable.standard)
        #expect("\(configuration.transactionPerMigration())" == ConfigurationKey.transactionPerMigration.standard)
        #expect(try configuration.lockWait() == MigratorOptions().lockWait)
        #expect(try configuration.timeouts() == MigratorOptions().timeouts)
        #expect(try configuration.lockAttempts() == MigratorOptions().lockAttempts)
        #expect(try configuration.refreshSettings(concurrently: .auto) == RefreshSettings())
        #expect(try configuration.refreshJobs() == RefreshRequest(.all).jobs)
        #expect(try configuration.refreshTargets().isEmpty)
    }

    @Test("The settings that init writes as comments are accepted")
    func whatInitShowsInCommentsIsAccepted() async throws {
        let project = try TemporaryProject()
        await project.run("init")
        try project.write("templates/.gitkeep", "")
        let shown = try project.read("athanor.yaml")
        let keys = shown.matches(of: /(?m)^# (?<key>[a-z_]+):/).map { String($0.key) }
        #expect(keys.count > 6)
        for key in keys { #expect(ConfigurationKey(rawValue: key) != nil, "\(key)") }
        try project.write(
            "athanor.yaml",
            shown.replacing(/(?m)^# (?<line>[a-z_]+: )/) { String($0.line) }.replacing("'git add", with: "': git add"))
        let outcome = await project.run("revision", "-m", "one", "--rev-id", "a1")
        #expect(outcome.status == .success, "\(outcome)")
        #expect(try project.names(in: "versions") == ["a1_one.sql"])
    }
}
