public import Athanor

/// Checks that a history can be gone up, down and up again: the usual way to find a downgrade that forgets something.
///
/// ```swift
/// @Test func everyRevisionCanBeUndone() async throws {
///     try await TemporaryPostgreSQLDatabase.with { temporary, _ in
///         try await RoundTrip(temporary.address, revisions: discoveredRevisions.revisionSet()).check()
///     }
/// }
/// ```
public struct RoundTrip: Sendable {
    private let migrator: Migrator

    /// A check.
    /// - Parameters:
    ///   - address: an empty database that the test may fill.
    ///   - revisions: the history.
    ///   - options: the version table and the like.
    public init(
        _ address: DatabaseAddress, revisions: RevisionSet, options: MigratorOptions = MigratorOptions()
    ) {
        migrator = Migrator(address, revisions: revisions, options: options)
    }

    /// Goes from base to the heads, back to base, and to the heads again. What a downgrade left behind makes the second
    /// upgrade fail, at the revision that creates it.
    /// - Throws: `MigrationFailure` at the revision that failed; `PlanError` when a revision cannot be undone; what
    ///   connecting throws; ``RoundTripError`` when the database was not at base to begin with.
    public func check() async throws {
        let before = try await migrator.versionRows()
        guard before.isEmpty else { throw RoundTripError.notAtBase(before) }
        try await migrator.upgrade(to: "heads")
        try await migrator.downgrade(to: "base")
        try await migrator.upgrade(to: "heads")
    }
}

/// A round trip could not be begun.
public enum RoundTripError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The database stands at revisions already.
    case notAtBase([RevisionID])

    /// What was found.
    public var description: String {
        switch self {
        case .notAtBase(let rows):
            "a round trip begins with an empty database; this one is at \(rows.map(\.rawValue).joined(separator: ", "))"
        }
    }
}
