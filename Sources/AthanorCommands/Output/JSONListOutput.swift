internal import Foundation

extension TextOutput {
    /// Writes a value as one JSON document, laid out in lines.
    ///
    /// Keys are in alphabetical order, so that two outputs can be compared.
    func document(_ value: some Encodable) throws {
        try write(json: value, formatting: Self.documentFormatting)
    }

    /// Writes a value as one line of newline-delimited JSON, for programs that follow a run.
    func event(_ value: some Encodable) throws {
        try write(json: value, formatting: [.sortedKeys, .withoutEscapingSlashes])
    }

    fileprivate static let documentFormatting: JSONEncoder.OutputFormatting = [
        .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]

    private func write(json value: some Encodable, formatting: JSONEncoder.OutputFormatting) throws {
        let encoder = Self.encoder(formatting)
        write(Self.escaped(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n")
    }

    fileprivate static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = formatting
        return encoder
    }

    /// The JSON with terminal commands in its texts escaped, so that programs read the original text.
    fileprivate static func escaped(_ json: String) -> String {
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

/// Writes a list as one JSON document, without keeping the whole list. The output is the same as that of
/// ``TextOutput/document(_:)`` for the whole list.
struct JSONListOutput {
    private let output: TextOutput
    private let encoder = TextOutput.encoder(TextOutput.documentFormatting)
    private var isEmpty = true

    init(_ output: TextOutput) {
        self.output = output
    }

    /// Writes more elements of the list.
    mutating func add(_ elements: [some Encodable]) throws {
        var text = ""
        for element in elements {
            text += isEmpty ? "[\n  " : ",\n  "
            isEmpty = false
            // Line ends within texts are escaped, so that every line end here is layout.
            text += Self.indented(TextOutput.escaped(String(decoding: try encoder.encode(element), as: UTF8.self)))
        }
        if !text.isEmpty { output.write(text) }
    }

    /// Ends the list.
    func end() { output.write(isEmpty ? "[\n\n]\n" : "\n]\n") }

    private static func indented(_ json: String) -> String {
        var bytes: [UInt8] = []
        for byte in json.utf8 {
            bytes.append(byte)
            if byte == UInt8(ascii: "\n") { bytes += [0x20, 0x20] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
