/// A PostgreSQL array as text.
///
/// Source: PostgreSQL documentation, "Array Input and Output Syntax".
package struct ArrayText {
    /// The text of each element; `nil` for NULL. An element of an array with more dimensions is an array.
    package let elements: [String?]

    /// Reads an array; `nil` if the text is not one.
    package init?(_ text: String) {
        var rest = text.utf8[...]
        // The bounds, if one is not 1: `[2:3]={a,b}`.
        if rest.first == UInt8(ascii: "["), let equals = rest.firstIndex(of: UInt8(ascii: "=")) {
            rest = rest[rest.index(after: equals)...]
        }
        guard rest.first == UInt8(ascii: "{"), rest.last == UInt8(ascii: "}"), rest.count >= 2 else { return nil }
        let delimiter = Self.areBoxes(rest) ? UInt8(ascii: ";") : UInt8(ascii: ",")
        rest = rest.dropFirst().dropLast()
        var elements: [String?] = []
        while !rest.isEmpty {
            guard let element = Self.takeElement(from: &rest, upTo: delimiter) else { return nil }
            elements.append(element)
            guard !rest.isEmpty else { break }
            guard rest.removeFirst() == delimiter, !rest.isEmpty else { return nil }
        }
        self.elements = elements
    }

    /// Removes an element and returns its text; the outer `nil` if it is wrong, the inner for NULL.
    private static func takeElement(from rest: inout Substring.UTF8View, upTo delimiter: UInt8) -> String?? {
        var (content, depth, isQuoted, wasQuoted) = ([UInt8](), 0, false, false)
        while let byte = rest.first {
            if !isQuoted, depth == 0, byte == delimiter { break }
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

    /// Whether the elements are boxes, such as `(1,1),(0,0)`. Of PostgreSQL's own types, only `box` has another
    /// delimiter than the comma: `;`. An element of another type is in quotation marks if it has a comma.
    ///
    /// The text does not say which type it has: `{(1,1),(0,0)}` is also the array of the four texts `(1`, `1)`, `(0` and
    /// `0)`. It is read as one box, because such texts are rare.
    private static func areBoxes(_ text: Substring.UTF8View) -> Bool {
        func isBrace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") }
        let first = text.first { !isBrace($0) }
        guard first == UInt8(ascii: "(") || first == UInt8(ascii: "N") else { return false }
        let elements = text.split(separator: UInt8(ascii: ";")).map { part in
            String(decoding: part.filter { !isBrace($0) }, as: UTF8.self)
        }
        return elements.contains(where: isBox) && elements.allSatisfy { $0 == "NULL" || isBox($0) }
    }

    private static func isBox(_ text: String) -> Bool {
        guard text.hasPrefix("("), text.hasSuffix(")") else { return false }
        let parts = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1].hasSuffix(")"), parts[2].hasPrefix("(") else { return false }
        return [parts[0], parts[1].dropLast(), parts[2].dropFirst(), parts[3]].allSatisfy { Double($0) != nil }
    }
}
