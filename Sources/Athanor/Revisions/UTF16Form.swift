package import Foundation

/// The form of UTF-16 that a file is in which should be UTF-8: editors and shells on Windows write it.
package enum UTF16Form: Sendable {
    /// With a byte order mark.
    case marked
    /// Without one, the low byte first.
    case littleEndian
    /// Without one, the high byte first.
    case bigEndian

    /// The form of some bytes; `nil` when they do not look like UTF-16. Without a mark it is told by the ASCII characters
    /// that every revision begins with.
    package init?(of data: Data) {
        let beginning = Array(data.prefix(256))
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

    /// The name by which `iconv` knows it.
    package var name: String {
        switch self {
        case .marked: "UTF-16"
        case .littleEndian: "UTF-16LE"
        case .bigEndian: "UTF-16BE"
        }
    }

    /// What is to be said beside its name.
    package var byteOrderText: String {
        switch self {
        case .marked: ""
        case .littleEndian: " (little-endian, without a byte order mark)"
        case .bigEndian: " (big-endian, without a byte order mark)"
        }
    }
}
