internal import Foundation

extension TextOutput {
    /// Writes a value as one JSON document for machines, laid out in lines.
    ///
    /// Keys are in the order of the alphabet, so that two outputs can be compared.
    func document(_ value: some Encodable) throws {
        try write(json: value, formatting: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }

    /// Writes a value as one line of newline-delimited JSON, for machines that follow a run.
    func event(_ value: some Encodable) throws {
        try write(json: value, formatting: [.sortedKeys, .withoutEscapingSlashes])
    }

    private func write(json value: some Encodable, formatting: JSONEncoder.OutputFormatting) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = formatting
        write(Self.escaped(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n")
    }

    /// JSON whose texts hold no commands to a terminal: they are escaped, so that machines read what was there.
    private static func escaped(_ json: String) -> String {
        guard json.forTerminal != json else { return json }
        return json.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.commandsTerminals, scalar != "\n" {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
}
