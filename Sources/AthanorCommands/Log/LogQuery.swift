internal import Athanor

/// What `log` asks the database for.
struct LogQuery {
    private let project: Project
    private let revision: String?
    private let filter: LogFilter
    private let history: Result<RevisionSet, any Error>

    /// A query.
    /// - Parameters:
    ///   - revision: any name of a revision, to which the entries are restricted.
    ///   - filter: the other restrictions.
    init(project: Project, revision: String?, filter: LogFilter) {
        self.project = project
        self.revision = revision
        self.filter = filter
        history = Result { try project.history() }
    }

    /// Whether some entries of a log may not be wanted.
    var isRestricted: Bool {
        revision != nil || filter.kind != nil || filter.outcome != nil || filter.refreshesOf != nil
            || filter.ownHistoryOnly
    }

    /// What the revisions do that the files have. Without files the log still says their ids.
    var titles: [String: String] {
        guard case .success(let history) = history else { return [:] }
        return Dictionary(history.all.map { ($0.id.rawValue, $0.title) }) { first, _ in first }
    }

    /// The entries.
    func source() async throws -> LogSource {
        // A log is wanted most when something is broken, and needs no files.
        guard let revision else { return LogSource(try migrator((try? history.get()) ?? RevisionSet([])), filter) }
        var filter = filter
        do {
            filter.revisions = try await project.revisions(named: revision, in: history.get())
        } catch {
            // A revision that no file has any more is in the log nevertheless, under its whole id.
            filter.revisions = [RevisionID(revision)]
            return LogSource(try migrator(RevisionSet([])), filter, failureWithoutEntries: error)
        }
        return LogSource(try migrator(history.get()), filter)
    }

    private func migrator(_ history: RevisionSet) throws -> Migrator { try project.migrator(history) }
}
