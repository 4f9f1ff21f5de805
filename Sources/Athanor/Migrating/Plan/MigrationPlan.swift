/// The work of a run, computed before it starts.
public struct MigrationPlan: Sendable {
    /// The rows of the version table that the plan was made for.
    public let rows: [RevisionID]
    /// The revisions, in the order in which they run.
    public private(set) var revisions: [PlannedRevision]
    private let script: any ScriptDialect

    /// Plans the steps of a graph on a database. Computes everything that is known before the run: splits and
    /// classifies SQL, and lowers operations.
    /// - Parameter isShared: whether all revisions run in one transaction.
    /// - Throws: ``PlanError`` with the revision that cannot be run, and the reason.
    init(
        _ steps: [RevisionStep], from rows: [RevisionID], of revisions: RevisionSet, on database: any DatabaseModule,
        op: Operations, sharing isShared: Bool = false
    ) throws {
        self.rows = rows
        script = database.dialect.script
        self.revisions = try steps.map { step in
            guard let entry = revisions[step.revision] else { throw PlanError.noSuchRevision(step.revision) }
            do {
                return try PlannedRevision(step: step, entry: entry, database: database, op: op)
            } catch {
                throw PlanError.cannotRun(step, path: entry.path, reason: Explanation(of: error))
            }
        }
        if isShared { shareTransaction(database.dialect) }
    }

    /// Plans operations on a database, as the work of one revision.
    /// - Parameters:
    ///   - direction: the direction.
    ///   - entry: the revision.
    ///   - given: the operations; `nil` takes those of the revision.
    /// - Throws: ``PlanError``.
    init(
        _ direction: RevisionStep.Direction, of entry: RevisionEntry, given: [any MigrationOperation]? = nil,
        on database: any DatabaseModule, op: Operations
    ) throws {
        let step = RevisionStep(revision: entry.id, direction: direction, rowsRemoved: [], rowsAdded: [])
        rows = []
        script = database.dialect.script
        do {
            revisions = [try PlannedRevision(step: step, entry: entry, database: database, op: op, given: given)]
        } catch let error as any ExplainedError {
            throw PlanError.cannotRun(step, path: entry.path, reason: error.explanation)
        }
    }

    /// Computes the costs of long builds over the steps of all revisions.
    private mutating func shareTransaction(_ dialect: any Dialect) {
        let costs = LongBuildCost.all(
            in: revisions.flatMap(\.lowered), dialect, isShared: revisions.count > 1)
        var first = 0
        for place in revisions.indices {
            let steps = revisions[place].lowered.indices
            revisions[place].longBuildCosts = steps.reduce(into: [:]) { $0[$1] = costs[first + $1] }
            first += steps.count
        }
    }
}

extension MigrationPlan {
    /// Returns warnings for revisions with a section that was probably left empty by mistake.
    func doubts(madeWith op: Operations) -> [RevisionDoubt] {
        revisions.compactMap { planned in
            let upgrade = planned.step.direction == .upgrade ? planned.givenOperations : nil
            return planned.entry.emptySectionWarning(madeWith: op, upgrade: upgrade).map {
                RevisionDoubt(step: planned.step, warning: $0)
            }
        }
    }

    /// Returns the plan with the resources that the server lacks for long builds. Objects that a pending revision
    /// creates cannot be checked.
    func lookingForShortages(on connection: any Connection) async -> MigrationPlan {
        var plan = self
        for place in revisions.indices {
            for (step, lowered) in revisions[place].lowered.enumerated() {
                guard case .resolvedWhenRun(let resolved) = lowered.content,
                    let shortage = resolved.longBuild?.shortage,
                    let sentence = try? await shortage(connection)
                else { continue }
                plan.revisions[place].shortages[step] = sentence
            }
        }
        return plan
    }

    /// Returns a statement of the plan as text for readers: as it was written, with bound values inserted, without a
    /// closing semicolon.
    package func text(of statement: SQLStatement) -> String {
        statement.values.isEmpty ? statement.text : String(script.text(of: statement).dropLast())
    }

    /// Rejects a plan with a step that cannot share a transaction with the others.
    func checkForSharedTransaction() throws(PlanError) {
        for planned in revisions {
            if let step = planned.lowered.first(where: \.commitsByItself) {
                throw .refusesSharedTransaction(
                    planned.step.revision, path: planned.entry.path, statement: step.summary)
            }
        }
    }
}

/// One revision of a plan.
public struct PlannedRevision: Sendable {
    /// The revision, its direction, and the change of the version table.
    public let step: RevisionStep
    /// The revision.
    public let entry: RevisionEntry
    /// The revision's operations, each with its lowered steps.
    public let operations: [PlannedOperation]
    /// The costs of long builds for other sessions, by index among the steps of all operations.
    package internal(set) var longBuildCosts: [Int: LongBuildCost]
    /// Sentences about what the server lacks for long builds, by the same index. Empty if the plan was made without
    /// reading the database.
    package internal(set) var shortages: [Int: String] = [:]
    /// The operations as the revision returned them.
    let givenOperations: [any MigrationOperation]
    /// The checksum that detects edits after the revision is applied. `nil` for downgrades, and for revisions that have
    /// no checksum.
    let checksum: RevisionChecksum?
    /// Splits SQL as the database does.
    let reader: any ScriptReader

    /// The steps of all operations, in order.
    package var lowered: [LoweredStep] { operations.flatMap(\.steps) }

    /// - Parameter given: the operations; `nil` takes those of the revision.
    init(
        step: RevisionStep, entry: RevisionEntry, database: any DatabaseModule, op: Operations,
        given: [any MigrationOperation]? = nil
    ) throws {
        self.step = step
        self.entry = entry
        reader = database.scriptReader
        let op = op.unasked
        givenOperations = try given ?? entry.operations(step.direction, op)
        let timeouts: [any MigrationOperation] = entry.timeouts.isEmpty ? [] : [SetTimeouts(change: entry.timeouts)]
        operations = try (timeouts + database.dialect.joining(givenOperations)).map { operation in
            PlannedOperation(operation: operation, steps: try operation.lower(for: database))
        }
        longBuildCosts = LongBuildCost.all(in: operations.flatMap(\.steps), database.dialect)
        checksum =
            step.direction == .upgrade
            ? RevisionChecksum(
                of: givenOperations, madeWith: op, source: entry.sourceHash, written: entry.writtenHash,
                reader: database.scriptReader) : nil
    }

    /// The segments that commit separately, in order.
    var segments: [Segment] { Segment.dividing(lowered) }

    /// Returns the work of one segment, with the steps before and after it.
    func work(ofSegment index: Int) -> TransactionWork {
        let segments = segments
        return TransactionWork(
            segments[index].steps, before: segments[..<index].flatMap(\.steps),
            after: segments[(index + 1)...].flatMap(\.steps))
    }
}

/// One operation of a plan.
public struct PlannedOperation: Sendable {
    /// The operation.
    public let operation: any MigrationOperation
    /// The lowered steps on the database of the plan.
    package let steps: [LoweredStep]
}

extension RevisionEntry {
    /// Returns the operations of the revision in a direction.
    /// - Throws: ``OperationError`` if the revision is written in Swift and is not in this executable;
    ///   ``RevisionCodeError`` if its own code throws. A revision that cannot be downgraded has the operation
    ///   ``Irreversible``.
    package func operations(_ direction: RevisionStep.Direction, _ op: Operations) throws -> [any MigrationOperation] {
        switch (source, direction) {
        case (.sql(let file), .upgrade):
            return [ExecuteSQL(script: file.upgrade, definitionFiles: op.definitionFiles)]
        case (.sql(let file), .downgrade):
            switch file.downgrade {
            case .script(let script): return [ExecuteSQL(script: script, definitionFiles: op.definitionFiles)]
            case .irreversible(let reason): return [Irreversible(reason: reason)]
            }
        case (.swift(let type), .upgrade):
            return try callingCode(.upgrade) { try type.init().upgrade(op) }.operations
        case (.swift(let type), .downgrade):
            return try callingCode(.downgrade) { try type.init().downgrade(op) }.operations
        case (.uncompiledSwift(let file), _):
            throw OperationError(
                "it is written in Swift and this executable was built without it",
                advice:
                    "A history with Swift revisions has its own executable, with \(file.typeName) compiled in. "
                    + "Build and run that one (`swift run migrate …` in its package). "
                    + "`athanor init --template swift` in an empty folder writes such a package.")
        }
    }

    private func callingCode(
        _ direction: RevisionStep.Direction, _ code: () throws -> OperationList
    ) throws(RevisionCodeError) -> OperationList {
        do {
            return try code()
        } catch {
            throw RevisionCodeError(revision: id, direction: direction, cause: error)
        }
    }
}

/// An error while making a plan.
public enum PlanError: Error, Sendable, ExplainedError {
    /// A step names a revision that is not in the history.
    case noSuchRevision(RevisionID)
    /// A revision's work cannot be run.
    case cannotRun(RevisionStep, path: String, reason: Explanation)
    /// An id is longer than the column of the version table allows.
    case identifierTooLong(RevisionID, table: QualifiedName, longest: Int)
    /// A step of a revision commits separately, but all revisions must share one transaction.
    case refusesSharedTransaction(RevisionID, path: String, statement: String)

    /// Returns the first id that is longer than a column allows.
    static func tooLong(_ ids: [RevisionID], longest: Int) -> RevisionID? {
        ids.first { $0.rawValue.unicodeScalars.count > longest }
    }

    /// The error with its place. Nothing was changed when it is thrown.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .noSuchRevision(let id):
            explanation = Explanation("no file has revision \(id)")
        case .cannotRun(let step, let path, let reason):
            explanation = reason
            if reason.place == nil {
                explanation.message = "\(path): revision \(step.revision): \(reason.message)"
            }
        case .identifierTooLong(let id, let table, let longest):
            explanation = Explanation(
                "revision id \(id) is longer than the \(longest) characters that \(table) takes",
                advice: "Shorten the id, or make the column version_num of \(table) a text of any length.")
        case .refusesSharedTransaction(let id, let path, let statement):
            explanation = Explanation(
                "\(path): revision \(id): \"\(statement)\" commits separately, but all revisions must share one "
                    + "transaction",
                advice: "Set `transaction_per_migration: true` for this run (ATHANOR_TRANSACTION_PER_MIGRATION=true).")
        }
        explanation.state = "Nothing was changed."
        return explanation
    }
}
