/// A PostgreSQL array as text.
///
/// Source: PostgreSQL documentation, "Array Input and Output Syntax".
struct ArrayText {
    /// The text of each element; `nil` for NULL. An element of an array with more dimensions is an array.
    let elements: [String?]

    /// Reads an array; `nil` if the text is not one.
    init?(_ text: String) {
        var rest = text.utf8[...]
        // The bounds, if one is not 1: `[2:3]={a,b}`.
        if rest.first == UInt8(ascii: "["), let equals = rest.firstIndex(of: UInt8(ascii: "=")) {
            rest = rest[rest.index(after: equals)...]
        }
        guard rest.first == UInt8(ascii: "{"), rest.last == UInt8(ascii: "}"), rest.count >= 2 else { return nil }
        rest = rest.dropFirst().dropLast()
        var elements: [String?] = []
        while !rest.isEmpty {
            guard let element = Self.takeElement(from: &rest) else { return nil }
            elements.append(element)
            guard !rest.isEmpty else { break }
            guard rest.removeFirst() == UInt8(ascii: ","), !rest.isEmpty else { return nil }
        }
        self.elements = elements
    }

    /// Removes an element and returns its text; the outer `nil` if it is wrong, the inner for NULL.
    private static func takeElement(from rest: inout Substring.UTF8View) -> String?? {
        var (content, depth, isQuoted, wasQuoted) = ([UInt8](), 0, false, false)
        while let byte = rest.first {
            if !isQuoted, depth == 0, byte == UInt8(ascii: ",") { break }
            rest.removeFirst()
            switch byte {
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return .none }
                content += depth > 0 ? [byte, escaped] : [escaped]
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                wasQuoted = true
                if depth > 0 { content.append(byte) }
            case UInt8(ascii: "{") where !isQuoted:
                depth += 1
                content.append(byte)
            case UInt8(ascii: "}") where !isQuoted:
                depth -= 1
                guard depth >= 0 else { return .none }
                content.append(byte)
            default: content.append(byte)
            }
        }
        guard !isQuoted, depth == 0, wasQuoted || !content.isEmpty else { return .none }
        let text = String(decoding: content, as: UTF8.self)
        return .some(!wasQuoted && text == "NULL" ? nil : text)
    }
}
