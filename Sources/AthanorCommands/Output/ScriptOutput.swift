internal import Athanor

extension Project {
    /// Prints SQL, in the encoding that revision files are in.
    /// - Throws: ``ConfigurationError`` for an encoding that is not known or has not all characters of the SQL: nothing
    ///   has been printed then.
    func print(script: String) throws(ConfigurationError) {
        let encoding = try configuration.outputEncoding()
        if let bytes = encoding.bytes(of: script) {
            invocation.output.writeBytes(Array(bytes))
            return
        }
        let source = SourceText(path: "SQL", text: script)
        let impossible = encoding.firstImpossible(in: source.text)
        let character = impossible.map { " \"\($0.character)\"" } ?? ""
        throw ConfigurationError(
            "the encoding \(encoding.name) has not the character\(character) of this SQL",
            at: impossible.map { source.place(atUTF8: $0.utf8Offset) },
            advice:
                "Set `output_encoding` in athanor.yaml, or ATHANOR_OUTPUT_ENCODING, to another encoding, utf-8 best.")
    }
}
