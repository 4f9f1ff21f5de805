/// A field of a cron expression.
struct CronField: Sendable, Hashable {
    /// The kind of the field.
    enum Kind: CaseIterable {
        case minute, hour, dayOfMonth, month, dayOfWeek

        var title: String {
            switch self {
            case .minute: "minute"
            case .hour: "hour"
            case .dayOfMonth: "day of the month"
            case .month: "month"
            case .dayOfWeek: "day of the week"
            }
        }

        var range: ClosedRange<Int> {
            switch self {
            case .minute: 0...59
            case .hour: 0...23
            case .dayOfMonth: 1...31
            case .month: 1...12
            // Sunday is 0 and 7.
            case .dayOfWeek: 0...7
            }
        }

        /// The names of the values, starting with the lowest.
        var names: [String] {
            switch self {
            case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
            case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
            case .minute, .hour, .dayOfMonth: []
            }
        }
    }

    /// The values that match, ascending.
    let values: [Int]
    /// Whether it begins with `*`, as `*` and `*/5` do: for cron such a field restricts nothing.
    let beginsWithStar: Bool

    /// - Throws: ``FreshnessTargetError``.
    init(_ text: Substring, _ kind: Kind) throws(FreshnessTargetError) {
        let reader = CronFieldReader(field: text, kind: kind)
        var found: Set<Int> = []
        for element in text.split(separator: ",", omittingEmptySubsequences: false) {
            found.formUnion(try reader.values(of: element))
        }
        values = found.sorted()
        beginsWithStar = text.first == "*"
    }

    func contains(_ value: Int) -> Bool { values.contains(value) }
}

/// Reads the elements of a field's list.
private struct CronFieldReader {
    let field: Substring
    let kind: CronField.Kind

    func values(of element: Substring) throws(FreshnessTargetError) -> [Int] {
        let parts = element.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let base = parts.first ?? ""
        let range = try self.range(base)
        let values = Array(range)
        guard parts.count == 2, let text = parts.last else { return values.map(plain) }
        guard base == "*" || base.contains("-") else {
            throw error(
                "a step needs a range before the slash, or `*`",
                advice: "Write `\(base)-\(kind.range.upperBound)/\(text)`, or `*/\(text)`.")
        }
        guard let step = number(text), step >= 1 else {
            throw error("\"\(text)\" is not a step", advice: "Write a number from 1 on, as in `*/5`.")
        }
        guard step <= last else {
            let unit = kind == .minute ? "minutes" : kind == .hour ? "hours" : nil
            throw error(
                "the step \(step) is longer than the field, whose last value is \(last)",
                advice: unit.map { "For an interval, write `every \(step) \($0)` instead of cron." }
                    ?? "Write the values one by one.")
        }
        return stride(from: range.lowerBound, through: range.upperBound, by: step).map(plain)
    }

    private func range(_ text: Substring) throws(FreshnessTargetError) -> ClosedRange<Int> {
        if text == "*" { return kind.range.lowerBound...last }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try value(ends.first ?? "")
        guard ends.count == 2, let end = ends.last else { return first...first }
        var last = try value(end)
        // A week may end with Sunday.
        if kind == .dayOfWeek, last == 0, first > 0 { last = 7 }
        guard first <= last else {
            throw error(
                "the range \"\(text)\" runs backwards",
                advice: "Write two ranges: `\(first)-\(self.last),\(kind.range.lowerBound)-\(last)`.")
        }
        return first...last
    }

    private func value(_ text: Substring) throws(FreshnessTargetError) -> Int {
        if let index = kind.names.firstIndex(of: text.uppercased()) { return kind.range.lowerBound + index }
        if let number = number(text) {
            guard kind.range.contains(number) else {
                throw error(
                    "there is no \(kind.title) \(number)",
                    advice: "It goes from \(kind.range.lowerBound) to \(kind.range.upperBound).")
            }
            return number
        }
        guard !text.isEmpty else {
            throw error("a value is missing", advice: "Write values as `1,15`, ranges as `1-5`, steps as `*/5`.")
        }
        let usual = "Write numbers from \(kind.range.lowerBound) to \(kind.range.upperBound)"
        guard !kind.names.isEmpty, text.allSatisfy(\.isLetter), text.count > 1 else {
            throw error(
                "\"\(text)\" is not a valid \(kind.title)",
                advice:
                    "\(usual), `*`, lists, ranges and steps; the signs L, W, #, ? and ~ of other schedulers are not "
                    + "supported.")
        }
        let short = String(text.uppercased().prefix(3))
        let nearest = kind.names.contains(short) ? [short] : NearestNames(to: short, among: kind.names).names
        throw error(
            "\"\(text)\" is not a valid \(kind.title)",
            advice: nearest.isEmpty
                ? "\(usual), or \(kind.names.joined(separator: ", "))."
                : "Did you mean \(nearest.joined(separator: " or "))?")
    }

    /// The largest distinct value.
    private var last: Int { kind == .dayOfWeek ? 6 : kind.range.upperBound }

    private func plain(_ value: Int) -> Int { kind == .dayOfWeek ? value % 7 : value }

    private func number(_ text: Substring) -> Int? {
        text.count <= 4 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    private func error(_ message: String, advice: String) -> FreshnessTargetError {
        FreshnessTargetError(
            "in the \(kind.title) field \"\(field)\" of the cron expression, \(message)", advice: advice)
    }
}
