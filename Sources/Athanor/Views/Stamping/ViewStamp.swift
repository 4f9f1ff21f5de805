/// What a stamp notes of views: what the revisions say that become applied by it, or are applied no more.
struct ViewStamp: Sendable {
    /// Views that revisions state which become applied, or whose statement changes since others are applied no more.
    let stated: [StatedView]
    /// Views of which only revisions said something that are applied no more.
    let forgotten: [StatedView]
    /// Work in these revisions that may do anything to views.
    let unknown: [UnknownViewWork]
    private let database: any Database

    /// - Throws: ``DatabaseError``, and what a history throws that makes no sense.
    init(
        of migrator: Migrator, from rows: [RevisionID], to applied: Set<RevisionID>, purge: Bool,
        on connection: any Connection
    ) async throws {
        try self.init(
            of: migrator.revisions, for: migrator.database, migrator.operationsMaker, from: rows, to: applied,
            purge: purge, in: await migrator.database.materializedViews(on: connection).lookupSchemas())
    }

    /// - Parameters:
    ///   - rows: the rows of the version table before; those that no file has say nothing.
    ///   - applied: the revisions that are applied after it.
    ///   - purge: whether all applied revisions count as stamped now.
    ///   - schemas: the schemas in which the session looks names up; `nil` where that is not known.
    init(
        of revisions: RevisionSet, for database: any Database, _ op: Operations, from rows: [RevisionID],
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
            // A revision that is applied no more has dropped or renamed it.
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

    /// Looks at the views.
    /// - Returns: what was found, and what is run in the transaction of the stamp.
    /// - Throws: ``DatabaseError``, ``OperationError``.
    func noting(on connection: any Connection) async throws -> (found: StampedViews, statements: [Statement]) {
        let views = database.materializedViews(on: connection)
        var found: [StampedView] = []
        var (recording, targets): ([Statement], [(view: QualifiedName, target: FreshnessTarget?)]) = ([], [])
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
            // Of what may have been altered by revisions nothing is known that could be noted; what is missing is forgotten.
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

    /// What a script notes, which cannot look: how fresh views are to be kept, where they are there.
    var script: (comments: [String], statements: [Statement]) {
        get throws {
            var comments: [String] = []
            var targets: [(view: QualifiedName, target: FreshnessTarget?)] = []
            for view in stated {
                guard let said = view.target else { continue }
                if !view.settings.isEmpty, view.name.schema == nil {
                    comments.append(
                        "Not noted: how fresh \(view.name) is to be kept. Revision \(said.revision) sets what its name means"
                    )
                } else {
                    targets.append((view.name, said.target))
                }
            }
            targets += forgotten.filter { $0.target != nil }.map { ($0.name, nil) }
            comments += unknown.map {
                "Not known without running it: what revision \($0.revision) does to views (\($0.work))"
            }
            if !stated.isEmpty {
                comments.append("Which definitions the views have is not compared: `athanor stamp` itself does that")
            }
            return (comments, try database.dialect.notingWherePresent(targets))
        }
    }
}

extension StatedView {
    /// What a finding means of it: a definition that is another one is nobody's change where a revision may have made it so.
    fileprivate func judged(_ finding: StampedView.Finding) -> StampedView.Finding {
        guard finding == .differs, let revision = definition?.alteredBy else { return finding }
        return .notCompared(because: "revision \(revision) may have changed what it reads, or its columns")
    }

    /// Whether one of some revisions said something of it.
    func isStated(by revisions: Set<RevisionID>) -> Bool {
        [revision, definition?.revision, target?.revision].contains { $0.map(revisions.contains) ?? false }
    }
}
