import Foundation
import Testing

@testable import Athanor
@testable import RevisionFiles

@Suite struct TextEncodingTests {
    private static let samples: [String: String] = [
        "iso-8859-1": "Größe é", "iso-8859-2": "łódź", "iso-8859-15": "10 €", "windows-1250": "łódź €",
        "windows-1251": "ёлка €", "windows-1252": "Größe €", "windows-1253": "λόγος", "windows-1254": "şğı",
        "koi8-r": "ёлка", "shift_jis": "表示ソ①", "iso-2022-jp": "日本語", "gb18030": "简体中文😀",
        "euc-kr": "한국어", "us-ascii": "plain",
    ]

    @Test("What an encoding writes it reads back", arguments: TextEncoding.names)
    func backAndForth(name: String) throws {
        let encoding = try #require(TextEncoding(name: name))
        let text = "-- \(Self.samples[name] ?? "日本 é € 😀")\nSELECT '\\~';\n"
        let bytes = try #require(encoding.bytes(of: text))
        #expect(encoding.text(of: bytes) == text)
        if !name.hasPrefix("utf-8"), name != "us-ascii" { #expect(bytes != Data(text.utf8)) }
    }

    @Test("The usual names are known, however they are spelled, and others are not")
    func names() {
        #expect(TextEncoding(name: "UTF8") == .utf8)
        #expect(TextEncoding(name: "Shift-JIS")?.name == "shift_jis")
        #expect(TextEncoding(name: "latin1")?.name == "iso-8859-1")
        #expect(TextEncoding(name: "cp1252")?.name == "windows-1252")
        // Foundation on Linux converts it in neither direction.
        #expect(TextEncoding(name: "euc-jp") == nil)
        #expect(TextEncoding(name: "") == nil)
    }

    @Test("A character that the encoding has not is found with its place")
    func impossible() throws {
        let encoding = try #require(TextEncoding(name: "windows-1252"))
        #expect(encoding.bytes(of: "é日") == nil)
        let found = try #require(encoding.firstImpossible(in: "é日本"))
        #expect(found.character == "日")
        #expect(found.utf8Offset == 2)
        #expect(encoding.firstImpossible(in: "é") == nil)
    }

    @Test("Bytes that are no text are found at their place")
    func wrongBytes() throws {
        let shiftJIS = try #require(TextEncoding(name: "shift_jis"))
        let text = "-- 日本\n-- 表"
        let bytes = try #require(shiftJIS.bytes(of: text))
        for wrong in [[0xFF], [0x80, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20]] as [[UInt8]] {
            #expect(shiftJIS.text(of: bytes + Data(wrong)) == nil)
            #expect(shiftJIS.longestText(in: bytes + Data(wrong)) == text)
        }
        let utf16 = try #require(TextEncoding(name: "utf-16le"))
        #expect(utf16.text(of: Data([0x61, 0x00, 0x62])) == nil)
        #expect(utf16.longestText(in: Data([0x61, 0x00, 0x62])) == "a")
    }
}
