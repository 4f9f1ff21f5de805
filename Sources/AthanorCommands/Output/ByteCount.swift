internal import Athanor

extension Duration {
    /// The duration for people: `12 ms`, `1.2 s`, `3 min 5 s`, `2 h 10 min`.
    var displayText: String {
        let milliseconds = milliseconds
        if milliseconds < 1_000 { return "\(milliseconds) ms" }
        if milliseconds < 59_950 {
            let tenths = (milliseconds + 50) / 100
            return "\(tenths / 10).\(tenths % 10) s"
        }
        // Anyone who may write to the log may have entered any number.
        let seconds = milliseconds / 1_000 + (milliseconds % 1_000 >= 500 ? 1 : 0)
        if seconds < 3_600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
    }
}

extension Duration {
    /// The duration in whole seconds, for people who are waiting: `12 s`, `3 min 5 s`, `2 h 10 min`.
    var roughText: String {
        if milliseconds < 1_000 { return self == .zero ? "0 s" : "1 s" }
        let seconds = milliseconds / 1_000
        return seconds < 60 ? "\(seconds) s" : Duration.seconds(seconds).displayText
    }
}

extension RowCount {
    /// The number for people, with `~` before an estimate.
    var displayText: String {
        switch self {
        case .exact(let count): "\(count)"
        case .estimate(let count): "~\(count)"
        case .unknown: "?"
        }
    }
}

/// A number of bytes.
struct ByteCount {
    let bytes: Int64

    /// The number for people, in units of 1024 like PostgreSQL's `pg_size_pretty`, with a decimal below 10 of a unit:
    /// `512 bytes`, `16 kB`, `1.2 MB`.
    var displayText: String {
        if bytes < 1_024 { return "\(bytes) bytes" }
        var value = Double(bytes)
        var unit = -1
        let units = ["kB", "MB", "GB", "TB", "PB"]
        while value >= 1_023.95, unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        let tenths = Int64((value * 10).rounded())
        let isWhole = tenths >= 100 || tenths % 10 == 0
        return isWhole ? "\((tenths + 5) / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
