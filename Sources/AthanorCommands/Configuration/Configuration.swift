internal import Athanor
internal import Foundation

/// The configuration of one call: file, environment and flags put together.
struct Configuration: Sendable {
    private let settings: [ConfigurationKey: ConfigurationSetting]
    /// The folder that relative paths of the file start from, as it is opened; `nil` is the working directory.
    private let fileFolder: String?
    private let invocation: Invocation

    /// Puts the settings together.
    /// - Parameters:
    ///   - flags: what the command line sets.
    ///   - configurationPath: the file that the command line names.
    /// - Throws: ``ConfigurationError``.
    init(
        flags: [ConfigurationKey: String], configurationPath: String?, invocation: Invocation
    ) throws(ConfigurationError) {
        let environment = invocation.environment.filter { !$0.value.isEmpty }
        var settings: [ConfigurationKey: ConfigurationSetting] = [:]
        let named = configurationPath ?? environment["ATHANOR_CONFIG"]
        let name = named ?? "athanor.yaml"
        let path = invocation.path(name)
        if named != nil || FileManager.default.fileExists(atPath: path) {
            settings = try ConfigurationFile(path: path, name: name).settings
        }
        for key in ConfigurationKey.allCases {
            for name in key.environmentNames.reversed() {
                guard let value = environment[name] else { continue }
                settings[key] = ConfigurationSetting(text: value, origin: .environment(name))
            }
            if let value = flags[key] {
                settings[key] = ConfigurationSetting(text: value, origin: .flag(key.flag))
            }
        }
        self.settings = settings
        self.invocation = invocation
        fileFolder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    }

    /// The setting of a key, if anything sets it.
    subscript(key: ConfigurationKey) -> ConfigurationSetting? { settings[key] }

    /// The folder of revision files.
    var versionsPath: String {
        guard let setting = settings[.versions] else {
            return resolve("versions", from: fileFolder)
        }
        if case .file = setting.origin { return resolve(setting.text, from: fileFolder) }
        return invocation.path(setting.text)
    }

    /// The folder that a relative path in a setting's value starts from; `nil` is the process's working directory.
    func baseDirectory(of setting: ConfigurationSetting) -> String? {
        if case .file = setting.origin { return fileFolder }
        return invocation.workingDirectory
    }

    /// The kind of new revisions, where it is configured.
    func kind() throws(ConfigurationError) -> RevisionTemplate? {
        guard let setting = settings[.kind] else { return nil }
        guard let kind = RevisionTemplate(rawValue: setting.text) else {
            throw setting.error(
                "there is no kind of revision \"\(setting.text)\"",
                advice: NearestNames.suggestion(
                    for: setting.text, among: RevisionTemplate.allCases.map(\.rawValue)))
        }
        return kind
    }

    /// The version table.
    var versionTable: VersionTable {
        let schema = settings[.versionTableSchema]?.text
        guard let name = settings[.versionTable]?.text else { return VersionTable(schema: schema) }
        return VersionTable(name: name, schema: schema)
    }

    /// How long to wait for another migrator; `nil` is without end.
    func lockWait() throws(ConfigurationError) -> Duration? {
        guard let setting = settings[.lockWait] else { return MigratorOptions().lockWait }
        guard let time = WaitingTime(setting.text) else {
            throw setting.error(
                "\"\(setting.text)\" is not a time to wait",
                advice: "Write a number with its unit, as 30s, 10m or 1h30m; 0 does not wait, forever has no end.")
        }
        return time.duration
    }

    private func resolve(_ path: String, from folder: String?) -> String {
        guard let folder, !path.hasPrefix("/") else { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }
}
