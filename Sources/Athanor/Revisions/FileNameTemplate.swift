package import Foundation

/// The names of new revisions' files: a Mustache template with the revision's id, slug and date.
package struct FileNameTemplate: Sendable, Hashable {
    /// The default template.
    package static let standardText = "{{rev}}_{{slug}}"
    /// The variables that a template may contain.
    package static let variables = ["rev", "slug", "year", "month", "day", "hour", "minute", "second", "epoch"]

    /// The default template, with names such as `3f9a1c2e77b0_create_users`.
    package static let standard = FileNameTemplate(unchecked: standardText)

    /// The template's text.
    package let text: String
    private let allowsFolders: Bool

    /// Reads a template.
    /// - Parameters:
    ///   - text: the template, without the file's extension.
    ///   - allowsFolders: whether a `/` may separate folders. Files in folders are found only if the locations are read
    ///     recursively.
    /// - Throws: ``FileNameTemplateError``.
    package init(_ text: String, allowsFolders: Bool) throws(FileNameTemplateError) {
        self.text = text
        self.allowsFolders = allowsFolders
        // Reports mistakes that do not depend on the revision before a revision exists.
        _ = try path(
            of: "3f9a1c2e77b0", slug: "create_users", date: Date(timeIntervalSince1970: 0),
            in: TimeZone(abbreviation: "UTC") ?? .current)
    }

    private init(unchecked text: String) {
        self.text = text
        allowsFolders = false
    }

    /// The path of a revision's file in its location, without extension.
    /// - Parameters:
    ///   - id: the revision's id.
    ///   - slug: its message as a part of file names, possibly empty.
    ///   - date: the time of writing.
    ///   - timeZone: the time zone for the date.
    /// - Throws: ``FileNameTemplateError``.
    package func path(
        of id: RevisionID, slug: String, date: Date, in timeZone: TimeZone
    ) throws(FileNameTemplateError) -> String {
        let values = Self.values(id, slug, date, timeZone)
        var path: String
        do {
            path = try StrictMustache(text).text(with: values)
        } catch {
            switch error {
            case .malformed(let problem, _, _): throw .malformed(problem)
            case .unknown(let name): throw .unknownVariable(name)
            }
        }
        if slug.isEmpty { path = Self.withoutLooseEnds(path) }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 1, !allowsFolders { throw .folder(path) }
        for part in parts { try Self.check(part, of: path) }
        return path
    }

    private static func values(
        _ id: RevisionID, _ slug: String, _ date: Date, _ timeZone: TimeZone
    ) -> [String: String] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        func digits(_ number: Int?, _ count: Int) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return [
            "rev": id.rawValue, "slug": slug, "year": digits(parts.year, 4), "month": digits(parts.month, 2),
            "day": digits(parts.day, 2), "hour": digits(parts.hour, 2), "minute": digits(parts.minute, 2),
            "second": digits(parts.second, 2), "epoch": String(Int(date.timeIntervalSince1970.rounded(.down))),
        ]
    }

    /// The path without the separators that would be left around an empty slug.
    private static func withoutLooseEnds(_ path: String) -> String {
        func isMark(_ character: Character) -> Bool { "_-. ".contains(character) }
        return path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            var part = part.drop(while: isMark)
            while part.last.map(isMark) == true { part.removeLast() }
            return String(part)
        }.joined(separator: "/")
    }

    /// Refuses names that are invalid on this system, or on another system where the history may be checked out.
    private static func check(_ part: Substring, of path: String) throws(FileNameTemplateError) {
        if part.isEmpty { throw .emptyPart(path) }
        if part.hasPrefix(".") { throw .hidden(path) }
        // This leaves room for an extension, on all systems.
        if part.utf8.count > 240 { throw .long(path) }
        for scalar in part.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            if isControl || "\\:*?\"<>|".unicodeScalars.contains(scalar) { throw .impossible(Character(scalar), path) }
        }
    }
}

/// An error in a file name template.
package enum FileNameTemplateError: Error, Sendable, Hashable {
    /// The template is not valid Mustache.
    case malformed(String)
    /// The template contains an unknown variable.
    case unknownVariable(String)
    /// The template contains a `/`, but files in folders would not be found.
    case folder(String)
    /// A name is empty, or a part between two `/` is.
    case emptyPart(String)
    /// A name begins with a dot, so that the file would not be read.
    case hidden(String)
    /// A name is too long.
    case long(String)
    /// A name contains a character that is not allowed in file names on every system.
    case impossible(Character, String)

    /// The problem, in one sentence without a final full stop.
    package var message: String {
        switch self {
        case .malformed(let problem): "the file name template is not understood: \(problem)"
        case .unknownVariable(let name): "the file name template has an unknown variable \"\(name)\""
        case .folder(let path): "the file name template makes a folder: \(path)"
        case .emptyPart(let path): "the file name template makes an empty name: \"\(path)\""
        case .hidden(let path): "the file name template makes a name that begins with a dot: \(path)"
        case .long(let path): "the file name template makes a name of more than 240 bytes: \(path)"
        case .impossible(let character, let path):
            "the file name template makes a name with "
                + (character.unicodeScalars.contains { $0.properties.generalCategory == .control }
                    ? "a control character"
                    : "`\(character)`, which is not allowed in file names on every system: \(path)")
        }
    }

    /// The advice: what to do about it.
    package var advice: String {
        switch self {
        case .malformed: "Write it as \"\(FileNameTemplate.standardText)\", in quotes."
        case .unknownVariable(let name): NearestNames.suggestion(for: name, among: FileNameTemplate.variables)
        case .folder:
            "Set `recursive_version_locations: true`, so that files in folders are found, or write a name without `/`."
        case .emptyPart, .long: "Write it as \"\(FileNameTemplate.standardText)\" for example."
        case .hidden: "Files and folders that begin with a dot are ignored: begin the name with {{rev}}."
        case .impossible: "Use letters, digits, `_`, `-` and `.`."
        }
    }
}
