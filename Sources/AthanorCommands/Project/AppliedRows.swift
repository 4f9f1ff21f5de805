internal import Athanor

/// Reads where the configured database is, for commands that change revision files.
enum AppliedRows {
    /// The rows of the version table; `nil` when no database is configured.
    /// - Throws: ``ReparentCommandError`` if a configured database cannot be asked, or has unknown rows;
    ///   ``ConfigurationError``.
    static func ask(_ project: Project, _ history: RevisionSet) async throws -> [RevisionID]? {
        guard try project.databaseIfAny() != nil else { return nil }
        let rows: [RevisionID]
        do {
            rows = try await project.migrator(history).versionRows()
        } catch let error as DatabaseFailure {
            throw ReparentCommandError.unreachable(error.explanation)
        }
        let unknown = rows.filter { history[$0] == nil }
        guard unknown.isEmpty else { throw ReparentCommandError.unknownRows(unknown) }
        return rows
    }
}
