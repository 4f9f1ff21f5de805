/// Values as the progress table holds them, such as the key of a row: each value with a letter for its kind, separated
/// by line feeds.
///
/// Reads Unicode scalars, never characters: a text may begin with a combining mark, which would join the letter before
/// it, or end with a carriage return, which would join the line feed after it.
enum StoredKey {
    static func text(of values: [Value]) -> String {
        values.map { value in
            switch value {
            case .null: "n"
            case .boolean(let flag): flag ? "b1" : "b0"
            case .integer(let number): "i\(number)"
            case .double(let number): "d\(number)"
            case .text(let text): "t" + escaped(text)
            case .bytes(let bytes): "x" + bytes.map { String($0) }.joined(separator: " ")
            }
        }.joined(separator: "\n")
    }

    /// - Returns: `nil` for a text in another format.
    static func values(in text: String) -> [Value]? {
        var values: [Value] = []
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            let rest = String(line.dropFirst())
            switch line.first {
            case "n" where rest.isEmpty: values.append(.null)
            case "b" where rest == "0" || rest == "1": values.append(.boolean(rest == "1"))
            case "i":
                guard let number = Int64(rest) else { return nil }
                values.append(.integer(number))
            case "d":
                guard let number = Double(rest) else { return nil }
                values.append(.double(number))
            case "t": values.append(.text(unescaped(rest)))
            case "x":
                let bytes = rest.split(separator: " ").map { UInt8($0) }
                guard !bytes.contains(nil) else { return nil }
                values.append(.bytes(bytes.compactMap(\.self)))
            default: return nil
            }
        }
        return values
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result.append(scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
