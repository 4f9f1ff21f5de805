/// What a run will do, computed before any of it is done.
public struct MigrationPlan: Sendable {
    /// The rows of the version table that it was made for.
    public let rows: [RevisionID]
    /// The revisions, in the order in which they run.
    public private(set) var revisions: [PlannedRevision]
    private let script: any ScriptDialect

    /// Plans steps of a graph on a database. Everything that can be known beforehand is: SQL is split and classified,
    /// operations are lowered.
    /// - Throws: ``PlanError`` naming the revision that cannot be run, with the reason.
    /// - Parameter sharing: whether all revisions run in one transaction.
    init(
        _ steps: [RevisionStep], from rows: [RevisionID], of revisions: RevisionSet, on database: any Database,
        op: Operations, sharing isShared: Bool = false
    ) throws {
        self.rows = rows
        script = database.dialect.script
        self.revisions = try steps.map { step in
            guard let entry = revisions[step.revision] else { throw PlanError.noSuchRevision(step.revision) }
            do {
                return try PlannedRevision(step: step, entry: entry, database: database, op: op)
            } catch let error as any ExplainedError {
                throw PlanError.cannotRun(step, path: entry.path, reason: error.explanation)
            }
        }
        if isShared { shareTransaction(database.dialect) }
    }

    /// Counts what long builds cost over the steps of all revisions.
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
    /// The revisions whose sections somebody seems to have forgotten.
    func doubts(madeWith op: Operations) -> [RevisionDoubt] {
        revisions.compactMap { planned in
            let upgrade = planned.step.direction == .upgrade ? planned.givenOperations : nil
            return planned.entry.emptySectionWarning(madeWith: op, upgrade: upgrade).map {
                RevisionDoubt(step: planned.step, warning: $0)
            }
        }
    }

    /// The plan with what the server lacks for its long builds. What a pending revision is yet to make cannot be looked at.
    func lookingForShortages(on connection: any Connection) async -> MigrationPlan {
        var plan = self
        for place in revisions.indices {
            for (step, lowered) in revisions[place].lowered.enumerated() {
                guard case .resolvedWhenRun(let resolved) = lowered, let shortage = resolved.longBuild?.shortage,
                    let sentence = try? await shortage(connection)
                else { continue }
                plan.revisions[place].shortages[step] = sentence
            }
        }
        return plan
    }

    /// A statement of the plan for readers, without a closing semicolon: as it was written, bound values written out.
    public func text(of statement: Statement) -> String {
        statement.values.isEmpty ? statement.text : String(script.text(of: statement).dropLast())
    }

    /// Refuses a plan of which a part cannot share a transaction with the rest.
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
    /// Which revision, in which direction, and how the version table changes.
    public let step: RevisionStep
    /// The revision.
    public let entry: RevisionEntry
    /// Its operations, each with what it becomes.
    public let operations: [PlannedOperation]
    /// What its long builds cost others, by their places among the steps of all operations.
    public internal(set) var longBuildCosts: [Int: LongBuildCost]
    /// What the server lacks for them, by the same places, where a plan was made by looking at it; sentences.
    public internal(set) var shortages: [Int: String] = [:]
    /// Its operations as the revision gave them.
    let givenOperations: [any Operation]
    /// What tells an edit of the revision once it is applied; `nil` on the way down, and where nothing does.
    let checksum: RevisionChecksum?
    /// Takes its SQL apart as the database does.
    let reader: any ScriptReader

    /// What its operations become, in order.
    public var lowered: [LoweredStep] { operations.flatMap(\.steps) }

    init(step: RevisionStep, entry: RevisionEntry, database: any Database, op: Operations) throws {
        self.step = step
        self.entry = entry
        reader = database.scriptReader
        let op = op.unasked
        givenOperations = try entry.operations(step.direction, op)
        let timeouts: [any Operation] = entry.timeouts.isEmpty ? [] : [SetTimeouts(change: entry.timeouts)]
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

    /// The parts that commit separately, in order.
    var segments: [Segment] { Segment.dividing(lowered) }

    /// One of the parts, with those before and after it.
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
    public let operation: any Operation
    /// What it becomes on the database of the plan.
    public let steps: [LoweredStep]
}

extension RevisionEntry {
    /// What the revision does in a direction.
    /// - Throws: ``OperationError`` when the revision cannot go down, or is not in this executable.
    func operations(_ direction: RevisionStep.Direction, _ op: Operations) throws -> [any Operation] {
        switch (source, direction) {
        case (.sql(let file), .upgrade):
            return [ExecuteSQL(script: file.upgrade, definitionFiles: op.definitionFiles)]
        case (.sql(let file), .downgrade):
            switch file.downgrade {
            case .script(let script): return [ExecuteSQL(script: script, definitionFiles: op.definitionFiles)]
            case .irreversible(let reason): return [Irreversible(reason: reason)]
            }
        case (.swift(let type), .upgrade):
            return type.init().upgrade(op).operations
        case (.swift(let type), .downgrade):
            return type.init().downgrade(op).operations
        case (.uncompiledSwift(let file), _):
            throw OperationError(
                "it is written in Swift and this executable was built without it",
                advice:
                    "A history with Swift revisions is run by an executable of its own, which holds \(file.typeName) "
                    + "compiled in: build and run that one (`swift run migrate …` in its package). "
                    + "`athanor init --template swift` in an empty folder writes such a package.")
        }
    }
}

/// A plan cannot be made.
public enum PlanError: Error, Sendable, ExplainedError {
    /// A step names a revision that is not in the history.
    case noSuchRevision(RevisionID)
    /// A revision's work cannot be run.
    case cannotRun(RevisionStep, path: String, reason: Explanation)
    /// An id is longer than the version table's column takes.
    case identifierTooLong(RevisionID, table: QualifiedName, longest: Int)
    /// A revision has a statement that runs outside transactions, and all revisions were to share one.
    case refusesSharedTransaction(RevisionID, path: String, statement: String)

    /// The first id that is longer than a column takes.
    static func tooLong(_ ids: [RevisionID], longest: Int) -> RevisionID? {
        ids.first { $0.rawValue.unicodeScalars.count > longest }
    }

    /// The error with its place; nothing has been changed when it is thrown.
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
            explanation = Explanation("revision id \(id) is longer than the \(longest) characters that \(table) takes")
            explanation.advice =
                "Shorten the id, or make the column version_num of \(table) a text of any length."
        case .refusesSharedTransaction(let id, let path, let statement):
            explanation = Explanation(
                "\(path): revision \(id): \"\(statement)\" runs outside the revision's transaction, and all revisions are to share one"
            )
            explanation.advice =
                "Set `transaction_per_migration: true` for this run (ATHANOR_TRANSACTION_PER_MIGRATION=true)."
        }
        explanation.state = "Nothing was changed."
        return explanation
    }
}
