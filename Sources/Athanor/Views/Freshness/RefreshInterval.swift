/// A number of whole seconds, read and written in words: `5 minutes`.
struct RefreshInterval: CustomStringConvertible {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init(_ count: Int, _ unit: Unit) {
        let product = Int64(count).multipliedReportingOverflow(by: unit.rawValue)
        // An overflow is far beyond the longest allowed target.
        duration = .seconds(product.overflow ? (count < 0 ? .min : .max) : product.partialValue)
    }

    /// The interval in the largest unit without a fraction: `5 minutes`, `1 hour`, `90 seconds`.
    var description: String {
        let (seconds, fraction) = duration.components
        guard fraction == 0 else { return "\(duration)" }
        let unit = Unit.allCases.last { seconds != 0 && seconds.isMultiple(of: $0.rawValue) } ?? .second
        let count = seconds / unit.rawValue
        return "\(count) \(count == 1 ? unit.name : unit.name + "s")"
    }

    /// - Throws: ``FreshnessTargetError`` if it has a fraction of a second, is shorter than a second, or is longer than
    ///   a century.
    func check() throws(FreshnessTargetError) {
        guard duration >= .seconds(1) else {
            throw FreshnessTargetError(
                "a view cannot be refreshed every \(self)",
                advice: "The shortest interval is 1 second; for most views minutes are enough.")
        }
        guard duration.components.attoseconds == 0 else {
            throw FreshnessTargetError(
                "a view cannot be refreshed every \(self): that is not a number of whole seconds",
                advice: "Write whole seconds, as in `.every(.seconds(\(duration.components.seconds)))`.")
        }
        guard duration <= .seconds(36_525 * Unit.day.rawValue) else {
            throw FreshnessTargetError(
                "a view cannot be refreshed every \(self): that is longer than a century",
                advice: "For a view that is refreshed only on request, write `manual`.")
        }
    }
}

// MARK: Reading

extension RefreshInterval {
    /// Reads `5 minutes`, `5m`, `1h30m`, `hour`.
    /// - Throws: ``FreshnessTargetError``.
    init(parsing text: some StringProtocol) throws(FreshnessTargetError) {
        var rest = text.lowercased()[...]
        var sum: Int64 = 0
        var count = 0
        rest = rest.drop { $0.isWhitespace }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            rest = rest.drop { $0.isWhitespace }
            let letters = rest.prefix { $0.isLetter }
            rest = rest[letters.endIndex...]
            rest = rest.drop { $0.isWhitespace }
            // `every hour`, but not `every 1 hour minute`.
            let number = digits.isEmpty && count == 0 && rest.isEmpty ? 1 : Int64(digits)
            let unit = try Unit(letters, in: text)
            guard let number, case let (product, tooLarge) = number.multipliedReportingOverflow(by: unit.rawValue),
                !tooLarge, case let (total, overflow) = sum.addingReportingOverflow(product), !overflow
            else { throw Self.unreadable(text) }
            sum = total
            count += 1
        }
        guard count > 0 else { throw Self.unreadable(text) }
        self.init(.seconds(sum))
    }

    private static func unreadable(_ text: some StringProtocol) -> FreshnessTargetError {
        FreshnessTargetError(
            "\"\(text)\" is not an interval",
            advice: "Write `every 5 minutes`, `every hour`, `every 90s` or `every 1h30m`.")
    }

    /// The units, in seconds.
    enum Unit: Int64, CaseIterable {
        case second = 1
        case minute = 60
        case hour = 3_600
        case day = 86_400

        fileprivate var name: String {
            switch self {
            case .second: "second"
            case .minute: "minute"
            case .hour: "hour"
            case .day: "day"
            }
        }

        private var spellings: [String] {
            switch self {
            case .second: ["s", "sec", "secs"]
            case .minute: ["m", "min", "mins"]
            case .hour: ["h", "hr", "hrs"]
            case .day: ["d"]
            }
        }

        fileprivate init(_ word: Substring, in text: some StringProtocol) throws(FreshnessTargetError) {
            let word = String(word)
            if let unit = Self.allCases.first(where: {
                $0.name == word || $0.name + "s" == word || $0.spellings.contains(word)
            }) {
                self = unit
                return
            }
            switch word {
            case "":
                throw RefreshInterval.unreadable(text)
            case "week", "weeks", "w":
                throw FreshnessTargetError(
                    "\"\(text)\" is not an interval: weeks are not supported", advice: "Write `every 7 days`.")
            case "month", "months", "year", "years", "y":
                throw FreshnessTargetError(
                    "\"\(text)\" is not an interval: a \(word.hasPrefix("y") ? "year" : "month") has no fixed length",
                    advice: "Write days, or a moment of it: `cron @\(word.hasPrefix("y") ? "yearly" : "monthly")`.")
            default:
                throw FreshnessTargetError(
                    "\"\(text)\" is not an interval: there is no unit \"\(word)\"",
                    advice: NearestNames.suggestion(
                        for: word, among: Self.allCases.reversed().map { $0.name + "s" }))
            }
        }
    }
}
