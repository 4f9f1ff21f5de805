package import Foundation

/// A character encoding of revision files: one that Foundation converts in both directions, here and on macOS.
public struct TextEncoding: Sendable, Hashable {
    /// Its IANA name, in lowercase: `utf-8`, `shift_jis`.
    public let name: String
    private let encoding: String.Encoding
    /// The size of a code unit, in bytes. Every text's size is a multiple of it.
    private let unit: Int

    /// UTF-8, the default.
    public static let utf8 = TextEncoding(name: "utf-8", encoding: .utf8, unit: 1)

    /// The encoding with a name; `nil` for an unknown name. Case, `-` and `_` are ignored.
    public init?(name: String) {
        let wanted = Self.plain(name)
        let found = Self.supported.first { encoding in
            Self.plain(encoding.name) == wanted
        }
        guard let known = found ?? Self.aliases[wanted].flatMap(TextEncoding.init(name:)) else { return nil }
        self = known
    }

    private init(name: String, encoding: String.Encoding, unit: Int) {
        self.name = name
        self.encoding = encoding
        self.unit = unit
    }

    /// The names of all encodings, in display order.
    public static var names: [String] { supported.map(\.name) }

    /// The bytes of a text; `nil` if the encoding lacks one of its characters.
    package func bytes(of text: String) -> Data? {
        self == .utf8 ? Data(text.utf8) : text.data(using: encoding, allowLossyConversion: false)
    }

    /// The first character of a text that the encoding lacks, with its offset in UTF-8.
    package func firstImpossible(in text: String) -> (character: Character, utf8Offset: Int)? {
        var offset = 0
        for character in text {
            if bytes(of: String(character)) == nil { return (character, offset) }
            offset += character.utf8.count
        }
        return nil
    }

    /// The text of bytes; `nil` if they are invalid in this encoding. A byte order mark is skipped.
    package func text(of data: Data) -> String? {
        // Foundation ignores an incomplete code unit at the end.
        guard data.count % unit == 0, !data.isEmpty else { return data.isEmpty ? "" : nil }
        let text =
            self == .utf8 ? String(validating: data, as: UTF8.self) : String(data: data, encoding: encoding)
        guard let text, text.unicodeScalars.first == "\u{FEFF}" else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    /// The longest prefix of bytes that is valid in this encoding.
    func longestText(in data: Data) -> String {
        let count = data.count / unit
        func isText(_ end: Int) -> Bool { text(of: Data(data.prefix(end * unit))) != nil }
        // A prefix that ends inside a character is invalid, but a character ends within a few bytes.
        func isReadable(upTo end: Int) -> Bool { (end...min(end + 8, count)).contains(where: isText) }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high + 1) / 2
            if isReadable(upTo: middle) { low = middle } else { high = middle - 1 }
        }
        return text(of: Data(data.prefix(low * unit))) ?? ""
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    private static let aliases = [
        "ascii": "us-ascii", "latin1": "iso-8859-1", "latin2": "iso-8859-2", "latin9": "iso-8859-15",
        "cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252", "cp1253": "windows-1253",
        "cp1254": "windows-1254", "sjis": "shift_jis",
    ]

    private static let supported: [TextEncoding] = {
        // Foundation knows encodings without a name by Core Foundation's number.
        func numbered(_ number: UInt) -> String.Encoding { String.Encoding(rawValue: 0x8000_0000 | number) }
        let all: [(String, String.Encoding, Int)] = [
            ("utf-8", .utf8, 1), ("utf-16", .utf16, 2), ("utf-16le", .utf16LittleEndian, 2),
            ("utf-16be", .utf16BigEndian, 2), ("us-ascii", .ascii, 1), ("iso-8859-1", .isoLatin1, 1),
            ("iso-8859-2", .isoLatin2, 1), ("iso-8859-15", numbered(0x20F), 1), ("windows-1250", .windowsCP1250, 1),
            ("windows-1251", .windowsCP1251, 1), ("windows-1252", .windowsCP1252, 1),
            ("windows-1253", .windowsCP1253, 1), ("windows-1254", .windowsCP1254, 1), ("koi8-r", numbered(0xA02), 1),
            ("shift_jis", .shiftJIS, 1), ("iso-2022-jp", .iso2022JP, 1),
            ("gb18030", numbered(0x632), 1), ("euc-kr", numbered(0x940), 1),
        ]
        // Foundation crashes on an encoding that it cannot convert.
        let available = Set(String.availableStringEncodings)
        return all.filter { available.contains($0.1) }.map { TextEncoding(name: $0.0, encoding: $0.1, unit: $0.2) }
    }()
}
