import Foundation
import Testing

@testable import Athanor

@Suite final class RevisionDirectoryTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("athanor-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    static func sql(_ id: String, after down: String = "") -> String {
        "-- \(id)\n--\n-- revision: \(id)\n-- down_revision: \(down)\n-- upgrade\n-- downgrade\n"
    }

    @Test("Both kinds of revision are read; everything else is left out")
    func bothKinds() throws {
        try write("b.sql", Self.sql("b", after: "a").utf8)
        try write("a.sql", [0xEF, 0xBB, 0xBF] + Array(Self.sql("a").utf8))
        try write(
            "c.swift",
            "struct C: Revision { static let revision: RevisionID = \"c\"; static let downRevisions: [RevisionID] = [\"b\"] }"
                .utf8)
        try write(".hidden.sql", "nonsense".utf8)
        try write("README.md", "nonsense".utf8)
        let set = try RevisionSet(try RevisionDirectory(path: folder).entries())
        #expect(set.all.map(\.id) == ["a", "b", "c"])
        #expect(set["a"]?.path == "\(folder)/a.sql")
        #expect(set.graph.heads == ["c"])
        guard case .uncompiledSwift(let file)? = set["c"]?.source else {
            Issue.record("c is \(String(describing: set["c"]))")
            return
        }
        #expect(file.typeName == "C")
    }

    @Test("A file that is not UTF-8 is named, with its line")
    func notUTF8() throws {
        try write("a.sql", Array(Self.sql("a").utf8) + Array("-- caf".utf8) + [0xE9, 0x0A])
        let error = #expect(throws: RevisionFileError.self) { try RevisionDirectory(path: folder).entries() }
        #expect(error?.explanation.headline == "\(folder)/a.sql:7:7: error: the file is not UTF-8 text")
    }

    @Test("In another encoding texts and places are right")
    func otherEncoding() throws {
        let shiftJIS = try #require(TextEncoding(name: "shift_jis"))
        let text = Self.sql("a").replacingOccurrences(of: "-- a\n--", with: "-- 表を作る\n--")
        try write("a.sql", try #require(shiftJIS.bytes(of: text)))
        let directory = RevisionDirectory(paths: [folder], encoding: shiftJIS)
        #expect(try directory.entries().map(\.message) == ["表を作る"])
        try write("a.sql", try #require(shiftJIS.bytes(of: "-- 表\n-- 日本")) + [0xFF])
        let error = #expect(throws: RevisionFileError.self) { try directory.entries() }
        #expect(error?.explanation.headline == "\(folder)/a.sql:2:6: error: the file is not shift_jis text")
        try write("a.sql", try #require(shiftJIS.bytes(of: text.replacingOccurrences(of: "revision: a", with: "表: a"))))
        let inHeader = #expect(throws: RevisionFileError.self) { try directory.entries() }
        #expect(inHeader?.explanation.headline.contains("a.sql:") == true)
    }

    @Test("Several folders are read in order; one named twice, or by a link, counts once")
    func severalFolders() throws {
        try make("one", "two")
        try write("one/b.sql", Self.sql("b", after: "a").utf8)
        try write("two/a.sql", Self.sql("a").utf8)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/link", withDestinationPath: "\(folder)/one")
        let directory = RevisionDirectory(
            paths: ["\(folder)/one", "\(folder)/two", "\(folder)/one/", "\(folder)/link", "\(folder)/two/../one"])
        #expect(try directory.files() == ["\(folder)/one/b.sql", "\(folder)/two/a.sql"])
        #expect(try RevisionSet(try directory.entries()).graph.heads == ["b"])
        let error = #expect(throws: RevisionFileError.self) {
            try RevisionDirectory(paths: ["\(folder)/one", "\(folder)/three"]).files()
        }
        #expect(error?.message == "there is no folder \(folder)/three with revisions")
    }

    @Test("Folders inside are read when that is wanted, each once, and not those that begin with a dot")
    func recursive() throws {
        try make("v/2025/deep", "v/2026", "v/.git")
        for file in ["v/a.sql", "v/2025/b.sql", "v/2025/deep/c.sql", "v/2026/d.sql", "v/.git/e.sql"] {
            try write(file, Self.sql("x").utf8)
        }
        // Links that lead back up, and beside.
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/v/2026/up", withDestinationPath: "\(folder)/v")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/v/2026/self", withDestinationPath: "\(folder)/v/2026")
        let locations = ["\(folder)/v", "\(folder)/v/2025"]
        #expect(
            try RevisionDirectory(paths: locations, isRecursive: true).files().map { $0.dropFirst(folder.count + 1) }
                == ["v/a.sql", "v/2025/b.sql", "v/2025/deep/c.sql", "v/2026/d.sql"])
        #expect(
            try RevisionDirectory(paths: locations).files().map { $0.dropFirst(folder.count + 1) }
                == ["v/a.sql", "v/2025/b.sql"])
    }

    private func make(_ folders: String...) throws {
        for name in folders {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
    }

    @Test("A folder that is not there is named, with the way to make one")
    func missingFolder() {
        let error = #expect(throws: RevisionFileError.self) { try RevisionDirectory(path: "\(folder)/no").entries() }
        #expect(error?.message == "there is no folder \(folder)/no with revisions")
        #expect(error?.advice.contains("athanor init") == true)
    }

    @Test("Two files of one id are both named")
    func duplicates() throws {
        try write("a.sql", Self.sql("same").utf8)
        try write("b.sql", Self.sql("same").utf8)
        let entries = try RevisionDirectory(path: folder).entries()
        let error = #expect(throws: RevisionGraphError.self) { try RevisionSet(entries) }
        #expect(error?.description.contains("a.sql") == true && error?.description.contains("b.sql") == true)
    }
}
