/// The work of a script before a step. The database that is read for the step does not contain it yet. Used by the
/// writer of one script, in one task.
final class PendingWork {
    private struct Piece {
        let revision: RevisionID
        let step: LoweredStep
        let changes: Set<String>
    }

    let dialect: any Dialect
    private var pieces: [Piece] = []
    private var settings: [HeldSetting] = []

    init(dialect: any Dialect) {
        self.dialect = dialect
    }

    /// Starts a revision, with the settings of a session without revisions.
    func beginRevision() { settings = [] }

    /// Starts a transaction.
    func beginTransaction() {
        settings.removeAll { if case .transaction = $0 { true } else { false } }
    }

    /// Adds a step that the script now contains.
    /// - Parameter changes: the names of the objects that it changes, as far as its preview listed them.
    func add(_ step: LoweredStep, of planned: PlannedRevision, changing changes: Set<String> = []) {
        if let setting = dialect.heldSetting(by: step) { settings.append(setting) }
        guard !dialect.onlyChangesSettings(step) else { return }
        pieces.append(Piece(revision: planned.step.revision, step: step, changes: changes))
    }

    /// Reads the catalog for a step, under the settings that the script has made before it.
    /// - Throws: ``OfflineError`` if earlier work may change what the step finds; ``OperationError``,
    ///   ``DatabaseFailure``.
    func preview(
        _ step: ResolvedStep, of planned: PlannedRevision, in plan: MigrationPlan, on connection: any Connection
    )
        async throws -> CatalogPreview
    {
        let preview: CatalogPreview
        do {
            preview = try await look(for: step, on: connection)
        } catch {
            // Earlier work may create what is missing.
            guard let piece = pieces.last, !(error is CancellationError) else { throw error }
            if (error as? DatabaseFailure)?.kind == .connectionLost { throw error }
            throw outdated(step, by: piece, of: planned, in: plan, Explanation(of: error).message)
        }
        if let piece = pieces.first(where: { preview.isOutdated($0.step, $0.changes) }) {
            throw outdated(step, by: piece, of: planned, in: plan, nil)
        }
        return preview
    }

    private func look(for step: ResolvedStep, on connection: any Connection) async throws -> CatalogPreview {
        let scope = dialect.transaction(for: [])
        try await connection.query(sql: scope.begin)
        do {
            for setting in settings {
                switch setting {
                case .transaction(let statement), .revision(let statement): try await connection.query(sql: statement)
                }
            }
            let preview = try await connection.preview(step)
            try await connection.query(sql: scope.rollback)
            return preview
        } catch {
            await Cleanup.run { _ = try? await connection.query(sql: scope.rollback) }
            throw error
        }
    }

    private func outdated(
        _ step: ResolvedStep, by piece: Piece, of planned: PlannedRevision, in plan: MigrationPlan, _ finding: String?
    ) -> OfflineError {
        let place = plan.revisions.firstIndex { $0.step == planned.step } ?? 0
        let last = place > 0 ? plan.revisions[place - 1].step.revision : nil
        return .catalogWillChange(
            OfflineError.CatalogChange(
                step: planned.step, path: planned.entry.path, summary: step.summary, earlier: piece.step.summary,
                earlierRevision: piece.revision, revisionBefore: last, finding: finding))
    }
}
