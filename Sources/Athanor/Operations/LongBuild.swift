/// An object whose build may take long, inside the transaction that the step shares with the rest of its revision.
package struct LongBuild: Sendable {
    /// The object to build, such as `materialized view daily_usage`.
    package let subject: String
    /// Statements at the start of the transaction, before its work takes locks. They wait for other sessions that build
    /// or refresh the same object.
    package let opening: [SQLStatement]
    /// Checks whether the server has enough resources for the build now, such as locks; returns a sentence if it has
    /// not. `nil` checks nothing.
    package let shortage: (@Sendable (any Connection) async throws -> String?)?

    /// A long build.
    /// - Parameters:
    ///   - subject: the object to build.
    ///   - opening: statements at the start of the transaction.
    ///   - shortage: checks whether the server has enough resources for the build.
    package init(
        _ subject: String, opening: [SQLStatement] = [],
        shortage: (@Sendable (any Connection) async throws -> String?)? = nil
    ) {
        self.subject = subject
        self.opening = opening
        self.shortage = shortage
    }
}

/// A long build with the steps that share its transaction. The locks of earlier steps are held during the build, and
/// its own locks during later steps.
package struct LongBuildCost: Sendable, Hashable {
    /// The object to build.
    package let subject: String
    /// The number of earlier steps whose locks are held during the build.
    package let stepsBefore: Int
    /// The number of later steps. Readers wait from the end of the build until these steps have run and the transaction
    /// is committed.
    package let stepsAfter: Int
    /// Whether all revisions of the run share the transaction.
    package internal(set) var isShared = false

    /// The cost in one or two sentences, without a line ending: who waits, and for how long.
    package var sentence: String {
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
                ? " All revisions share one transaction; a separate run for the build, or "
                    + "`transaction_per_migration: true`, avoids that."
                : " A separate revision avoids that.")
    }
}

extension LongBuildCost {
    /// The costs of the long builds among the steps of a transaction, by their positions. A build that is alone in its
    /// transaction has none.
    /// - Parameter isShared: whether several revisions share the transaction.
    static func all(in steps: [LoweredStep], _ dialect: any Dialect, isShared: Bool = false) -> [Int: LongBuildCost] {
        func takesLocks(_ step: LoweredStep) -> Bool {
            if case .statement(let lowered) = step.content, lowered.command == ScriptedFreshness.command {
                return false
            }
            return !dialect.onlyChangesSettings(step)
        }
        var costs: [Int: LongBuildCost] = [:]
        for (place, step) in steps.enumerated() {
            guard case .resolvedWhenRun(let resolved) = step.content, let build = resolved.longBuild else { continue }
            let before = steps[..<place].reversed().prefix { !$0.commitsByItself }.count(where: takesLocks)
            let after = steps[(place + 1)...].prefix { !$0.commitsByItself }.count(where: takesLocks)
            guard before + after > 0 else { continue }
            costs[place] = LongBuildCost(
                subject: build.subject, stepsBefore: before, stepsAfter: after, isShared: isShared)
        }
        return costs
    }
}
