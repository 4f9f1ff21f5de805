/// Makes and reads states of a schema, and compares them.
///
/// Nothing is understood from SQL: each state that is text is made on a scratch database and read back, so that both
/// sides are written by the database in the same way.
///
/// A state that is a database is only read. What another role wrote into it is data: it does not run, neither there nor
/// on a scratch database, where it would have the rights of this user.
package struct SchemaComparison: Sendable {
    let database: any DatabaseModule
    let scratch: ScratchPlace
    let options: MigratorOptions
    let policy: ComparisonPolicy
    let onProgress: @Sendable (String) -> Void

    /// A comparison.
    /// - Parameters:
    ///   - database: the system of both states.
    ///   - scratch: where scratch databases are made.
    ///   - options: the version table, the role, and the arguments for revisions.
    ///   - policy: what is compared, and how statements are written.
    ///   - onProgress: called with a description of each part of the work.
    package init(
        on database: any DatabaseSystem, scratch: ScratchPlace, options: MigratorOptions = MigratorOptions(),
        policy: ComparisonPolicy = ComparisonPolicy(), onProgress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.database = database.module
        self.scratch = scratch
        self.options = options
        self.policy = policy
        self.onProgress = onProgress
    }

    /// Compares two states.
    /// - Throws: ``SchemaStateError``, ``SchemaLoadingError``, ``ScriptError`` for a state that cannot be made;
    ///   ``ScratchError`` if no scratch database can be made; ``DatabaseFailure``; errors of the comparison;
    ///   `CancellationError`.
    package func compare(_ old: SchemaState, to new: SchemaState) async throws -> ComparedSchemas {
        try await compare(old, to: new, with: database.schemas)
    }

    private func compare(
        _ old: SchemaState, to new: SchemaState, with engine: some SchemaEngine
    ) async throws -> ComparedSchemas {
        let (old, new) = try await withScratch(for: [old, new]) { scratch in
            let reader = SchemaStateReader(comparison: self, engine: engine, scratch: scratch)
            guard scratch?.allowsSeveral != false else {
                return (try await reader.read(old), try await reader.read(new))
            }
            async let first = reader.read(old)
            async let second = reader.read(new)
            return (try await first, try await second)
        }
        guard let from = old.contents ?? new.contents.map(engine.empty),
            let to = new.contents ?? old.contents.map(engine.empty)
        else { return ComparedSchemas(upgrade: SchemaChange(), downgrade: SchemaChange()) }
        guard from.system == to.system else {
            throw SchemaStateError(
                "one state is of \(from.system), the other of \(to.system), which write definitions differently",
                advice: "Make scratch databases on a server of the same version: name one as `scratch:` in the "
                    + "configuration.")
        }
        var upgrade = try engine.change(from: from, to: to, renames: new.renames, policy: policy)
        let downgrade = try engine.change(from: to, to: from, renames: new.renames.inverted, policy: policy)
        upgrade.notes = old.notes + new.notes + upgrade.notes
        return ComparedSchemas(upgrade: upgrade, downgrade: downgrade)
    }

    /// Returns the text of a snapshot file of a state.
    /// - Throws: as ``compare(_:to:)``.
    package func snapshot(of state: SchemaState) async throws -> String {
        try await snapshot(of: state, with: database.schemas)
    }

    private func snapshot(of state: SchemaState, with engine: some SchemaEngine) async throws -> String {
        let read = try await withScratch(for: [state]) { scratch in
            try await SchemaStateReader(comparison: self, engine: engine, scratch: scratch).read(state)
        }
        guard let contents = read.contents else {
            throw SchemaStateError("there is no schema to write", advice: "Name a state that has one.")
        }
        return try SchemaSnapshotFile(contents, of: database.kind).text()
    }

    /// Opens what makes scratch databases, if a state needs one, for as long as `body` lasts.
    private func withScratch<Result: Sendable>(
        for states: [SchemaState], _ body: ((any ScratchDatabases)?) async throws -> Result
    ) async throws -> Result {
        guard states.contains(where: \.isMade) else { return try await body(nil) }
        let scratch = try await database.scratchDatabases(at: self.scratch, options: options.connection)
        onProgress("making scratch \(scratch.description)")
        do {
            let result = try await body(scratch)
            await scratch.close()
            return result
        } catch {
            await Cleanup.run { await scratch.close() }
            throw error
        }
    }
}

/// Two states after the comparison.
package struct ComparedSchemas: Sendable {
    /// The change from the first state to the second.
    package let upgrade: SchemaChange
    /// The change back.
    package let downgrade: SchemaChange
}
