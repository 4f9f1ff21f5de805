import Athanor

/// A revision whose operations a test gives.
///
/// A revision is a type, made anew by the migrator; what it does stands in the task that runs the test.
struct DataRevision: Revision {
    @TaskLocal static var operations: @Sendable (Operations) -> [any MigrationOperation] = { _ in [] }

    static let revision: RevisionID = "data"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList { Self.operations(op) }

    static let entry = RevisionEntry(DataRevision.self, path: "Versions/data.swift", message: "data")
}

extension TestBench {
    /// Runs an upgrade of one revision with these operations.
    @discardableResult
    func upgrade(
        options: MigratorOptions = MigratorOptions(),
        @OperationsBuilder _ operations: @escaping @Sendable (Operations) -> OperationList
    ) async throws -> MigrationReport {
        try await DataRevision.$operations.withValue({ Array(operations($0)) }) {
            try await migrator([DataRevision.entry], options: options).upgrade()
        }
    }

    /// Undoes the revision, given its operations.
    func downgrade(
        @OperationsBuilder _ operations: @escaping @Sendable (Operations) -> OperationList
    ) async throws {
        try await DataRevision.$operations.withValue({ Array(operations($0)) }) {
            _ = try await migrator([DataRevision.entry]).downgrade(to: "base")
        }
    }
}
