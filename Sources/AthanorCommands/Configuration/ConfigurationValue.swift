internal import Athanor
internal import Yams

/// Reads a key's value in `athanor.yaml` strictly: a value of the wrong form is an error at its place.
struct ConfigurationValue {
    let key: ConfigurationKey
    let source: SourceText

    /// The setting in a node.
    /// - Parameter keyPlace: the place of the key.
    func setting(_ node: Node, keyPlace: SourcePlace) throws(ConfigurationError) -> ConfigurationSetting {
        if node.null != nil || node.scalar?.string.isEmpty == true {
            throw ConfigurationError(
                "\"\(key.rawValue)\" has no value", at: keyPlace,
                advice: "Write it as `\(key.rawValue): \(key.example)`, or remove the line.")
        }
        let origin = origin(of: node)
        switch (key.form, node) {
        case (.text, .scalar(let scalar)), (.list, .scalar(let scalar)):
            return ConfigurationSetting(parts: [part(scalar.string, origin)], origin: origin)
        case (.truth, .scalar(let scalar)), (.number, .scalar(let scalar)):
            // YAML reads a quoted value as a text.
            guard scalar.style == .plain || scalar.style == .any, key.form.accepts(scalar.string) else {
                throw origin.error(of: key, found: "\"\(scalar.string)\"")
            }
            return ConfigurationSetting(parts: [part(scalar.string, origin)], origin: origin)
        case (.list, .sequence(let sequence)):
            return ConfigurationSetting(parts: try items(sequence), origin: origin)
        case (.map, .mapping(let mapping)):
            return ConfigurationSetting(parts: try named(mapping), origin: origin)
        default:
            throw origin.error(of: key, found: node.kindText)
        }
    }

    private func items(_ sequence: Node.Sequence) throws(ConfigurationError) -> [ConfigurationSetting.Part] {
        var parts: [ConfigurationSetting.Part] = []
        for item in sequence {
            let origin = origin(of: item)
            guard case .scalar(let scalar) = item, !scalar.string.isEmpty, item.null == nil else {
                throw origin.error(
                    "an item of \"\(key.rawValue)\" is \(item.scalar != nil ? "empty" : item.kindText + ", not a text")",
                    advice: "Write each item as a text on a line `- …`, in quotes where it holds `: ` or ` #`.")
            }
            parts.append(part(scalar.string, origin))
        }
        return parts
    }

    private func named(_ mapping: Node.Mapping) throws(ConfigurationError) -> [ConfigurationSetting.Part] {
        var parts: [ConfigurationSetting.Part] = []
        for (name, value) in mapping {
            guard case .scalar(let nameScalar) = name, case .scalar(let scalar) = value else {
                let wrong = name.scalar == nil ? name : value
                throw origin(of: wrong).error(
                    "a value of \"\(key.rawValue)\" is \(wrong.kindText), not a text",
                    advice: "Write each as `name: text` on a line.")
            }
            parts.append(
                ConfigurationSetting.Part(
                    name: nameScalar.string, text: value.null == nil ? scalar.string : "", origin: origin(of: name)))
        }
        return parts
    }

    private func part(_ text: String, _ origin: ConfigurationSetting.Origin) -> ConfigurationSetting.Part {
        ConfigurationSetting.Part(text: text, origin: origin)
    }

    private func origin(of node: Node) -> ConfigurationSetting.Origin { .file(source.place(node.mark)) }
}

extension Node {
    /// Calls `body` with every text in the node, names of keys included.
    func forEachText(_ body: (String) -> Void) {
        // A list instead of recursion: a file may be nested deeply.
        var pending = [self]
        while let node = pending.popLast() {
            switch node {
            case .scalar(let scalar): body(scalar.string)
            case .mapping(let mapping): for (name, value) in mapping { pending += [name, value] }
            case .sequence(let sequence): pending += sequence
            case .alias: break
            }
        }
    }

    /// The kind of the node, as the predicate of a sentence.
    var kindText: String {
        switch self {
        case .scalar: "a text"
        case .mapping: "a group of keys"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

extension SourceText {
    /// The place of a YAML mark, whose columns are Unicode scalars. Line and column are counted from 1.
    func place(_ mark: Mark?) -> SourcePlace {
        guard let mark else { return place(atUTF8: 0) }
        var index = text.utf8.startIndex
        for _ in 1..<max(1, mark.line) {
            guard let newline = text.utf8[index...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            index = text.utf8.index(after: newline)
        }
        let scalars = text.unicodeScalars
        let end = scalars.index(index, offsetBy: max(0, mark.column - 1), limitedBy: scalars.endIndex)
        return place(atUTF8: text.utf8.distance(from: text.utf8.startIndex, to: end ?? scalars.endIndex))
    }
}
