package import Foundation

/// The form of UTF-16 or UTF-32 in a file that should be UTF-8. Editors and shells on Windows write UTF-16.
package enum UTF16Form: Sendable {
    /// UTF-32.
    case wide(isMarked: Bool, isLittleEndian: Bool)
    /// UTF-16 with a byte order mark.
    case marked
    /// UTF-16 without a byte order mark, low byte first.
    case littleEndian
    /// UTF-16 without a byte order mark, high byte first.
    case bigEndian

    /// The form of bytes; `nil` if they do not look like UTF-16. Without a mark, the ASCII characters at the start of
    /// every revision show it.
    package init?(of data: Data) {
        let beginning = Array(data.prefix(256))
        // In UTF-16, neither an ASCII character nor a byte order mark is next to two zero bytes.
        let first = Array(beginning.prefix(4))
        if first.count == 4, first != [0, 0, 0, 0], first.starts(with: [0, 0]) || first.suffix(2) == [0, 0] {
            self = .wide(isMarked: first.contains(0xFE), isLittleEndian: first.suffix(2) == [0, 0])
            return
        }
        if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
            self = .marked
            return
        }
        guard data.count % 2 == 0, beginning.count >= 4 else { return nil }
        func nuls(from first: Int) -> Int {
            stride(from: first, to: beginning.count, by: 2).count { beginning[$0] == 0 }
        }
        let (even, odd, half) = (nuls(from: 0), nuls(from: 1), beginning.count / 2)
        switch true {
        case odd * 4 >= half * 3 && even == 0: self = .littleEndian
        case even * 4 >= half * 3 && odd == 0: self = .bigEndian
        default: return nil
        }
    }

    /// The encoding's name, for messages.
    package var encoding: String { if case .wide = self { "UTF-32" } else { "UTF-16" } }

    /// The name by which `iconv` knows it.
    package var name: String {
        switch self {
        case .wide(let isMarked, let isLittleEndian): isMarked ? "UTF-32" : isLittleEndian ? "UTF-32LE" : "UTF-32BE"
        case .marked: "UTF-16"
        case .littleEndian: "UTF-16LE"
        case .bigEndian: "UTF-16BE"
        }
    }

    /// The byte order, to be shown after its name.
    package var byteOrderText: String {
        switch self {
        case .marked, .wide(isMarked: true, _): ""
        case .wide(_, isLittleEndian: true): " (little-endian, without a byte order mark)"
        case .wide: " (big-endian, without a byte order mark)"
        case .littleEndian: " (little-endian, without a byte order mark)"
        case .bigEndian: " (big-endian, without a byte order mark)"
        }
    }
}
