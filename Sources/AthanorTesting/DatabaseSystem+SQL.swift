public import Athanor

extension DatabaseSystem {
    /// Returns the SQL of a compiled revision on this database, for a test that compares it with a text.
    ///
    /// It is the SQL that `--sql` prints for the revision, without Athanor's own statements around it. It is the same
    /// in each run.
    ///
    /// ```swift
    /// let sql = try await PostgreSQL().sql(of: AddNote.self)
    /// #expect(sql == #"ALTER TABLE "orders" ADD COLUMN "note" text;"#)
    /// ```
    ///
    /// A step that must read the database has no SQL here: use ``TemporaryDatabase/sql(_:of:in:options:)``.
    /// - Parameters:
    ///   - direction: the direction.
    ///   - revision: the revision.
    ///   - arguments: the `-x name=value` arguments for the revision.
    ///   - definitionFiles: the definition files that the revision names.
    /// - Throws: `PlanError` for an invalid revision; `OfflineError` if a step must read the database, or runs code.
    public func sql(
        _ direction: RevisionStep.Direction = .upgrade, of revision: any Revision.Type,
        arguments: [String: String] = [:],
        definitionFiles: DefinitionFiles = .none
    ) async throws -> String {
        try await work(direction, of: revision, arguments: arguments, definitionFiles: definitionFiles)
    }

    /// Returns the SQL of operations on this database, for a test that compares it with a text.
    ///
    /// ```swift
    /// let sql = try await SQLite().sql { op in
    ///     op.addColumn(.column("note", .text), to: "orders")
    /// }
    /// ```
    /// - Parameters:
    ///   - definitionFiles: the definition files that the operations name.
    ///   - operations: the operations, as in a revision's `upgrade`.
    /// - Throws: as ``sql(_:of:arguments:definitionFiles:)``; errors of `operations`.
    public func sql(
        definitionFiles: DefinitionFiles = .none, @OperationsBuilder _ operations: (Operations) throws -> OperationList
    ) async throws -> String {
        try await work(of: operations, definitionFiles: definitionFiles)
    }
}

extension TemporaryDatabase {
    /// Returns the SQL of a revision on an otherwise empty database that has all revisions before it.
    ///
    /// It is the SQL that `--sql` prints for the revision, without Athanor's own statements around it. Steps that read
    /// the database find its schema. The SQL is the same in each run.
    /// - Parameters:
    ///   - direction: the direction.
    ///   - id: the revision.
    ///   - revisions: its history.
    ///   - options: the options, such as the arguments for revisions.
    /// - Throws: `RevisionGraphError` if the history has no such revision; errors of migrating to it; `PlanError`;
    ///   `OfflineError` if a step runs code, or depends on earlier steps of the same revision.
    public static func sql(
        _ direction: RevisionStep.Direction = .upgrade, of id: RevisionID, in revisions: RevisionSet,
        options: MigratorOptions = MigratorOptions()
    ) async throws -> String {
        let target = try revisions.graph.resolve(id.rawValue)
        let applied = try revisions.graph.applied(target)
        let all = revisions.all.filter { applied.contains($0.id) }
        let before = try RevisionSet(
            direction == .upgrade ? all.filter { !target.contains($0.id) } : all,
            definitionFiles: revisions.definitionFiles)
        let history = try RevisionSet(all, definitionFiles: revisions.definitionFiles)
        return try await with(revisions: before, options: options) { database in
            let writer = OfflineMigrator(database.address, revisions: history, options: options)
            switch direction {
            case .upgrade: return try await writer.work(.upgrade, OfflineRange(from: .current, to: .revision(id)))
            case .downgrade:
                // The branch limits the downgrade to this revision if several follow the same one.
                let place = history[id]?.node.downRevisions.first.map(\.rawValue) ?? "base"
                return try await writer.work(.downgrade, OfflineRange(from: .current, to: .named("\(id)@\(place)")))
            }
        }
    }
}
