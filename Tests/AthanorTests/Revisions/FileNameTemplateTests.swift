import Foundation
import Testing

@testable import Athanor

@Suite struct FileNameTemplateTests {
    private let date = Date(timeIntervalSince1970: 1_767_225_903)

    private func path(_ text: String, slug: String = "create_users", folders: Bool = true) throws -> String {
        try FileNameTemplate(text, allowsFolders: folders)
            .path(of: "a1", slug: slug, date: date, in: try #require(TimeZone(identifier: "Asia/Tokyo")))
    }

    @Test("Each variable stands for its part, in the time zone")
    func variables() throws {
        #expect(try path("{{rev}}_{{slug}}") == "a1_create_users")
        #expect(
            try path("{{year}}-{{month}}-{{day}}_{{hour}}{{minute}}{{second}}_{{epoch}}")
                == "2026-01-01_090503_1767225903")
        #expect(try path("{{year}}/{{month}}/{{rev}}") == "2026/01/a1")
        #expect(FileNameTemplate.variables.count == 9)
        for variable in FileNameTemplate.variables { #expect(try !path("x{{\(variable)}}").hasSuffix("x")) }
    }

    @Test("An empty slug leaves no loose ends")
    func emptySlug() throws {
        #expect(try path("{{rev}}_{{slug}}", slug: "") == "a1")
        #expect(try path("{{slug}}-{{rev}}", slug: "") == "a1")
        #expect(try path("{{year}}/{{rev}}_{{slug}}", slug: "") == "2026/a1")
    }

    @Test(
        "What names no file is refused, with what it should be",
        arguments: [
            ("{{rve}}", "unknown variable \"rve\"", "Did you mean \"rev\"?"),
            ("{{revision_date}}", "unknown variable", "Known are rev, slug, year"),
            ("{{rev", "not understood", "in quotes"),
            ("{{#rev}}a", "not closed", "in quotes"),
            ("{{rev}}:{{slug}}", "a name with `:`", "Use letters"),
            ("{{rev}}\u{1}", "control character", "Use letters"),
            (".{{rev}}", "begins with a dot", "{{rev}}"),
            ("../{{rev}}", "begins with a dot", "{{rev}}"),
            ("/{{rev}}", "empty name", "{{rev}}"),
            ("a//{{rev}}", "empty name", "{{rev}}"),
            (String(repeating: "a", count: 300), "more than 240 bytes", "{{rev}}"),
        ])
    func refused(text: String, message: String, advice: String) {
        let error = #expect(throws: FileNameTemplateError.self) { try path(text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.advice.contains(advice) == true, "\(error?.advice ?? "")")
    }

    @Test("Folders are made only where files in folders are found")
    func folders() {
        let error = #expect(throws: FileNameTemplateError.self) { try path("{{year}}/{{rev}}", folders: false) }
        #expect(error?.advice.contains("recursive_version_locations: true") == true)
    }

    @Test("A slug is cut between words, or in the first")
    func slugs() {
        let revision = NewRevision(id: "a", message: "create materialized view", downRevisions: [])
        #expect(revision.slug(atMost: 40) == "create_materialized_view")
        #expect(revision.slug(atMost: 20) == "create_materialized")
        #expect(revision.slug(atMost: 18) == "create")
        #expect(revision.slug(atMost: 4) == "crea")
        #expect(revision.slug(atMost: 0) == "")
    }
}
