internal import Athanor

/// The query of `log --refreshes`.
struct RefreshHistoryQuery {
    let project: Project
    /// The view's name as a person types it.
    let name: String
    let filter: LogFilter

    /// The entries. Reading them throws ``ViewLookupError`` if neither the database nor the log has such a view.
    func source() async throws -> LogSource {
        var filter = filter
        do {
            filter.refreshesOf = try await project.inspector().materializedView(name)
        } catch let error as ViewLookupError {
            // A dropped view may still be in the log, under its whole name.
            filter.refreshesOf = QualifiedName(name)
            return LogSource(try project.migrator(RevisionSet([])), filter, failureWithoutEntries: error)
        }
        return LogSource(try project.migrator(RevisionSet([])), filter)
    }
}
