/// What a step builds that may take long, inside the transaction that it shares with the rest of its revision.
public struct LongBuild: Sendable {
    /// What is built, as `materialized view daily_usage`.
    public let subject: String
    /// The statements that the transaction begins with, before its work takes locks. They wait for other sessions that build
    /// or refresh the same.
    public let opening: [Statement]
    /// Looks whether the server, as it is, has room for the build: a sentence where it has not. `nil` looks at nothing.
    public let shortage: (@Sendable (any Connection) async throws -> String?)?

    /// A long build.
    /// - Parameters:
    ///   - subject: what is built.
    ///   - opening: the statements that the transaction begins with.
    ///   - shortage: looks whether the server has room for it.
    public init(
        _ subject: String, opening: [Statement] = [],
        shortage: (@Sendable (any Connection) async throws -> String?)? = nil
    ) {
        self.subject = subject
        self.opening = opening
        self.shortage = shortage
    }
}

/// A long build with the steps that share its transaction: their locks last as long as it does, or its own as long as they do.
public struct LongBuildCost: Sendable, Hashable {
    /// What is built.
    public let subject: String
    /// The number of steps before it whose locks are held while it is built.
    public let stepsBefore: Int
    /// The number of steps after it; readers wait from its end until they have run and the transaction is committed.
    public let stepsAfter: Int
    /// Whether all revisions of the run share the transaction.
    public internal(set) var isShared = false

    /// The cost in a sentence or two, without a line end: who waits, and for how long.
    public var sentence: String {
        func counted(_ count: Int) -> String { count == 1 ? "1 step" : "\(count) steps" }
        var sentences: [String] = []
        if stepsBefore > 0 {
            sentences.append(
                "\(counted(stepsBefore)) before \(subject) keep\(stepsBefore == 1 ? "s" : "") all locks while it is built."
            )
        }
        if stepsAfter > 0 {
            sentences.append("Its readers wait while \(counted(stepsAfter)) after it run\(stepsAfter == 1 ? "s" : "").")
        }
        return sentences.joined(separator: " ")
            + (isShared
                ? " All revisions share one transaction; a run of its own for the build, or `transaction_per_migration: true`, "
                    + "avoids that."
                : " A revision of its own avoids that.")
    }
}

extension LongBuildCost {
    /// What the long builds among the steps of a transaction cost others, by their places; none for a build that has its transaction
    /// to itself.
    /// - Parameter isShared: whether the steps are those of several revisions, which share one transaction.
    static func all(in steps: [LoweredStep], _ dialect: any Dialect, isShared: Bool = false) -> [Int: LongBuildCost] {
        func takesLocks(_ step: LoweredStep) -> Bool {
            if case .statement(let lowered) = step, lowered.command == ScriptedFreshness.command { return false }
            return !dialect.onlyChangesSettings(step)
        }
        var costs: [Int: LongBuildCost] = [:]
        for (place, step) in steps.enumerated() {
            guard case .resolvedWhenRun(let resolved) = step, let build = resolved.longBuild else { continue }
            let before = steps[..<place].reversed().prefix { !$0.commitsByItself }.count(where: takesLocks)
            let after = steps[(place + 1)...].prefix { !$0.commitsByItself }.count(where: takesLocks)
            guard before + after > 0 else { continue }
            costs[place] = LongBuildCost(
                subject: build.subject, stepsBefore: before, stepsAfter: after, isShared: isShared)
        }
        return costs
    }
}
