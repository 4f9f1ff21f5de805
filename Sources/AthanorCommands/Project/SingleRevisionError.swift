internal import Athanor

extension RevisionGraph {
    /// The one revision that a name means.
    /// - Parameter current: the rows of the version table; `nil` if no database was asked.
    /// - Throws: ``SingleRevisionError`` for no revision or several, or if the name depends on the database's place and
    ///   no database was asked; `RevisionGraphError` for an unknown name.
    func single(_ name: String, current: [RevisionID]?) throws -> RevisionID {
        if current == nil, Self.dependsOnCurrent(name) { throw SingleRevisionError.noDatabase(name) }
        let ids = try revisions(named: name, current: current ?? [])
        guard let id = ids.first, ids.count == 1 else { throw SingleRevisionError.notOne(name, ids) }
        return id
    }
}

/// A name does not mean one revision.
enum SingleRevisionError: ExplainedError {
    case noDatabase(String)
    case notOne(String, [RevisionID])

    var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .noDatabase(let name):
            explanation = Explanation(
                "\(name) depends on where the database is, and no database was asked",
                advice: "Name the revision by its id; `athanor history` shows them.")
        case .notOne(let name, let ids):
            explanation = Explanation(
                ids.isEmpty ? Self.problem(ofBaseNamed: name) : "\(name) means several revisions: \(ids.listed)",
                advice: "Name one revision by its id; `athanor history` shows them.")
        }
        explanation.state = "Nothing was changed."
        return explanation
    }

    /// The problem with a name that means base where a revision is needed.
    static func problem(ofBaseNamed name: String) -> String {
        name == "base" ? "base is not a revision" : "\(name) is base, not a revision"
    }
}
