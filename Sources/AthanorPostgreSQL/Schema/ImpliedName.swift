internal import Athanor

/// The names that PostgreSQL gives to constraints, sequences and indexes without a name.
///
/// Source: `makeObjectName` in PostgreSQL's `indexcmds.c`.
enum ImpliedName {
    /// Returns `TABLE_COLUMN_LABEL` in 63 bytes at most, for which the longer of the two names is cut.
    static func joining(_ first: String, _ second: String, label: String) -> String {
        let available = 63 - 2 - label.utf8.count
        var (one, other) = (first.utf8.count, second.utf8.count)
        while one + other > available {
            if one > other { one -= 1 } else { other -= 1 }
        }
        return "\(first.cut(to: one))_\(second.cut(to: other))_\(label)"
    }
}

extension String {
    /// The longest beginning of whole characters in a number of bytes.
    fileprivate func cut(to bytes: Int) -> String {
        var scalars = unicodeScalars
        var count = utf8.count
        while count > bytes, let last = scalars.popLast() { count -= UTF8.width(last) }
        return String(scalars)
    }
}
