/// A number in decimal notation, as databases print it.
package struct DecimalText {
    /// The count of digits between the first and the last that are not 0.
    package let significantDigits: Int
    /// The exponent of the last of them.
    private let exponent: Int

    /// Reads a text; `nil` if it is not a number.
    package init?(_ text: String) {
        var digits: [UInt8] = []
        var (hasPoint, scale, written) = (false, 0, 0)
        var rest = text.utf8[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        while let byte = rest.first {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                written += 1
                if hasPoint { scale += 1 }
                if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte) }
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        guard written > 0 else { return nil }
        var power = 0
        if let mark = rest.first {
            guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E"), let written = Int(Substring(rest.dropFirst()))
            else { return nil }
            power = written
        }
        var zeros = 0
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            zeros += 1
        }
        significantDigits = digits.count
        let (last, overflow) = power.addingReportingOverflow(zeros - scale)
        guard !overflow else { return nil }
        exponent = digits.isEmpty ? 0 : last
    }

    /// Whether a `Decimal` keeps the number exactly.
    var fitsDecimal: Bool { significantDigits <= 38 && (-127...127).contains(exponent) }
}
