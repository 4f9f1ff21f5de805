import Foundation
import Testing

@testable import Athanor

@Suite final class DownRevisionEditTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("athanor-\(UUID().uuidString)")
        .path

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func edited(
        _ name: String, _ bytes: Data, _ downs: [RevisionID], _ encoding: TextEncoding = .utf8
    ) throws -> Data {
        let path = "\(folder)/\(name)"
        try bytes.write(to: URL(fileURLWithPath: path))
        try DownRevisionEdit(path: path, downRevisions: downs, encoding: encoding).write()
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    private func edited(_ name: String, _ text: String, _ downs: [RevisionID]) throws -> String {
        String(decoding: try edited(name, Data(text.utf8), downs), as: UTF8.self)
    }

    @Test("Of an SQL file one line changes, whatever its line endings and blanks")
    func sql() throws {
        for ending in ["\n", "\r\n"] {
            let text = [
                "-- down_revision: this is the message", "--", "-- revision: b2", "--  down_revision:   a1  ",
                "-- depends_on:", "", "-- upgrade", "SELECT '-- down_revision: a1';\t", "", "-- downgrade",
                "-- down_revision: x",
            ].joined(separator: ending)
            let expected = text.replacingOccurrences(of: "--  down_revision:   a1  ", with: "--  down_revision: c3, d4")
            #expect(try edited("b.sql", text, ["c3", "d4"]) == expected)
            #expect(try edited("b.sql", expected, []) == text.replacingOccurrences(of: ":   a1  ", with: ":"))
        }
    }

    @Test("A file without a message is changed as well")
    func sqlWithoutMessage() throws {
        let text = "--\n\n-- b\n\n-- revision: b2\n-- down_revision:\n-- upgrade\n"
        #expect(
            try edited("b.sql", text, ["a1"])
                == "--\n\n-- b\n\n-- revision: b2\n-- down_revision: a1\n-- upgrade\n")
    }

    @Test(
        "Of a Swift file one literal changes",
        arguments: ["[\"a1\"]", "[\n        \"a1\",  // the \"first\" ]\n    ]", "[]", "[#\"a1\"#]", "\"a1\""])
    func swift(literal: String) throws {
        func text(_ literal: String) -> String {
            """
            // let downRevisions = ["no"]
            struct A_b2: Revision {
                static let note = "static let downRevisions: [RevisionID] = [\\"a1\\"]"
                static let revision: RevisionID = "b2"
                static let downRevisions: [RevisionID] = \(literal); static let createDate = ""
                func upgrade(_ op: Operations) -> OperationList { op.execute("[\\"a1\\"]") }
            }
            """
        }
        #expect(try edited("b.swift", text(literal), ["c3", "d4"]) == text("[\"c3\", \"d4\"]"))
        #expect(try edited("b.swift", text(literal), []) == text("[]"))
    }

    @Test("A computed property is changed where its literal is")
    func computed() throws {
        let text =
            "struct A: Revision { static let revision: RevisionID = \"b2\"; static var downRevisions: [RevisionID] { [\"a1\"] } }"
        #expect(try edited("b.swift", text, ["c3"]) == text.replacingOccurrences(of: "a1", with: "c3"))
    }

    @Test("Byte order marks and encodings stay")
    func encodings() throws {
        let text = "-- 表を作る\n--\n-- revision: b2\n-- down_revision: a1\n-- upgrade\nSELECT '～';\n"
        let changed = text.replacingOccurrences(of: ": a1", with: ": c3")
        #expect(try edited("b.sql", "\u{FEFF}" + text, ["c3"]) == "\u{FEFF}" + changed)
        for name in ["shift_jis", "utf-16", "utf-16be"] {
            let encoding = try #require(TextEncoding(name: name))
            let bytes = try #require(encoding.bytes(of: text))
            #expect(try edited("b.sql", bytes, ["c3"], encoding) == encoding.bytes(of: changed))
        }
    }

    @Test("A file whose other bytes would change is left alone")
    func otherBytes() throws {
        let encoding = try #require(TextEncoding(name: "utf-16"))
        let text = "-- 表\n--\n-- revision: b2\n-- down_revision: a1\n-- upgrade\n"
        // With a byte order mark in the other order than it is written in.
        let bytes = Data([0xFE, 0xFF]) + (try #require(TextEncoding(name: "utf-16be")?.bytes(of: text)))
        #expect(encoding.text(of: bytes) == text)
        let error = #expect(throws: RevisionFileError.self) { try edited("b.sql", bytes, ["c3"], encoding) }
        #expect(error?.message.contains("other bytes of it would change") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/b.sql")) == bytes)
    }

    @Test("Permissions stay, a link stays a link, and nothing is left beside the file")
    func permissionsAndLinks() throws {
        let text = "-- b\n--\n-- revision: b2\n-- down_revision:\n-- upgrade\n"
        let path = "\(folder)/b.sql"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let link = "\(folder)/link.sql"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        try DownRevisionEdit(path: link, downRevisions: ["a1"]).write()
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("down_revision: a1\n"))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["b.sql", "link.sql"])
    }
}
