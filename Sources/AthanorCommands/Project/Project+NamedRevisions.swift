internal import Athanor

extension Project {
    /// The revisions that a name means, steps up from where the database is included. The database is asked only for
    /// those.
    /// - Throws: `RevisionGraphError` for a name that means nothing; ``ConfigurationError`` when a database is needed, and
    ///   none is configured; `DatabaseError`.
    func revisions(named name: String, in history: RevisionSet) async throws -> [RevisionID] {
        let rows = RevisionGraph.dependsOnCurrent(name) ? try await migrator(history).versionRows() : []
        return try history.graph.revisions(named: name, current: rows)
    }
}
