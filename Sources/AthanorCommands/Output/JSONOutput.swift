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
        line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
