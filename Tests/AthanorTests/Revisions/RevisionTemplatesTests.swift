import Foundation
import Testing

@testable import Athanor

@Suite final class RevisionTemplatesTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("athanor-\(UUID().uuidString)")
        .path
    private let revision = NewRevision(
        id: "a1", message: "add <b> & \"c\"", downRevisions: ["z9"], dependsOn: ["y8"],
        createDate: "2026-11-22 16:42:10+09:00")

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func text(_ template: String, _ arguments: [String: String] = [:]) throws -> String {
        try Data(template.utf8).write(to: URL(fileURLWithPath: "\(folder)/revision.sql.mustache"))
        return try RevisionTemplates(folder: folder, arguments: arguments).text(of: revision, as: .sql)
    }

    @Test("A file of the user's own takes the place of the built-in template of its kind only")
    func ownFile() throws {
        #expect(try text("own {{revision}}\n") == "own a1\n")
        let templates = RevisionTemplates(folder: folder)
        #expect(templates.path(of: .sql) == "\(folder)/revision.sql.mustache")
        #expect(templates.path(of: .swift) == nil)
        #expect(try templates.text(of: revision, as: .swift) == RevisionTemplate.swift.text(of: revision))
        #expect(RevisionTemplates(folder: "\(folder)/none").path(of: .sql) == nil)
    }

    @Test("Values are written as they are, with two braces and with three")
    func values() throws {
        #expect(try text("{{message}}|{{{message}}}") == "add <b> & \"c\"|add <b> & \"c\"")
        #expect(try text("\n{{revision}}\n") == "\na1\n")
        #expect(try text("") == "")
        #expect(try text("{{#dependsOn}}needs{{dependsOn}}{{/dependsOn}}") == "needs y8")
        #expect(try text("{{#branchLabels}}labels{{branchLabels}}{{/branchLabels}}.") == ".")
        #expect(try text("{{^branchLabels}}none{{/branchLabels}}") == "none")
    }

    @Test("Every variable that the reference names has a value")
    func variables() throws {
        for name in RevisionTemplate.variables { _ = try text("{{\(name)}}") }
        #expect(Set(RevisionTemplate.variables) == Set(RevisionTemplate.sql.values(of: revision).keys))
    }

    @Test("Arguments are names of their own, and do not replace what is built in")
    func arguments() throws {
        #expect(try text("{{team}} {{revision}}", ["team": "billing", "revision": "no"]) == "billing a1")
    }

    @Test("What is wrong with a template is shown at its place")
    func errors() throws {
        let unknown = #expect(throws: RevisionFileError.self) {
            try text("-- {{message}}\n-- {{ revison }}\n", ["team": "x"])
        }
        #expect(
            unknown?.explanation.headline
                == "\(folder)/revision.sql.mustache:2:7: error: the template has an unknown variable \"revison\"")
        #expect(unknown?.advice.contains("Did you mean \"revision\"?") == true)
        let word = #expect(throws: RevisionFileError.self) { try text("-- an author\n-- {{# author }}x{{/author}}") }
        #expect(
            word?.explanation.headline.contains("mustache:2:8: error:") == true, "\(word?.explanation.headline ?? "")")
        let other = #expect(throws: RevisionFileError.self) { try text("{{message}}\n {{> footer}}\n") }
        #expect(
            other?.explanation.headline.hasSuffix(
                ":2:2: error: the template is not understood: a template cannot include another one") == true)
        let open = #expect(throws: RevisionFileError.self) { try text("line\n日本 {{message\n") }
        #expect(
            open?.explanation.headline
                == "\(folder)/revision.sql.mustache:2:4: error: the template is not understood: a tag is not closed by }}"
        )
        let section = #expect(throws: RevisionFileError.self) { try text("{{#message}}\n{{/revision}}\n") }
        #expect(section?.message.contains("closed by another name") == true)
    }
}
