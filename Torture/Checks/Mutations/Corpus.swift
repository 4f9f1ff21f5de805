import Foundation
import TestSupport

/// Valid files to mutate, and pieces of text to put into them.
struct Corpus: Sendable {
    private let texts: [MutatedFile: [[UInt8]]]

    /// Reads the files of this repository: those of `Torture/Corpus`, those of the example, and the texts of the
    /// guides.
    /// - Parameter repository: the folder of the repository.
    /// - Throws: if a kind has no files.
    init(repository: URL) throws {
        let files = FileManager.default
        var texts: [MutatedFile: [[UInt8]]] = [:]
        func add(_ folder: String) throws {
            let folder = repository.appending(path: folder)
            for name in try files.contentsOfDirectory(atPath: folder.path).sorted() {
                let file = folder.appending(path: name)
                switch file.pathExtension {
                case "sql": texts[.revision, default: []].append(Array(try Data(contentsOf: file)))
                case "yaml": texts[.configuration, default: []].append(Array(try Data(contentsOf: file)))
                case "md":
                    let page = try String(contentsOf: file, encoding: .utf8)
                    texts[.revision, default: []] += Self.blocks("sql", in: page).map(Self.asRevision)
                    texts[.configuration, default: []] += Self.blocks("yaml", in: page).map { Array($0.utf8) }
                default: break
                }
            }
        }
        for folder in [
            "Torture/Corpus", "Examples/DailyUsage", "Examples/DailyUsage/Sources/Migrations/Versions",
            "Sources/Athanor/Athanor.docc",
        ] { try add(folder) }
        for kind in MutatedFile.allCases {
            try Contradiction.check(texts[kind]?.isEmpty == false, "there are no files of the kind \(kind) to mutate")
        }
        self.texts = texts
    }

    /// A file with one to three mutations.
    func mutated(_ kind: MutatedFile, _ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = text(kind, &numbers)
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let other = text(kind, &numbers)
            Mutation.allCases.randomElement(using: &numbers)?.apply(to: &bytes, with: other, &numbers)
        }
        return bytes
    }

    private func text(_ kind: MutatedFile, _ numbers: inout SeededNumbers) -> [UInt8] {
        texts[kind]?.randomElement(using: &numbers) ?? []
    }

    /// The blocks of a page that are in a language.
    private static func blocks(_ language: String, in page: String) -> [String] {
        page.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }

    /// A guide shows whole revisions and single statements; a single statement is put into a revision.
    private static func asRevision(_ text: String) -> [UInt8] {
        let isWhole = text.contains("-- revision: ")
        return Array((isWhole ? text : "-- a\n--\n-- revision: a\n-- down_revision:\n\n-- upgrade\n\n\(text)\n").utf8)
    }
}
