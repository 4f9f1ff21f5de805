internal import Logging

/// Reads states of a schema; makes those that are text on scratch databases first.
struct SchemaStateReader<Engine: SchemaEngine>: Sendable {
    let comparison: SchemaComparison
    let engine: Engine
    /// What makes scratch databases; `nil` if no state needs one.
    let scratch: (any ScratchDatabases)?

    /// Reads a state.
    /// - Throws: as ``SchemaComparison/compare(_:to:)``.
    func read(_ state: SchemaState) async throws -> ReadSchema<Engine.Contents> {
        switch state {
        case .nothing, .revisions([], of: _): return ReadSchema()
        case .snapshot(let source):
            return ReadSchema(contents: try SchemaSnapshotFile.read(source, of: comparison.database.kind))
        case .database(let address, let options): return ReadSchema(contents: try await read(address, options))
        case .revisions(let ids, let history):
            return try await made { scratch in
                try await replay(ids, of: history, on: scratch)
                return ReadSchema(contents: try await contents(of: scratch))
            }
        case .files(let files, let definitionFiles):
            return try await made { scratch in
                comparison.onProgress("loading \(files.count == 1 ? files[0].path : "\(files.count) files")")
                let loaded = try await scratch.connected(for: .readWrite) { connection in
                    try await SchemaLoader(connection: connection, definitionFiles: definitionFiles)
                        .load(files, with: engine)
                }
                return ReadSchema(
                    contents: try await contents(of: scratch), renames: loaded.renames, notes: loaded.sentences)
            }
        }
    }

    private func read(_ address: DatabaseAddress, _ options: ConnectionOptions) async throws -> Engine.Contents? {
        guard address.module.kind == comparison.database.kind else {
            throw SchemaStateError(
                "\(address) is a database of \(address.module.displayName), and the other state is of "
                    + comparison.database.displayName,
                advice: "Compare schemas of the same database system.")
        }
        comparison.onProgress("reading \(address)")
        var options = options
        options.access = .readOnly
        do {
            return try await address.connected(options) { try await contents(on: $0) }
        } catch let error as DatabaseFailure
            where error.kind == .noSuchDatabase && address.module.createsMissingDatabases
        {
            return nil
        }
    }

    private func contents(of scratch: ScratchAddress) async throws -> Engine.Contents {
        // A new session: the one that made the schema has other settings.
        try await scratch.connected(for: .readOnly) { try await contents(on: $0) }
    }

    private func contents(on connection: any Connection) async throws -> Engine.Contents {
        let table = try await connection.module.catalog(on: connection).locate(comparison.options.versionTable)
        return try await engine.read(on: connection, without: table.name)
    }

    /// Makes a state on a new scratch database. If the server lacks something that it can get, tries again.
    private func made(
        _ make: (ScratchAddress) async throws -> ReadSchema<Engine.Contents>
    ) async throws -> ReadSchema<Engine.Contents> {
        guard let scratch else {
            throw SchemaStateError("no scratch database was prepared", advice: "Report this as a bug.")
        }
        while true {
            do {
                return try await scratch.with(make)
            } catch let error as SchemaLoadingError {
                guard await scratch.prepare(after: error.failures) else { throw error }
            } catch let error as ReplayFailure {
                guard let failure = error.failure.cause as? DatabaseFailure, await scratch.prepare(after: [failure])
                else { throw error }
            }
        }
    }

    private func replay(_ ids: [RevisionID], of history: RevisionSet, on scratch: ScratchAddress) async throws {
        var options = comparison.options
        options.connection = scratch.options
        options.onEvent = { [report = comparison.onProgress] event in
            if case .started(let step, let title) = event { report("replaying \(step.revision) \(title)") }
        }
        let migrator = Migrator(
            scratch.address, revisions: history, options: options,
            logger: Logger(label: "athanor.scratch") { _ in SwiftLogNoOpLogHandler() })
        do {
            for id in ids { try await migrator.upgrade(to: .revision(id)) }
        } catch let error as MigrationFailure {
            if error.cause is CancellationError { throw error.cause }
            throw ReplayFailure(failure: error)
        }
    }
}

/// A state of a schema that was read.
struct ReadSchema<Contents: SchemaContents>: Sendable {
    /// The schema; `nil` for the one of an empty database.
    var contents: Contents?
    /// The renames that its files say.
    var renames: [StatedRename] = []
    /// Sentences about statements without an effect.
    var notes: [String] = []
}

/// An error: a revision failed on a scratch database.
package struct ReplayFailure: ExplainedError {
    /// The failure as of any run.
    package let failure: MigrationFailure

    /// The failure; its state and its advice are about a database that is kept, so they are left out.
    package var explanation: Explanation {
        var explanation = failure.explanation
        explanation.state =
            "It ran on a scratch database, which begins empty and gets all revisions. Nothing was changed."
        explanation.advice = Explanation(of: failure.cause).advice
        return explanation
    }
}
