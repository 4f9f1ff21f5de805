/// The facts that a stamp records about views: the statements of revisions that become applied by it, or are no longer
/// applied.
struct ViewStamp: Sendable {
    /// Views of revisions that become applied, and views whose statement changes because other revisions are no longer
    /// applied.
    let stated: [StatedView]
    /// Views that only revisions which are no longer applied stated something about.
    let forgotten: [StatedView]
    /// Work in these revisions that may do anything to views.
    let unknown: [UnknownViewWork]
    private let database: any DatabaseModule

    /// - Throws: ``DatabaseFailure``, and errors of an inconsistent history.
    init(
        of migrator: Migrator, from rows: [RevisionID], to applied: Set<RevisionID>, purge: Bool,
        on connection: any Connection
    ) async throws {
        try self.init(
            of: migrator.revisions, for: migrator.database, migrator.operations, from: rows, to: applied,
            purge: purge, in: await migrator.database.materializedViews(on: connection).lookupSchemas())
    }

    /// - Parameters:
    ///   - rows: the rows of the version table before the stamp. Rows that no file has are ignored.
    ///   - applied: the revisions that are applied after the stamp.
    ///   - purge: whether all applied revisions count as stamped now.
    ///   - schemas: the schemas in which the session looks up names; `nil` if unknown.
    init(
        of revisions: RevisionSet, for database: any DatabaseModule, _ op: Operations, from rows: [RevisionID],
        to applied: Set<RevisionID>, purge: Bool, in schemas: [String]? = nil
    ) throws {
        self.database = database
        let graph = revisions.graph
        let before = try graph.applied(rows.filter { revisions[$0] != nil })
        let (added, gone) = (purge ? applied : applied.subtracting(before), before.subtracting(applied))
        guard !added.isEmpty || !gone.isEmpty else {
            (stated, forgotten, unknown) = ([], [], [])
            return
        }
        let order = try graph.upgradePlan(to: "heads", from: []).map(\.revision)
        func views(_ ids: Set<RevisionID>) -> StatedViews {
            StatedViews(order.filter(ids.contains).compactMap { revisions[$0] }, for: database, op, in: schemas)
        }
        let after = views(applied)
        let earlier = gone.isEmpty ? nil : views(before)
        let changed = earlier?.views.filter { $0.isStated(by: gone) } ?? []
        forgotten = changed.filter { after.view(like: $0) == nil }
        let changedPlaces = Set(changed.compactMap { after.view(like: $0)?.place })
        stated = after.views.compactMap { view in
            if view.isStated(by: added) { return view }
            // A revision that is no longer applied has dropped or renamed it.
            guard let earlier else { return nil }
            let known = earlier.view(like: view)
            guard known == nil || changedPlaces.contains(view.place) else { return nil }
            var view = view
            if view.target == nil, let target = known?.target {
                view.target = StatedView.Target(target: nil, revision: target.revision)
            }
            return view
        }
        unknown = (after.unknown + (earlier?.unknown ?? [])).filter {
            added.contains($0.revision) || gone.contains($0.revision)
        }
    }

    /// Compares the views with what the revisions state.
    /// - Returns: the result, and the statements to run in the transaction of the stamp.
    /// - Throws: ``DatabaseFailure``, ``OperationError``.
    func noting(on connection: any Connection) async throws -> (found: StampedViews, statements: [SQLStatement]) {
        let views = database.materializedViews(on: connection)
        var found: [StampedView] = []
        var (recording, targets): ([SQLStatement], [(view: QualifiedName, target: FreshnessTarget?)]) = ([], [])
        let findings = try await views.find(forgotten + stated)
        for (view, present) in zip(forgotten, findings) {
            if case .missing = present.finding {
                recording += present.recording
                continue
            }
            recording += views.forgetting(present.view)
            found.append(StampedView(present.view, by: view.revision, .forgotten, target: nil))
        }
        for (view, present) in zip(stated, findings.dropFirst(forgotten.count)) {
            var noted: FreshnessTarget?
            let finding = view.judged(present.finding)
            // Views that revisions may have altered have no known state to record. Rows of missing views are deleted.
            if finding == present.finding { recording += present.recording }
            if case .missing = finding {
            } else {
                if let said = view.target {
                    targets.append((present.view, said.target))
                    noted = said.target
                }
            }
            found.append(
                StampedView(
                    present.view, by: view.definition?.revision ?? view.revision, finding, target: noted))
        }
        return (
            StampedViews(views: found, unknown: unknown),
            recording + (try database.dialect.notingWherePresent(targets))
        )
    }

    /// The comments and statements of a script, which is written without a database: it records the freshness targets
    /// of views, if the views exist.
    var script: (comments: [String], statements: [SQLStatement]) {
        get throws {
            var comments: [String] = []
            var targets: [(view: QualifiedName, target: FreshnessTarget?)] = []
            for view in stated {
                guard let said = view.target else { continue }
                if !view.settings.isEmpty, view.name.schema == nil {
                    comments.append(
                        "Not recorded: the freshness target of \(view.name). Revision \(said.revision) sets what its "
                            + "name means")
                } else {
                    targets.append((view.name, said.target))
                }
            }
            targets += forgotten.filter { $0.target != nil }.map { ($0.name, nil) }
            comments += unknown.map {
                "Unknown without running it: the effect of revision \($0.revision) on views (\($0.work))"
            }
            if !stated.isEmpty {
                comments.append("The definitions of the views are not compared: `athanor stamp` itself does that")
            }
            return (comments, try database.dialect.notingWherePresent(targets))
        }
    }
}

extension StatedView {
    /// Adjusts a finding: a different definition is not reported as a change if a revision may have caused it.
    fileprivate func judged(_ finding: StampedView.Finding) -> StampedView.Finding {
        guard finding == .differs, let revision = definition?.alteredBy else { return finding }
        return .notCompared(because: "revision \(revision) may have changed what it reads, or its columns")
    }

    /// Returns whether one of some revisions stated something about it.
    func isStated(by revisions: Set<RevisionID>) -> Bool {
        [revision, definition?.revision, target?.revision].contains { $0.map(revisions.contains) ?? false }
    }
}
