internal import Athanor

/// A name of a table, view, column, index, trigger, constraint or schema.
///
/// SQLite compares names byte by byte and folds the case of ASCII letters only. Swift compares texts by canonical
/// equivalence: there "é" equals "e" + U+0301, but SQLite treats them as two names. So each comparison of names, and
/// each set or dictionary of them, uses this type. (https://sqlite.org/c3ref/stricmp.html)
struct SQLiteName: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name as it was written.
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(stringLiteral text: String) {
        self.text = text
    }

    var description: String { text }

    static func == (left: SQLiteName, right: SQLiteName) -> Bool {
        left.text.utf8.lazy.map(\.asciiLowercased).elementsEqual(right.text.utf8.lazy.map(\.asciiLowercased))
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte.asciiLowercased) }
    }

    static func < (left: SQLiteName, right: SQLiteName) -> Bool {
        left.text.utf8.lazy.map(\.asciiLowercased).lexicographicallyPrecedes(
            right.text.utf8.lazy.map(\.asciiLowercased))
    }

    /// Returns the rest of the name after a prefix; `nil` when the name has another prefix.
    ///
    /// The rest may begin with a combining character. `String.hasPrefix` would join that to the last character of the
    /// prefix.
    func rest(after beginning: String) -> String? {
        guard
            SQLiteName(String(decoding: text.utf8.prefix(beginning.utf8.count), as: UTF8.self)) == SQLiteName(beginning)
        else { return nil }
        return String(decoding: text.utf8.dropFirst(beginning.utf8.count), as: UTF8.self)
    }

    /// Whether the name has this prefix.
    func begins(with beginning: String) -> Bool { rest(after: beginning) != nil }
}

extension String {
    /// Whether SQLite treats two names as the same.
    func isSameName(as other: String) -> Bool { SQLiteName(self) == SQLiteName(other) }

    /// The text with ASCII letters in lower case. SQLite folds no others.
    var asciiLowercased: String { String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) }

    /// The text with ASCII letters in upper case.
    var asciiUppercased: String {
        String(decoding: utf8.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
    }
}

extension Sequence<String> {
    /// Whether two lists have the same texts, byte by byte.
    func areSameTexts(as others: some Sequence<String>) -> Bool { elementsEqual(others) { $0.isSameText(as: $1) } }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
