/// A waiting time: `30s`, `10m`, `1h30m`, `500ms`, `0`, or `forever`.
package struct WaitingTime: Hashable, Sendable {
    /// The time; `nil` for no limit.
    package let duration: Duration?

    /// Reads a text; `nil` if it has another format.
    package init?(_ text: String) {
        switch text {
        case "0": duration = .zero
        case "forever": duration = nil
        default:
            var rest = Substring(text).utf8
            var milliseconds: Int64 = 0
            guard !rest.isEmpty else { return nil }
            while !rest.isEmpty {
                let digits = rest.prefix { (0x30...0x39).contains($0) }
                rest = rest[digits.endIndex...]
                let letters = rest.prefix { !(0x30...0x39).contains($0) }
                rest = rest[letters.endIndex...]
                guard let number = Int64(String(Substring(digits))), let unit = Self.units[String(Substring(letters))],
                    case let (product, overflow) = number.multipliedReportingOverflow(by: unit), !overflow,
                    case let (sum, carry) = milliseconds.addingReportingOverflow(product), !carry
                else { return nil }
                milliseconds = sum
            }
            duration = .milliseconds(milliseconds)
        }
    }

    /// The units, in milliseconds.
    private static let units: [String: Int64] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000]
}
