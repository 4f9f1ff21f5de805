internal import Athanor

/// Where the configured database is, for commands that change revision files.
enum AppliedRows {
    /// The rows of the version table; `nil` when no database is configured.
    /// - Throws: ``ReparentCommandError`` when one is configured and cannot be asked.
    static func ask(_ project: Project, _ history: RevisionSet) async throws -> [RevisionID]? {
        guard try project.databaseIfAny() != nil else { return nil }
        let rows: [RevisionID]
        do {
            rows = try await project.migrator(history).versionRows()
        } catch let error as DatabaseError {
            throw ReparentCommandError.unreachable(error.explanation)
        }
        let unknown = rows.filter { history[$0] == nil }
        guard unknown.isEmpty else { throw ReparentCommandError.unknownRows(unknown) }
        return rows
    }
}

/// A revision is not moved, for the sake of the database.
enum ReparentCommandError: ExplainedError {
    /// It is applied.
    case applied(RevisionID, followers: [RevisionID], rows: [RevisionID])
    /// The database cannot be asked.
    case unreachable(Explanation)
    /// The database is at revisions that no file has, so that what is applied is not known.
    case unknownRows([RevisionID])

    private static let wayOut =
        "Once it is certain that it is applied in no database that matters, --without-database moves it unasked."

    var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .applied(let id, let followers, let rows):
            explanation = Explanation(
                "revision \(id) is applied: the database is at \(rows.listed)")
            explanation.advice =
                "Undo it first (`athanor downgrade`), or leave it where it is and "
                + (followers.isEmpty ? "" : "move what is not applied, or ") + "merge with `athanor merge heads`."
        case .unreachable(let reason):
            explanation = reason
            explanation.advice = [reason.advice, Self.wayOut].compactMap { $0 }.joined(separator: " ")
        case .unknownRows(let ids):
            explanation = Explanation(
                "whether it is applied cannot be told: the database holds what no file has, \(ids.listed)")
            explanation.advice =
                "Bring the code up to date: the file may be on another branch of it. " + Self.wayOut
        }
        explanation.state = [explanation.state, "Nothing was changed."].compactMap { $0 }.joined(separator: " ")
        return explanation
    }
}

extension RevisionGraph {
    /// The one revision that a name means.
    /// - Parameter current: where the database is, `nil` where none was asked.
    /// - Throws: ``SingleRevisionError`` for no revision or several, or a name that counts from where the database is when
    ///   none was asked; `RevisionGraphError` for a name that means nothing.
    func single(_ name: String, current: [RevisionID]?) throws -> RevisionID {
        if current == nil, Self.dependsOnCurrent(name) { throw SingleRevisionError.noDatabase(name) }
        let ids = try current.map { rows in try resolve(name, current: rows) } ?? resolve(name)
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
            explanation = Explanation("\(name) counts from where the database is, and no database was asked")
            explanation.advice = "Name the revision by its id; `athanor history` shows them."
        case .notOne(let name, let ids):
            explanation = Explanation(
                ids.isEmpty ? "\(name) is base: no revision at all" : "\(name) is several revisions: \(ids.listed)")
            explanation.advice = "Name one revision by its id; `athanor history` shows them."
        }
        explanation.state = "Nothing was changed."
        return explanation
    }
}
