public import Athanor
public import Logging

/// Checks that every revision of a history can be reverted. Use it to find incomplete downgrades.
///
/// ```swift
/// import Athanor
/// import AthanorTesting
/// import Migrations
/// import Testing
///
/// @Test func everyRevisionCanBeUndone() async throws {
///     let revisions = try discoveredRevisions.revisionSet()
///     try await TemporaryPostgreSQLDatabase.with { database in
///         let report = try await RoundTrip(database.address, revisions: revisions).check()
///         #expect(report.irreversible.isEmpty)
///     }
/// }
/// ```
public struct RoundTrip: Sendable {
    private let address: DatabaseAddress
    private let revisions: RevisionSet
    private let options: MigratorOptions
    private let logger: Logger

    /// Creates a check.
    /// - Parameters:
    ///   - address: an empty database that the test may fill.
    ///   - revisions: the history.
    ///   - options: the options, such as the version table.
    ///   - logger: receives a line for each revision that runs; by default nothing is logged.
    public init(
        _ address: DatabaseAddress, revisions: RevisionSet, options: MigratorOptions = MigratorOptions(),
        logger: Logger = Logger(label: "athanor.round-trip") { _ in SwiftLogNoOpLogHandler() }
    ) {
        self.address = address
        self.revisions = revisions
        self.options = options
        self.logger = logger
    }

    /// Upgrades, downgrades and upgrades each revision separately, and compares the schema.
    ///
    /// After a downgrade the schema must be as before the upgrade, and after the second upgrade as after the first. An
    /// irreversible revision is only upgraded, and is listed in the report. If a revision fails the check, the later
    /// ones are still checked, unless it could not be upgraded again. At the end the database is at the heads, if every
    /// revision could be upgraded.
    ///
    /// The schema is all objects of the database with their definitions, owners, privileges and comments, without the
    /// version table and the metadata tables. Rows are not compared.
    /// - Parameters:
    ///   - start: the revision after which the check begins; it and those before it are only upgraded. `nil` checks
    ///     all.
    ///   - excluded: revisions that are only upgraded.
    /// - Returns: the revisions that were checked, and those that were not.
    /// - Throws: ``RoundTripFailure`` with the problems of each revision; ``RoundTripError`` if the check cannot start;
    ///   ``Athanor/MigrationFailure`` if the first upgrade of a revision fails; errors of connecting.
    @discardableResult
    public func check(from start: RevisionID? = nil, excluding excluded: Set<RevisionID> = []) async throws
        -> RoundTripReport
    {
        if let unknown = (excluded.sorted() + [start].compactMap(\.self)).first(where: { revisions[$0] == nil }) {
            throw RoundTripError.noSuchRevision(unknown)
        }
        let rows = try await migrator(revisions).versionRows()
        guard rows.isEmpty else { throw RoundTripError.notAtBase(rows) }
        var run = RoundTripRun(excluded: excluded)
        if let start { try await migrator(revisions).upgrade(to: .revision(start)) }
        let before = Set(try start.map { try revisions.graph.applied([$0]) } ?? [])
        var applied = revisions.all.filter { before.contains($0.id) }
        for entry in revisions.all where !before.contains(entry.id) {
            applied.append(entry)
            // The history up to this revision, so that no later revision is reverted with it.
            let migrator = migrator(try RevisionSet(applied, definitionFiles: revisions.definitionFiles))
            guard try await run.check(entry, by: migrator) else { break }
        }
        guard run.findings.isEmpty else { throw RoundTripFailure(findings: run.findings, report: run.report) }
        return run.report
    }

    private func migrator(_ revisions: RevisionSet) -> Migrator {
        Migrator(address, revisions: revisions, options: options, logger: logger)
    }
}

/// The result of a round trip: the checked revisions, and those that were only upgraded.
public struct RoundTripReport: Sendable, Hashable {
    /// The revisions that were upgraded, downgraded and upgraded again.
    public internal(set) var checked: [RevisionID] = []
    /// The irreversible revisions, each with its reason.
    public internal(set) var irreversible: [RevisionID: String] = [:]
    /// The excluded revisions.
    public internal(set) var excluded: [RevisionID] = []
}

/// A check in progress.
struct RoundTripRun {
    let excluded: Set<RevisionID>
    var report = RoundTripReport()
    var findings: [RoundTripFailure.Finding] = []

    init(excluded: Set<RevisionID>) {
        self.excluded = excluded
    }

    /// Checks one revision, the last of the migrator's history.
    /// - Returns: whether later revisions can be checked, because this one is applied.
    mutating func check(_ entry: RevisionEntry, by migrator: Migrator) async throws -> Bool {
        let id = entry.id
        let before = try await migrator.snapshot()
        try await migrator.upgrade(to: .revision(id))
        if excluded.contains(id) {
            report.excluded.append(id)
            return true
        }
        if let reason = migrator.reasonAgainstUndoing(id) {
            report.irreversible[id] = reason
            return true
        }
        let after = try await migrator.snapshot()
        do {
            // The branch limits the downgrade to this revision if several follow the same one.
            let place = entry.node.downRevisions.first.map(\.rawValue) ?? "base"
            try await migrator.downgrade(to: .named("\(id)@\(place)"))
        } catch {
            findings.append(.init(revision: id, problem: .downgradeFailed(Explanation(of: error))))
            return true
        }
        let left = before.differences(to: try await migrator.snapshot())
        if !left.isEmpty { findings.append(.init(revision: id, problem: .leftBehind(left))) }
        do {
            try await migrator.upgrade(to: .revision(id))
        } catch {
            findings.append(.init(revision: id, problem: .secondUpgradeFailed(Explanation(of: error))))
            return false
        }
        let other = after.differences(to: try await migrator.snapshot())
        if !other.isEmpty, left.isEmpty { findings.append(.init(revision: id, problem: .otherAfterwards(other))) }
        report.checked.append(id)
        return true
    }
}
