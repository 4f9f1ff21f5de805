import Foundation
import Testing

/// The words for things: one for each, in code, messages and guides.
@Suite("House: one vocabulary")
struct VocabularyTests {
    /// A word that is not used any more, and the one that is.
    struct Retired: Sendable, CustomTestStringConvertible {
        let pattern: String
        let instead: String
        var testDescription: String { pattern }

        init(_ pattern: String, _ instead: String) {
            self.pattern = pattern
            self.instead = instead
        }
    }

    private static let retired = [
        Retired("[Ll]one (statement|one)|LoneStatement|loneStatement", "non-transactional statement"),
        Retired("[Hh]alf[- ]done|HalfDone", "partially applied"),
        Retired("(Athanor's |its )?own tables|OwnTable|ownTable", "metadata tables"),
        Retired("[Rr]ehears", "dry run on a copy"),
        Retired("[Pp]ortrait", "view details"),
        Retired("ViewStanding|\\bstandings\\b", "view status"),
        Retired("ViewExtent|\\bextent of (a|the) view", "view size"),
        Retired("RefreshSurroundings", "refresh environment"),
        Retired("BuildingPlan\\b", "ViewRebuild"),
        Retired("SettingAside\\b", "InPlaceReplacement"),
        Retired("OtherReader\\b", "DependentRoutineOrPolicy"),
        Retired("\\b[Ss]eal(s|ed|ing)?\\b|SealTable", "checksum"),
        Retired("\\bdatabase('s)? rooms?\\b|\\brooms below\\b", "module"),
        Retired("\\bwhoever\\b|\\bWhoever\\b", "the role or person that …"),
        Retired("\\banew\\b", "again"),
        Retired("to be had\\b", "available"),
        Retired("\\bonce more\\b", "again"),
        Retired("\\bis at work\\b", "another migration run is using this database"),
    ]

    /// Texts that this test does not read: words here have other meanings, or are what users' files and databases hold.
    private static let exceptions: [String: [String]] = [:]

    @Test("A retired word does not come back", arguments: retired)
    func words(_ word: Retired) throws {
        let pattern = try Regex(word.pattern)
        var places: [String] = []
        for file in SourceFile.all(under: "Sources") {
            for (number, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            where line.contains(pattern) && !Self.isExcepted(line, in: file.path) {
                places.append("\(file.path):\(number + 1)")
            }
        }
        for page in DocumentationPage.all {
            let text = try String(contentsOf: Executable.repository.appending(path: page.path), encoding: .utf8)
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            where line.contains(pattern) && !Self.isExcepted(line, in: page.path) {
                places.append("\(page.path):\(number + 1)")
            }
        }
        #expect(places.isEmpty, "say \"\(word.instead)\": \(places.joined(separator: ", "))")
    }

    private static func isExcepted(_ line: Substring, in path: String) -> Bool {
        exceptions.contains { path.hasSuffix($0.key) && $0.value.contains { line.contains($0) } }
    }
}
