/// A warning about a revision file: a likely mistake that does not make anything fail.
public struct RevisionFileWarning: Sendable, Hashable {
    /// The problem, in one sentence.
    public let message: String
    /// The place in the text, if there is one; otherwise ``message`` names the file.
    public let place: SourcePlace?
    /// The advice: what to do about it.
    public let advice: String

    /// A warning.
    package init(_ message: String, at place: SourcePlace? = nil, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }
}

extension RevisionFileWarning: CustomStringConvertible {
    /// `path:line:column: message`, with the advice on the next line.
    public var description: String {
        (place.map { "\($0.description.onOneLine): " } ?? "") + "\(message)\n\(advice)"
    }
}

extension RevisionFileWarning {
    /// A warning about an invalid creation date.
    /// - Parameter path: the file, if the place is unknown.
    package static func impossibleDate(
        _ text: String, at place: SourcePlace?, in path: String? = nil
    ) -> RevisionFileWarning {
        RevisionFileWarning(
            (path.map { "\($0): " } ?? "") + "\"\(text.onOneLine)\" is not a date and time, and is ignored",
            at: place,
            advice: "Write it as 2026-11-22 16:42:10+09:00.")
    }
}

extension RevisionFileWarning {
    /// A warning about a file that is not read, because its name ends like that of a revision file, but not in
    /// lowercase. `nil` for other names.
    /// - Parameter path: the file's path, as shown in messages.
    package static func unreadFile(_ path: String) -> RevisionFileWarning? {
        let endings = [".sql", ".swift"]
        guard !endings.contains(where: path.hasSuffix), endings.contains(where: path.lowercased().hasSuffix) else {
            return nil
        }
        return RevisionFileWarning(
            "\(path) is not read: the names of revision files end in .sql or .swift, in lowercase",
            advice: "Rename it.")
    }
}
