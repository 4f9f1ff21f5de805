internal import Athanor
internal import Foundation

/// The configuration of one call, combined from file, environment and flags.
struct Configuration: Sendable {
    private let settings: [ConfigurationKey: ConfigurationSetting]
    /// The folder that relative paths in the file start from; `nil` for the working directory.
    private let fileFolder: String?
    /// The configuration file's path as the user gave it, whether it exists, and whether the command line names it.
    let file: (name: String, exists: Bool, isNamedByFlag: Bool)
    private let invocation: Invocation

    /// Combines the settings.
    /// - Parameters:
    ///   - flags: the settings of the command line.
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
        let exists = FileManager.default.fileExists(atPath: path)
        if named != nil || exists {
            settings = try ConfigurationFile(path: path, name: name, secrets: invocation.configuredSecrets).settings
        }
        for key in ConfigurationKey.allCases {
            // A file that the command line names is meant; a variable may be left from other work.
            let isInNamedFile = configurationPath != nil && settings[key] != nil
            for name in key.environmentNames.reversed() {
                guard !isInNamedFile, let value = environment[name] else { continue }
                settings[key] = try ConfigurationSetting(value, of: key, origin: .environment(name))
            }
            if let value = flags[key], let flag = key.flag {
                settings[key] = try ConfigurationSetting(value, of: key, origin: .flag(flag))
            }
        }
        self.settings = settings
        file = (name, exists, isNamedByFlag: configurationPath != nil)
        self.invocation = invocation
        fileFolder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    }

    /// The setting of a key; `nil` if nothing sets it.
    subscript(key: ConfigurationKey) -> ConfigurationSetting? { settings[key] }

    /// The folder that a relative path in a setting's value starts from; `nil` for the process's working directory.
    func baseDirectory(of setting: ConfigurationSetting) -> String? {
        if case .file = setting.origin { return fileFolder }
        return invocation.workingDirectory
    }

    /// The configured kind of new revisions, if any.
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

    var versionTable: VersionTable {
        let schema = settings[.versionTableSchema]?.text
        guard let name = settings[.versionTable]?.text else { return VersionTable(schema: schema) }
        return VersionTable(name: name, schema: schema)
    }

    /// How long to wait for another migrator; zero does not wait.
    func lockWait() throws(ConfigurationError) -> TimeLimit {
        guard let setting = settings[.lockWait] else { return MigratorOptions().lockWait }
        guard let time = WaitingTime(setting.text) else {
            throw setting.error(
                "\"\(setting.text)\" is not a time to wait",
                advice: "Write a number with its unit, such as 30s or 1h30m; 0 does not wait, forever has no end.")
        }
        return time.duration.map(TimeLimit.within) ?? .unlimited
    }

    /// Whether each revision runs in its own transaction, or all revisions of one call in a single transaction.
    func transactionPerMigration() -> Bool { truth(.transactionPerMigration) }

    /// A setting that is `true` or `false`; its form was checked when it was read.
    func truth(_ key: ConfigurationKey) -> Bool {
        (settings[key]?.text ?? key.standard)?.lowercased() == "true"
    }

    /// The path to open for a path in a setting.
    /// - Parameter folder: where relative paths in the file start; `nil` for the working directory.
    func path(_ part: ConfigurationSetting.Part, from folder: String?) -> String {
        guard case .file = part.origin else { return invocation.path(part.text) }
        return resolve(part.text, from: folder)
    }

    /// The folder where relative paths of revisions and templates start; `nil` for the working directory.
    var scriptLocation: String? {
        guard let part = settings[.scriptLocation]?.parts.first else { return fileFolder }
        return path(part, from: fileFolder)
    }

    /// The possible meanings of a path on the command line: from the working directory, or from the script location.
    func pathsMeant(by given: String) -> [String] {
        [invocation.path(given), resolve(given, from: scriptLocation)]
    }

    /// The path starting from a folder, unless it is absolute.
    func resolve(_ path: String, from folder: String?) -> String {
        guard let folder, !path.hasPrefix("/") else { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }
}
