internal import RevisionFiles
internal import RevisionHistory

/// A mistake in the revision files.
struct Problem: CustomStringConvertible {
    /// The word for its severity, as compilers print it.
    private enum Severity: String {
        case error, warning
    }

    private let severity: Severity
    private let message: String
    private let place: SourcePlace?
    private let file: String

    /// A mistake.
    /// - Parameters:
    ///   - message: the problem and the advice, on one line, because Xcode shows no more.
    ///   - place: the place; the file's beginning when `nil`.
    ///   - file: the file's absolute path.
    init(_ message: String, at place: SourcePlace?, file: String) {
        self.init(.error, message, at: place, file: file)
    }

    private init(_ severity: Severity, _ message: String, at place: SourcePlace?, file: String) {
        self.severity = severity
        self.message = message
        self.place = place
        self.file = file
    }

    /// An invalid file.
    init(_ error: RevisionFileError, file: String) {
        self.init("\(error.message). \(error.advice)", at: error.place, file: file)
    }

    /// A likely mistake, which makes nothing fail.
    init(_ warning: RevisionFileWarning, file: String) {
        self.init(.warning, "\(warning.message). \(warning.advice)", at: warning.place, file: file)
    }

    /// `path:line:column: error: …` with the line and a caret, as compilers print it.
    var description: String {
        let headline = "\(file):\(place?.line ?? 1):\(place?.column ?? 1): \(severity): \(message)"
        guard let place else { return headline }
        return ([headline] + SourceExcerpt(place).lines).joined(separator: "\n")
    }
}

extension Problem {
    /// The problems of an invalid history: one in each of the files concerned.
    static func all(for error: RevisionGraphError, among revisions: [DiscoveredRevision]) -> [Problem] {
        let (origins, text, properties) = error.whereabouts
        let concerned = revisions.filter { origins.contains($0.source.path) }
        return concerned.map { revision in
            Problem(
                "\(error.message). \(error.advice)",
                at: revision.place(of: text ?? revision.node.id.rawValue, in: properties), file: revision.file)
        }
    }
}

extension RevisionGraphError {
    /// The files with the mistake, the text in them to point at (`nil` means the revision's id), and the properties that
    /// hold it.
    fileprivate var whereabouts: (origins: [String], text: String?, properties: [GraphProperty]) {
        switch self {
        case .invalidRevisionID(_, let origin):
            ([origin], nil, [.revision])
        case .revisesItself(_, let origin):
            ([origin], nil, [.downRevisions])
        case .dependsOnItself(_, let origin):
            ([origin], nil, [.dependsOn])
        case .invalidBranchLabel(let label, let origin):
            ([origin], label.rawValue, [.branchLabels])
        case .duplicateRevision(_, let origins), .cycle(_, let origins), .dependencyCycle(_, let origins):
            (origins, nil, [.revision])
        case .duplicateBranchLabel(let label, let origins):
            (origins, label.rawValue, [.branchLabels])
        case .branchLabelIsRevision(let label, let origin, let revisionOrigin):
            ([origin, revisionOrigin], label.rawValue, [.branchLabels, .revision])
        case .missingDownRevision(_, let missing, let origin, _):
            ([origin], missing.rawValue, [.downRevisions])
        case .missingDependency(_, let missing, let origin, _):
            ([origin], missing, [.dependsOn])
        default:
            // The other errors concern typed names or a database.
            ([], nil, [])
        }
    }
}

/// All mistakes that were found.
struct Problems: Error, CustomStringConvertible {
    private let problems: [Problem]

    /// Mistakes, at least one.
    init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// The mistakes, each on its own lines.
    var description: String {
        problems.isEmpty
            ? "error: the revisions do not form a history" : problems.map(\.description).joined(separator: "\n")
    }
}
