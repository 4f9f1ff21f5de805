import Athanor
import AthanorTesting
import Foundation
import TestSupport
import Testing

/// What the documentation shows is what happens.
@Suite("Documentation")
struct DocumentationTests {
    @Test("Followed from top to end, each page's commands print what it shows", arguments: DocumentationPage.all)
    func commands(_ page: DocumentationPage) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await Workspace.with { workspace in
                if page.path.hasSuffix("/AdoptingAthanor.md") {
                    try GRDBHistory.migrate(workspace.folder.appending(path: "app.db").path)
                }
                var reader = DocumentationReader(page, in: workspace, postgreSQL: database)
                for block in page.blocks { try await reader.follow(block) }
            }
        }
    }

    @Test("Each page's revisions go up, down and up again on its databases", arguments: DocumentationPage.all)
    func revisions(_ page: DocumentationPage) async throws {
        let revisions = try page.revisions()
        guard revisions.count > 0 else { return }
        try #require(!page.servers.isEmpty)
        for server in page.servers {
            try await ScratchDatabase.with(server) { database in
                try await RoundTrip(database.address, revisions: revisions).check()
            }
        }
    }

    @Test("Every revision that a page shows is applied in it", arguments: DocumentationPage.all)
    func revisionsAreApplied(_ page: DocumentationPage) throws {
        for entry in try page.revisions().all {
            let isApplied = page.blocks(in: "console").contains { block in
                block.text.split(separator: "\n").contains { $0.hasPrefix("upgrade    \(entry.id)  ") }
            }
            #expect(isApplied, "\(entry.path)")
        }
    }

    @Test(
        "Swift that a page shows is in files that are compiled, line by line, and the page shows their imports",
        arguments: DocumentationPage.all)
    func swift(_ page: DocumentationPage) async throws {
        let files = try await Self.compiledFiles()
        var shown = Self.knownImports
        for block in page.blocks(in: "swift") {
            let lines = Self.lines(block.text)
            let imports = lines.filter { $0.hasPrefix("import ") }
            let rest = lines.filter { !$0.hasPrefix("import ") }
            try #require(!rest.isEmpty)
            shown.formUnion(imports)
            let holding = files.filter { file in
                imports.allSatisfy(file.contains) && !file.ranges(of: rest).isEmpty
            }
            #expect(!holding.isEmpty, "\(page.place(of: block)) is in none of the compiled files")
            let missing = holding.map { file in
                file.filter { $0.hasPrefix("import ") && !shown.contains($0) }
            }
            #expect(missing.contains([]), "\(page.place(of: block)) needs one of \(missing)")
        }
    }

    @Test("The pages hold blocks of these kinds, and no others")
    func kinds() {
        let languages = Set(DocumentationPage.all.flatMap { $0.blocks.map(\.language) })
        #expect(languages == ["console", "postgresql", "sh", "sql", "sqlite", "swift", "text", "yaml"])
    }

    @Test("Links between the pages lead somewhere", arguments: DocumentationPage.all)
    func links(_ page: DocumentationPage) throws {
        let file = Executable.repository.appending(path: page.path)
        let text = try String(contentsOf: file, encoding: .utf8)
        for link in text.matches(of: /\]\((?<path>[^):#]+)\)/) {
            let target = file.deletingLastPathComponent().appending(path: String(link.path))
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page.path) links to \(link.path)")
        }
        for link in text.matches(of: /<doc:(?<name>\w+)>/) {
            let target = file.deletingLastPathComponent().appending(path: "\(link.name).md")
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page.path) links to \(link.name)")
        }
    }

    /// The imports that a page need not show: every revision file and every manifest begins with one of them.
    private static let knownImports: Set<String> = ["import Athanor", "import PackageDescription"]

    /// The lines of the files that may hold Swift of the pages. Each is compiled in a target where a file sees only what
    /// it imports itself: by `Package.swift`, or in the project of ``SwiftProject``.
    private static func compiledFiles() async throws -> [[String]] {
        let folders = [
            "Sources/OperationExamples", "Tests/DocumentationExamples", "Tests/EmbeddedTool", "Tests/TestingGuideTests",
        ]
        let paths = try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: Executable.repository.appending(path: folder).path)
                .map { "\(folder)/\($0)" }
        }
        let texts = try paths.map {
            try String(contentsOf: Executable.repository.appending(path: $0), encoding: .utf8)
                .replacing("internal import ", with: "import ")
        }
        let project = try await Workspace.with { workspace in
            try await SwiftProject.initialFiles(in: workspace)
        }
        return (texts + project.values + [ServerTarget.manifest, ServerTarget.database.text]).map(lines)
    }

    /// The lines that are not empty, without their indentation, which differs with where they stand.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
