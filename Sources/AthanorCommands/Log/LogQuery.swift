internal import Athanor

/// The query of `log`.
struct LogQuery {
    private let project: Project
    private let revision: String?
    private let filter: LogFilter
    private let history: Result<RevisionSet, any Error>

    /// A query.
    /// - Parameters:
    ///   - revision: any name of a revision, to restrict the entries to it.
    ///   - filter: the other restrictions.
    init(project: Project, revision: String?, filter: LogFilter) {
        self.project = project
        self.revision = revision
        self.filter = filter
        history = Result { try project.history() }
    }

    /// Whether the query may leave out entries.
    var isRestricted: Bool {
        revision != nil || filter.kind != nil || filter.outcome != nil || filter.refreshesOf != nil
            || filter.ownHistoryOnly
    }

    /// The titles of the revisions that have files, by id. Without files, the log still shows the ids.
    var titles: [String: String] {
        guard case .success(let history) = history else { return [:] }
        return Dictionary(history.all.map { ($0.id.rawValue, $0.title) }) { first, _ in first }
    }

    /// The entries.
    func source() async throws -> LogSource {
        // The log needs no files, and is wanted most when something is broken.
        guard let revision else { return LogSource(try migrator((try? history.get()) ?? RevisionSet([])), filter) }
        var filter = filter
        do {
            filter.revisions = try await project.revisions(named: revision, in: history.get())
        } catch {
            // A revision without a file may still be in the log, under its whole id.
            filter.revisions = [RevisionID(revision)]
            return LogSource(try migrator(RevisionSet([])), filter, failureWithoutEntries: error)
        }
        return LogSource(try migrator(history.get()), filter)
    }

    private func migrator(_ history: RevisionSet) throws -> Migrator { try project.migrator(history) }
}
