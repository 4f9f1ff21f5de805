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
