extension DatabaseSystem {
    /// Returns the SQL of a compiled revision's work, without reading a database.
    /// - Throws: ``PlanError``; ``OfflineError`` if a step must read the database.
    package func work(
        _ direction: RevisionStep.Direction, of type: any Revision.Type, arguments: [String: String],
        definitionFiles: DefinitionFiles
    ) async throws -> String {
        let entry = RevisionEntry(type, path: "\(type)", message: "")
        let op = Operations(databaseKind: kind, arguments: arguments, definitionFiles: definitionFiles)
        return try await work(of: MigrationPlan(direction, of: entry, on: module, op: op))
    }

    /// Returns the SQL of operations, without reading a database.
    /// - Throws: as ``work(_:of:arguments:definitionFiles:)``.
    package func work(
        of operations: (Operations) throws -> OperationList, definitionFiles: DefinitionFiles
    ) async throws -> String {
        let entry = RevisionEntry(GivenOperations.self, path: "the operations", message: "")
        let op = Operations(databaseKind: kind, definitionFiles: definitionFiles)
        let given = try operations(op).operations
        return try await work(of: MigrationPlan(.upgrade, of: entry, given: given, on: module, op: op))
    }

    private func work(of plan: MigrationPlan) async throws -> String {
        try await OfflineMigrator(for: module, revisions: try RevisionSet([])).work(of: plan)
    }
}

/// Represents operations that belong to no revision.
private struct GivenOperations: Revision {
    static let revision: RevisionID = "operations"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList {}
}
