internal import Athanor
internal import Foundation

/// The settings of revision files: where they are, and how new ones are written.
extension Configuration {
    /// The folders of revision files, the first of which takes new ones.
    var versionLocations: [String] {
        guard let setting = self[.versions] else {
            return [resolve(ConfigurationKey.versions.standard ?? "", from: scriptLocation)]
        }
        return setting.parts.map { path($0, from: scriptLocation) }
    }

    /// The revision files.
    /// - Throws: ``ConfigurationError``.
    func revisionDirectory() throws(ConfigurationError) -> RevisionDirectory {
        if let setting = self[.versions], setting.parts.isEmpty {
            throw setting.error(
                "\"versions\" is an empty list",
                advice: "Add a folder to it, or remove the key to use the folder `versions`.")
        }
        return RevisionDirectory(
            paths: versionLocations, isRecursive: truth(.recursiveVersionLocations), encoding: try outputEncoding(),
            projectFolder: projectFolder)
    }

    /// The encoding of revision files.
    /// - Throws: ``ConfigurationError`` for an unknown encoding.
    func outputEncoding() throws(ConfigurationError) -> TextEncoding {
        guard let setting = self[.outputEncoding] else { return .utf8 }
        guard let encoding = TextEncoding(name: setting.text) else {
            throw setting.error(
                "there is no encoding \"\(setting.text)\"",
                advice: NearestNames.suggestion(for: setting.text, among: TextEncoding.names))
        }
        return encoding
    }

    /// The time zone of the dates in new revisions.
    /// - Throws: ``ConfigurationError`` for an unknown time zone.
    func timeZone() throws(ConfigurationError) -> TimeZone {
        guard let setting = self[.timezone] else { return .current }
        switch setting.text {
        case "local": return .current
        case "UTC": return .gmt
        default:
            // Foundation also takes `JST` and `GMT+9`, which are ambiguous.
            let known = TimeZone.knownTimeZoneIdentifiers
            if known.contains(setting.text) || setting.text.contains("/"), let zone = TimeZone(identifier: setting.text)
            {
                return zone
            }
            throw setting.error(
                "there is no time zone \"\(setting.text)\"",
                advice: Self.suggestion(for: setting.text, among: known)
                    + " Write an IANA name such as Asia/Tokyo, or UTC or local.")
        }
    }

    /// The template for the file names of new revisions.
    /// - Throws: ``ConfigurationError`` for a template that names no file.
    func fileNameTemplate() throws(ConfigurationError) -> FileNameTemplate {
        guard let setting = self[.fileTemplate] else { return .standard }
        do {
            return try FileNameTemplate(setting.text, allowsFolders: truth(.recursiveVersionLocations))
        } catch {
            throw setting.error(error.message, advice: error.advice)
        }
    }

    /// The maximum number of characters of the message in a file name.
    var slugLength: Int {
        self[.truncateSlugLength].flatMap { Int($0.text) } ?? NewRevision.standardSlugLength
    }

    /// The templates of new revisions.
    /// - Throws: ``ConfigurationError`` if the configured folder does not exist, or if names of arguments are reserved.
    func templates() throws(ConfigurationError) -> RevisionTemplates {
        var folder = resolve(ConfigurationKey.templates.standard ?? "", from: scriptLocation)
        if let setting = self[.templates] {
            folder = path(ConfigurationSetting.Part(text: setting.text, origin: setting.origin), from: scriptLocation)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw setting.error(
                    "there is no folder \(folder) with templates",
                    advice: "Correct the path, or remove the key to use the built-in templates.")
            }
        }
        return RevisionTemplates(folder: folder, arguments: try templateArguments())
    }

    /// The shell commands to run after a revision's file was written.
    var postWriteHooks: [String] { self[.postWriteHooks]?.parts.map(\.text) ?? [] }

    private func templateArguments() throws(ConfigurationError) -> [String: String] {
        var arguments: [String: String] = [:]
        for part in self[.templateArguments]?.parts ?? [] {
            let name = part.name ?? ""
            let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            guard isName else {
                throw part.error(
                    "\"\(name)\" cannot be a name in a template", advice: "Use letters, digits and `_`.")
            }
            guard !RevisionTemplate.variables.contains(name) else {
                throw part.error(
                    "\"\(name)\" is a reserved name in templates",
                    advice: "Choose another name than \(RevisionTemplate.variables.joined(separator: ", ")).")
            }
            arguments[name] = part.text
        }
        return arguments
    }

    /// Suggests the nearest names; also finds a city without its continent, and ignores case.
    private static func suggestion(for wanted: String, among known: [String]) -> String {
        let plain = wanted.lowercased().filter { $0 != " " && $0 != "_" }
        func comparable(_ name: Substring) -> String { name.lowercased().filter { $0 != "_" } }
        let cities = Dictionary(grouping: known) { comparable($0.split(separator: "/").last ?? "") }
        let whole = Dictionary(grouping: known) { comparable($0[...]) }
        let found =
            whole[plain] ?? cities[plain]
            ?? NearestNames(to: plain, among: Array(whole.keys) + Array(cities.keys)).names.flatMap {
                whole[$0] ?? cities[$0] ?? []
            }
        guard !found.isEmpty else { return "" }
        return "Did you mean \(Set(found).sorted().prefix(3).joined(separator: " or "))?"
    }
}
