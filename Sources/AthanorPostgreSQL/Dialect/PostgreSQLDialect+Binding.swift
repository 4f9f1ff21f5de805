package import Athanor

extension PostgreSQLDialect {
    /// The value, as text for types without a case of their own. The server infers the type from the context.
    /// - Throws: ``BindingError`` for a moment that is not finite, or too far away.
    package func bind(_ value: BoundValue) throws(BindingError) -> Value {
        switch value {
        case .value(let value): return value
        case .wideInteger(let digits): return .text(digits)
        case .decimal(let number): return .text(number.isNaN ? "NaN" : number.description)
        case .uuid(let id): return .text(id.uuidString.lowercased())
        case .date(let date):
            guard let moment = MomentText(date) else {
                throw BindingError(
                    "the date \(date) cannot be bound: it is not finite, or too far away",
                    advice: "Bind the text 'infinity' or '-infinity' if you mean that.")
            }
            let isEarly = moment.year < 1
            let text = moment.text(fractionDigits: 6, year: isEarly ? 1 - moment.year : moment.year)
            return .text(text + "+00" + (isEarly ? " BC" : ""))
        case .array(let elements): return .text(try array(elements))
        }
    }

    /// An array as text. (PostgreSQL documentation, "Array Input and Output Syntax")
    private func array(_ elements: [BoundValue]) throws(BindingError) -> String {
        var texts: [String] = []
        for element in elements {
            if case .array(let inner) = element {
                texts.append(try array(inner))
                continue
            }
            switch try bind(element) {
            case .null: texts.append("NULL")
            case .boolean(let flag): texts.append(flag ? "t" : "f")
            case .integer(let number): texts.append(String(number))
            case .double(let number): texts.append(String(number))
            case .text(let text): texts.append(Self.element(text))
            case .bytes(let bytes): texts.append(Self.element("\\x" + Self.hexadecimal(bytes)))
            }
        }
        return "{" + texts.joined(separator: ",") + "}"
    }

    private static func element(_ text: String) -> String {
        "\"" + text.replacingBytes(of: "\\", with: "\\\\").replacingBytes(of: "\"", with: "\\\"") + "\""
    }
}
