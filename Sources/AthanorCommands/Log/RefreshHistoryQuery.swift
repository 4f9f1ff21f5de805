internal import Athanor

/// What `log --refreshes` asks the database for.
struct RefreshHistoryQuery {
    let project: Project
    /// The view's name as a person types it.
    let name: String
    let filter: LogFilter

    /// The entries. Reading them throws ``MaterializedViewError`` when there is no such view, and the log has none of that name
    /// either.
    func source() async throws -> LogSource {
        var filter = filter
        do {
            filter.refreshesOf = try await project.inspector().materializedView(name)
        } catch let error as MaterializedViewError {
            // A view that is not there any more is in the log nevertheless, under its whole name.
            filter.refreshesOf = QualifiedName(name)
            return LogSource(try project.migrator(RevisionSet([])), filter, failureWithoutEntries: error)
        }
        return LogSource(try project.migrator(RevisionSet([])), filter)
    }
}
