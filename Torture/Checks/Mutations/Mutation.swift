import TestSupport

/// Changes to the bytes of a file that a faulty disk, merge or editor, or an attacker, could make.
enum Mutation: CaseIterable {
    case flipBits
    case delete
    case duplicate
    case splice
    case insertToken
    case nest
    case carriageReturns
    case truncate
    case swapLines

    /// Makes the change at a random place; ``carriageReturns`` changes the whole file.
    func apply(to bytes: inout [UInt8], with other: [UInt8], _ numbers: inout SeededNumbers) {
        let place = Self.range(in: bytes, &numbers)
        switch self {
        case .flipBits:
            for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &numbers)] ^= 1 << UInt8.random(in: 0...7, using: &numbers)
            }
        case .delete: bytes.removeSubrange(place)
        case .duplicate: bytes.insert(contentsOf: Array(bytes[place]), at: place.upperBound)
        case .splice: bytes.replaceSubrange(place, with: other[Self.range(in: other, &numbers)])
        case .insertToken: bytes.insert(contentsOf: Self.token(&numbers), at: place.lowerBound)
        case .nest: bytes.insert(contentsOf: Self.nested(&numbers), at: place.lowerBound)
        case .carriageReturns: bytes = bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
        case .truncate: bytes.removeSubrange(place.lowerBound...)
        case .swapLines:
            var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            lines.swapAt(
                Int.random(in: lines.indices, using: &numbers), Int.random(in: lines.indices, using: &numbers))
            bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        }
    }

    /// A short range, which may be empty.
    private static func range(in bytes: [UInt8], _ numbers: inout SeededNumbers) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &numbers)
        return start..<min(bytes.count, start + Int.random(in: 0...80, using: &numbers))
    }

    /// Tokens that have a meaning for some reader, or must have none.
    private static let tokens =
        [
            "-- upgrade\n", "-- downgrade\n", "-- downgrade: irreversible\n", "\n-- athanor: refresh every 5 minutes\n",
            "-- athanor:", "BEGIN;", "COMMIT", "\\d\n", "COPY t FROM stdin;\n1\n\\.\n", "$$", "$tag$", "'", "\"",
            "E'\\", "U&\"",
            "/*", "*/", "--", ";", "(", ")", "BEGIN ATOMIC", "END;", "CASE",
            "CREATE TRIGGER t AFTER INSERT ON u BEGIN ",
            "CREATE MATERIALIZED VIEW v AS FILE 'a.sql'", "$1", "?1", ":a", "CONCURRENTLY", "VACUUM;", "PRAGMA a = 1;",
            "\u{0}", "\u{FEFF}", "\u{200B}", "\u{202E}", "\u{301}", "日本語", "👩‍👩‍👧", "\u{85}", "\u{2028}", "\t", "\r",
            "\u{C}",
            "&a ", "*a ", "!!binary ", "<<: ", "%YAML 9.9\n", "---\n", "...\n", "? ", ": ", "- ", "{", "}", "[", "]",
            "|\n", ">-\n",
            "~", "0x", "1e999", "99999999999999999999", "-1", "-- revision: ", "-- down_revision: a",
            "-- depends_on: a@head",
        ].map { Array($0.utf8) } + [[0xC3], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

    private static func token(_ numbers: inout SeededNumbers) -> [UInt8] {
        tokens.randomElement(using: &numbers) ?? []
    }

    /// A token, repeated 10 to 20,000 times.
    private static func nested(_ numbers: inout SeededNumbers) -> [UInt8] {
        let token =
            ["(", "[", "{", "/*", "- ", "CASE ", "$a$", "'", "SELECT (", "x: {", "((", "BEGIN "]
            .randomElement(using: &numbers) ?? ""
        let count = [10, 100, 1_000, 20_000].randomElement(using: &numbers) ?? 10
        return Array(String(repeating: token, count: count).utf8)
    }
}
