/// A segment of a revision's work. It commits as a unit.
enum Segment: Sendable {
    /// Steps that share a transaction.
    case transaction([LoweredStep])
    /// Steps that the revision commits together in a transaction of their own.
    case ownTransaction([LoweredStep])
    /// A non-transactional statement.
    case alone(LoweredStatement)
    /// An update in batches.
    case batches(Backfill)

    /// Divides a revision's work into segments. Steps that can share a transaction do, in order. The last segment is
    /// always a transaction, because the version row moves in it; it may be empty.
    static func dividing(_ steps: [LoweredStep]) -> [Segment] {
        var segments: [Segment] = []
        var shared: [LoweredStep] = []
        func flush() {
            if !shared.isEmpty { segments.append(.transaction(shared)) }
            shared = []
        }
        for step in steps {
            switch step.content {
            case .statement(let lowered) where lowered.execution == .alone:
                flush()
                segments.append(.alone(lowered))
            case .ownTransaction(let steps):
                flush()
                segments.append(.ownTransaction(steps.flatMap(\.parts)))
            case .batches(let backfill):
                flush()
                segments.append(.batches(backfill))
            case .statement, .resolvedWhenRun, .rows:
                shared.append(step)
            }
        }
        if case .transaction? = segments.last, shared.isEmpty { return segments }
        segments.append(.transaction(shared))
        return segments
    }

    var steps: [LoweredStep] {
        switch self {
        case .transaction(let steps), .ownTransaction(let steps): steps
        case .alone(let lowered): [.statement(lowered)]
        case .batches(let backfill): [.batches(backfill)]
        }
    }

    /// A description on one line.
    var summary: String { steps.map(\.summary).joined(separator: "; ") }
}

extension LoweredStep {
    /// A description of the step on one line.
    package var summary: String {
        switch content {
        case .statement(let lowered): ExecuteSQL.shortened(lowered.statement.text)
        case .resolvedWhenRun(let step): step.summary
        case .rows(let rows): rows.summary
        case .ownTransaction(let steps): steps.map(\.summary).joined(separator: "; ")
        case .batches(let backfill): backfill.summary
        }
    }
}
