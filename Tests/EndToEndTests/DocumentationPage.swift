import Athanor
import Foundation
import TestSupport
import Testing

/// A page of the documentation, with what stands in it between fences.
///
/// The word after the opening fence says what becomes of a block: `console` is run and compared, `sql` is a revision,
/// `yaml` the configuration, `swift` is compiled; `postgresql` and `sqlite` are written by `make reference`. `sh` and `text` are
/// for people only.
struct DocumentationPage: Sendable, CustomTestStringConvertible {
    /// A text between fences.
    struct Block: Sendable {
        /// The word after the opening fence.
        let language: String
        /// The lines between the fences, each with its line ending.
        let text: String
        /// The line of the opening fence, counted from 1.
        let line: Int
    }

    /// The page's path in the repository.
    let path: String
    /// What stands between fences, in order.
    let blocks: [Block]

    var testDescription: String { path }

    /// The README and the guides.
    static let all: [DocumentationPage] = {
        let catalog = "Sources/Athanor/Athanor.docc"
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: Executable.repository.appending(path: catalog).path)
        let guides = (names ?? []).filter { $0.hasSuffix(".md") }.sorted().map { "\(catalog)/\($0)" }
        return (["README.md"] + guides).compactMap(DocumentationPage.init(path:))
    }()

    private init?(path: String) {
        let file = Executable.repository.appending(path: path)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        var blocks: [Block] = []
        var open: (language: String, line: Int, text: String)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.hasPrefix("```") else {
                open?.text += line + "\n"
                continue
            }
            if let block = open {
                blocks.append(Block(language: block.language, text: block.text, line: block.line))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), index + 1, "")
            }
        }
        self.path = path
        self.blocks = blocks
    }

    /// Where a block is, for messages.
    func place(of block: Block) -> String { "\(path):\(block.line)" }

    /// The blocks of a language.
    func blocks(in language: String) -> [Block] { blocks.filter { $0.language == language } }

    /// The databases that the page's commands work on.
    var servers: Set<TestedDatabase> {
        var servers: Set<TestedDatabase> = []
        for block in blocks where block.language == "console" || block.language == "yaml" {
            if block.text.contains(/DATABASE_URL=postgresql:/) { servers.insert(.postgreSQL) }
            if block.text.contains(/(DATABASE_URL=|database: )sqlite:/) { servers.insert(.sqlite) }
        }
        return servers
    }

    /// The page's revisions as they are in the end: where a file is shown twice, the second is a correction.
    func revisions() throws -> RevisionSet {
        var entries: [RevisionID: RevisionEntry] = [:]
        for block in blocks(in: "sql") {
            let entry = try entry(block)
            entries[entry.id] = entry
        }
        return try RevisionSet(Array(entries.values))
    }

    /// The revision in a block of SQL.
    func entry(_ block: Block) throws -> RevisionEntry {
        try RevisionEntry(sql: SourceText(path: place(of: block), text: block.text))
    }
}
