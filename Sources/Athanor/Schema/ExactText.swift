/// A text that equals another one if their bytes are the same.
///
/// For `String`, canonically equivalent texts are equal: "é" equals "e" + U+0301. For a database these are two
/// different names, and two different values.
public struct ExactText: Hashable, Sendable {
    /// The text.
    public let text: String

    /// A text, to be compared byte by byte.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether two texts have the same bytes.
    public static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    /// Adds the bytes.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension ExactText: ExpressibleByStringLiteral {
    /// A text written in code.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension ExactText: Comparable {
    /// The order of the bytes.
    public static func < (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension ExactText: CustomStringConvertible {
    /// The text.
    public var description: String { text }
}

extension ExactText: Codable {
    /// Reads the text.
    /// - Throws: `DecodingError` when it is not a text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text.
    /// - Throws: errors of the encoder.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension String {
    /// Whether two texts have the same bytes. For `==`, canonically equivalent texts are equal.
    package func isSameText(as other: String) -> Bool { ExactText(self) == ExactText(other) }
}

extension Sequence<String> {
    /// The texts, compared by their bytes.
    package var exact: Set<ExactText> { Set(map { ExactText($0) }) }
}
