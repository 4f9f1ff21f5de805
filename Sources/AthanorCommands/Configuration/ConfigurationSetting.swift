internal import Athanor

/// A configured value and its origin.
struct ConfigurationSetting: Sendable, Hashable {
    /// The origin of a value.
    enum Origin: Sendable, Hashable {
        case file(SourcePlace)
        case environment(String)
        case flag(String)

        /// The name of the origin, for people.
        var name: String {
            switch self {
            case .file(let place): place.source.path
            case .environment(let name), .flag(let name): name
            }
        }

        /// The configuration file to name in advice.
        var fileName: String { if case .file(let place) = self { place.source.path } else { "athanor.yaml" } }

        /// An error about a value, at its place in the file or with the name of the variable or flag.
        func error(_ message: String, advice: String) -> ConfigurationError {
            switch self {
            case .file(let place): ConfigurationError(message, at: place, advice: advice)
            case .environment(let name): ConfigurationError("environment variable \(name): \(message)", advice: advice)
            case .flag(let name): ConfigurationError("\(name): \(message)", advice: advice, isUsage: true)
            }
        }
    }

    /// One text of a value: the whole value, an item of a list, or a named entry of a map.
    struct Part: Sendable, Hashable {
        var name: String?
        let text: String
        let origin: Origin

        /// An error about this part.
        func error(_ message: String, advice: String) -> ConfigurationError { origin.error(message, advice: advice) }
    }

    /// The parts of the value: one, unless it is a list or a map.
    let parts: [Part]
    let origin: Origin

    /// The value as it was written; for a list, the first item.
    var text: String { parts.first?.text ?? "" }

    /// A value of several parts.
    init(parts: [Part], origin: Origin) {
        self.parts = parts
        self.origin = origin
    }

    /// A value of an environment variable or of a flag.
    /// - Throws: ``ConfigurationError`` if it does not have the form of the key's values.
    init(_ text: String, of key: ConfigurationKey, origin: Origin) throws(ConfigurationError) {
        self.origin = origin
        guard key.form.accepts(text) else { throw origin.error(of: key, found: "\"\(text)\"") }
        switch key.form {
        case .text, .truth, .number:
            parts = [Part(text: text, origin: origin)]
        case .list(let separator):
            parts = text.split(separator: separator).map { Part(text: String($0), origin: origin) }
        case .map:
            var parts: [Part] = []
            for pair in text.split(separator: ",") {
                guard let equals = pair.firstIndex(of: "=") else {
                    throw origin.error(
                        "\"\(pair)\" is not a name with a value", advice: "Write it as name=value,name=value.")
                }
                let name = String(pair[..<equals].drop { $0 == " " })
                if parts.contains(where: { $0.name?.isSameText(as: name) == true }) {
                    throw origin.error("\"\(name)\" occurs twice", advice: "Keep one of the two.")
                }
                parts.append(Part(name: name, text: String(pair[pair.index(after: equals)...]), origin: origin))
            }
            self.parts = parts
        }
        if parts.isEmpty { throw origin.error(of: key, found: "\"\(text)\"") }
    }

    /// An error about the whole value.
    func error(_ message: String, advice: String) -> ConfigurationError { origin.error(message, advice: advice) }
}

extension ConfigurationSetting.Origin {
    /// An error about a value of the wrong form.
    /// - Parameter found: the value that was found instead.
    func error(of key: ConfigurationKey, found: String) -> ConfigurationError {
        error(
            "\"\(key.rawValue)\" is \(found), not \(key.form.expectation)",
            advice: "Write it as `\(key.rawValue): \(key.example)` in \(fileName)"
                + (key.form == .map ? ", or as name=value,name=value in the environment." : "."))
    }
}
