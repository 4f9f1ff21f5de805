/// Makes the schema that files describe, in an empty database. The statements can be in any order.
///
/// Statements that fail are tried again after all others, until a round makes no progress. Each statement commits, so
/// that a failed one leaves nothing, that enum values can be used at once, and that many objects do not need many locks
/// at the same time. The first round sends many statements together.
struct SchemaLoader {
    let connection: any Connection
    /// Where definition files of views are.
    let definitionFiles: DefinitionFiles

    /// The most statements of one transaction.
    private static let largestBatch = 64

    /// Makes the schema.
    /// - Throws: ``ScriptError`` for a file that cannot be divided; ``SchemaLoadingError`` for the statement that is
    ///   most likely at fault; ``DatabaseFailure`` if the database cannot go on; `CancellationError`.
    func load<Engine: SchemaEngine>(_ files: [SourceText], with engine: Engine) async throws -> LoadedFiles {
        let module = connection.module
        let read = try files.map { try module.scriptReader.schemaFile($0) }
        var loaded = LoadedFiles()
        loaded.renames = read.flatMap(\.renames)
        for statement in read.flatMap(\.statements) { loaded.noteSkipped(statement) }
        var pending = try read.map { try works($0) }
        if pending.joined().contains(where: \.needsMetadataTables) {
            for statement in module.dialect.creatingMetadataTables(from: nil) {
                try await connection.query(sql: statement)
            }
        }
        var isFirst = true
        while true {
            let count = pending.joined().count(where: \.isMaking)
            guard count > 0 else { return loaded }
            for index in pending.indices where pending[index].contains(where: \.isMaking) {
                try await connection.run(engine.settingsForLoading)
                pending[index] = try await round(pending[index], with: engine, inBatches: isFirst, &loaded)
            }
            let left = pending.joined().filter(\.isMaking)
            guard left.count < count else { throw SchemaLoadingError(Array(left.compactMap(\.failed))) }
            isFirst = false
        }
    }

    private func works(_ file: SchemaFile) throws -> [Work] {
        try file.statements.compactMap { statement in
            guard statement.use == .making || statement.use == .setting, statement.statement.freshness == nil else {
                return nil
            }
            let expanded = try statement.statement.expanded(
                with: definitionFiles, by: connection.module.scriptReader)
            return Work(statement: statement, steps: try connection.module.dialect.lower(expanded))
        }
    }

    /// Tries the statements of a file, and returns those that failed, with all settings.
    private func round<Engine: SchemaEngine>(
        _ works: [Work], with engine: Engine, inBatches: Bool, _ loaded: inout LoadedFiles
    ) async throws -> [Work] {
        var left: [Work] = []
        var batch: [Work] = []
        func flush() async throws {
            defer { batch = [] }
            if batch.count > 1, try await runTogether(batch) { return }
            for work in batch {
                if let failed = try await attempt(work, with: engine, &loaded) { left.append(failed) }
            }
        }
        for work in works {
            if inBatches, let statement = work.plain, work.isMaking, statement.execution == .inTransaction {
                batch.append(work)
                if batch.count == Self.largestBatch { try await flush() }
                continue
            }
            try await flush()
            let failed = try await attempt(work, with: engine, &loaded)
            // A setting holds again in the next round, for the statements after it.
            if !work.isMaking { left.append(work) } else if let failed { left.append(failed) }
        }
        try await flush()
        return left
    }

    /// Runs statements in one transaction.
    /// - Returns: whether they succeeded; if not, nothing happened.
    private func runTogether(_ batch: [Work]) async throws -> Bool {
        let scope = connection.module.dialect.transaction(for: batch.flatMap(\.steps))
        do {
            try await connection.run([scope.begin] + batch.compactMap { $0.plain?.statement } + [scope.commit])
            return true
        } catch let failure as DatabaseFailure where failure.isOfStatement {
            try await connection.query(sql: scope.rollback)
            return false
        }
    }

    /// Runs one statement.
    /// - Returns: the statement with its failure; `nil` if it succeeded, or if the failure does not matter.
    private func attempt<Engine: SchemaEngine>(
        _ work: Work, with engine: Engine, _ loaded: inout LoadedFiles
    ) async throws -> Work? {
        do {
            if let plain = work.plain {
                try await connection.query(sql: plain.statement)
            } else {
                try await inTransaction(work.steps)
            }
            return nil
        } catch let failure as DatabaseFailure where failure.isOfStatement {
            let verdict = engine.verdict(on: failure, of: work.statement)
            if case .harmless(let reason) = verdict {
                loaded.notes.append(LoadedFiles.Note(reason, at: work.statement.statement.slice.start))
                return nil
            }
            guard work.isMaking else { throw SchemaLoadingError([SchemaLoadingError.Failed(failure, verdict)]) }
            var failed = work
            failed.failed = SchemaLoadingError.Failed(failure, verdict)
            return failed
        }
    }

    private func inTransaction(_ steps: [LoweredStep]) async throws {
        let scope = connection.module.dialect.transaction(for: steps)
        try await connection.run(scope.before + [scope.begin])
        do {
            try await connection.run(steps)
            try await connection.query(sql: scope.commit)
        } catch {
            await Cleanup.run { [connection] in _ = try? await connection.run([scope.rollback] + scope.after) }
            throw error
        }
        try await connection.run(scope.after)
    }
}

/// A statement to run, and how its last attempt failed.
private struct Work {
    let statement: SchemaFileStatement
    let steps: [LoweredStep]
    var failed: SchemaLoadingError.Failed?

    var isMaking: Bool { statement.use == .making }

    /// The statement as it is, unless the database needs help with it.
    var plain: LoweredStatement? {
        if steps.count == 1, case .statement(let lowered) = steps[0].content { lowered } else { nil }
    }

    /// Whether it writes to the record of views.
    var needsMetadataTables: Bool { plain == nil }
}

extension DatabaseFailure {
    /// Whether the session can go on after it.
    fileprivate var isOfStatement: Bool {
        switch kind {
        case .statement, .notAllowed, .refusesTransaction, .lockNotAvailable, .readOnly: true
        case .unreachable, .authentication, .noSuchDatabase, .connectionLost, .cancelled, .outOfResources: false
        }
    }
}

/// What is known after files were loaded.
struct LoadedFiles: Sendable {
    /// A statement without an effect.
    struct Note: Sendable, Hashable {
        let reason: String
        let place: SourcePlace

        init(_ reason: String, at place: SourcePlace) {
            self.reason = reason
            self.place = place
        }
    }

    var renames: [StatedRename] = []
    /// Statements that failed, and do not matter.
    var notes: [Note] = []
    /// The number of statements that did not run, by reason, each with the first place.
    private(set) var skipped: [SchemaFileStatement.Reason: (count: Int, first: SourcePlace)] = [:]

    mutating func noteSkipped(_ statement: SchemaFileStatement) {
        guard case .skipped(let reason) = statement.use else { return }
        let known = skipped[reason]
        skipped[reason] = ((known?.count ?? 0) + 1, known?.first ?? statement.statement.slice.start)
    }

    /// Sentences about statements without an effect. Statements for a client are not worth one.
    var sentences: [String] {
        let skipped = SchemaFileStatement.Reason.allCases.filter { $0 != .client }.compactMap { reason in
            self.skipped[reason].map {
                "\($0.count) \($0.count == 1 ? "statement" : "statements") not run, because such statements "
                    + "\(reason.description); the first is at \($0.first.description)"
            }
        }
        return skipped + notes.map { "\($0.place.description): \($0.reason)" }
    }
}
