import Athanor

/// A revision whose directives a test gives.
///
/// A revision is a type, made anew by the migrator; what it does stands in the task that runs the test.
struct DataRevision: Revision {
    @TaskLocal static var directives: @Sendable (Operations) -> [any Athanor.Operation] = { _ in [] }

    static let revision: RevisionID = "data"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList { Self.directives(op) }

    static let entry = RevisionEntry(DataRevision.self, path: "Versions/data.swift", message: "data")
}

extension TestBench {
    /// Runs an upgrade of one revision with these directives.
    @discardableResult
    func upgrade(
        options: MigratorOptions = MigratorOptions(),
        @OperationsBuilder _ directives: @escaping @Sendable (Operations) -> OperationList
    ) async throws -> MigrationReport {
        try await DataRevision.$directives.withValue({ Array(directives($0)) }) {
            try await migrator([DataRevision.entry], options: options).upgrade()
        }
    }

    /// Undoes the revision, given its directives.
    func downgrade(
        @OperationsBuilder _ directives: @escaping @Sendable (Operations) -> OperationList
    ) async throws {
        try await DataRevision.$directives.withValue({ Array(directives($0)) }) {
            _ = try await migrator([DataRevision.entry]).downgrade(to: "base")
        }
    }
}
