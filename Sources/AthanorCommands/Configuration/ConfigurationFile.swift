internal import Athanor
internal import Foundation
internal import Yams

/// The settings in `athanor.yaml`. Anything in it that is not understood is an error at its place.
struct ConfigurationFile {
    /// The settings, each with its place.
    let settings: [ConfigurationKey: ConfigurationSetting]

    /// Reads a file.
    /// - Parameters:
    ///   - path: the path to open.
    ///   - name: the path as people know it.
    ///   - secrets: collects the passwords in the file.
    init(path: String, name: String, secrets: ConfiguredSecrets = ConfiguredSecrets()) throws(ConfigurationError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw ConfigurationError(
                FileManager.default.fileExists(atPath: path)
                    ? "the configuration file \(name) cannot be read" : "there is no configuration file \(name)",
                advice: "`athanor init` writes one; --config or ATHANOR_CONFIG says where it is.")
        }
        if let form = UTF16Form(of: data) {
            throw ConfigurationError(
                "\(name) is \(form.encoding) text\(form.byteOrderText), not UTF-8",
                advice: "Convert it, with `iconv -f \(form.name) -t UTF-8 FILE > NEW` for example.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError("\(name) is not UTF-8 text", advice: "Save it as UTF-8.")
        }
        try self.init(SourceText(path: name, text: text), secrets: secrets)
    }

    /// Reads a text.
    init(_ source: SourceText, secrets: ConfiguredSecrets = ConfiguredSecrets()) throws(ConfigurationError) {
        // Editors do not show a byte order mark. It must not shift or spoil the first key.
        let text = source.text.hasPrefix("\u{FEFF}") ? String(source.text.unicodeScalars.dropFirst()) : source.text
        try self.init(source: SourceText(path: source.path, text: text), secrets: secrets)
    }

    private init(source: SourceText, secrets: ConfiguredSecrets) throws(ConfigurationError) {
        let shown = source.hidingPasswords
        let root: Node?
        do {
            root = try Yams.compose(yaml: source.text)
        } catch let error as YamlError {
            throw Self.explained(error, in: shown)
        } catch {
            throw ConfigurationError("\(source.path): \(error)", advice: "Correct the YAML.")
        }
        Self.note(root, in: secrets)
        switch root {
        case .none:
            settings = [:]
        case .some(let node) where node.null != nil:
            settings = [:]
        case .some(.mapping(let mapping)):
            settings = try Self.settings(mapping, in: shown)
        case .some(let other):
            throw ConfigurationError(
                "the configuration is \(other.kindText), not keys with values", at: shown.place(other.mark),
                advice: "Write one `key: value` on a line, `database: postgresql://user@host/database` for example.")
        }
    }

    private static func note(_ root: Node?, in secrets: ConfiguredSecrets) {
        guard case .mapping(let mapping) = root else {
            root?.forEachText { secrets.note($0, isDatabase: false) }
            return
        }
        for (name, value) in mapping {
            let isDatabase = name.string == ConfigurationKey.database.rawValue
            for node in [name, value] { node.forEachText { secrets.note($0, isDatabase: isDatabase) } }
        }
    }

    private static func settings(
        _ mapping: Node.Mapping, in source: SourceText
    ) throws(ConfigurationError) -> [ConfigurationKey: ConfigurationSetting] {
        var settings: [ConfigurationKey: ConfigurationSetting] = [:]
        for (name, value) in mapping {
            let place = source.place(name.mark)
            guard case .scalar(let scalar) = name else {
                throw ConfigurationError(
                    "a key is \(name.kindText), not a name", at: place, advice: "Write one `key: value` on a line.")
            }
            guard let key = ConfigurationKey(rawValue: scalar.string) else {
                let name = SourceText.canBeShown(asKey: scalar.string) ? " \"\(scalar.string)\"" : ""
                throw ConfigurationError(
                    "unknown key\(name)", at: place,
                    advice: NearestNames.suggestion(
                        for: scalar.string, among: ConfigurationKey.allCases.map(\.rawValue)))
            }
            settings[key] = try ConfigurationValue(key: key, source: source).setting(value, keyPlace: place)
        }
        return settings
    }

    private static func explained(_ error: YamlError, in source: SourceText) -> ConfigurationError {
        let advice =
            "Correct the YAML: write one `key: value` on a line, and quote a value that contains `: ` or ` #`, or "
            + "begins with `{` or `[`."
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let message = context.map { "\(problem) (\($0.text))" } ?? problem
            return ConfigurationError(message, at: source.place(mark), advice: advice)
        case .reader(let problem, let offset, _, _):
            return ConfigurationError(problem, at: offset.map { source.place(atUTF8: $0) }, advice: advice)
        case .duplicatedKeysInMapping(let duplicates, _):
            let name = duplicates.first ?? ""
            let shown = SourceText.canBeShown(asKey: name) ? "the key \"\(name)\"" : "a key"
            return ConfigurationError(
                "\(shown) occurs twice", at: source.secondLine(beginningWith: name),
                advice: "Keep one of the two lines.")
        default:
            return ConfigurationError("\(source.path): \(error)", advice: advice)
        }
    }
}

extension SourceText {
    /// The place of a duplicate key: its second line as a key of the file, or else as a key inside another key's value,
    /// or else the second mention of its name, or else the beginning of the file.
    fileprivate func secondLine(beginningWith key: String) -> SourcePlace {
        secondLine { $0.hasPrefix("\(key):") || $0.hasPrefix("\"\(key)\"") || $0.hasPrefix("'\(key)'") }
            ?? secondLine { $0.drop { $0 == " " }.hasPrefix("\(key):") }
            ?? secondMention(of: key)
    }

    private func secondLine(where isWanted: (Substring) -> Bool) -> SourcePlace? {
        var offset = 0
        var found = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if isWanted(line) { found += 1 }
            if found == 2 { return place(atUTF8: offset) }
            offset += line.utf8.count + 1
        }
        return nil
    }

    private func secondMention(of key: String) -> SourcePlace {
        let mentions = text.utf8.ranges(of: Array(key.utf8)).prefix(2)
        let second = mentions.last.map { text.utf8.distance(from: text.utf8.startIndex, to: $0.lowerBound) }
        return place(atUTF8: second ?? 0)
    }
}
