/// Part of a revision's work that commits as one.
enum Segment: Sendable {
    /// Steps that share a transaction.
    case transaction([LoweredStep])
    /// A statement outside any transaction.
    case alone(LoweredStatement)

    /// Divides a revision's work: what can share a transaction does, in order. Work without any step is one empty
    /// transaction, since its version row still moves.
    static func dividing(_ steps: [LoweredStep]) -> [Segment] {
        var segments: [Segment] = []
        var shared: [LoweredStep] = []
        for step in steps {
            if case .statement(let lowered) = step, lowered.execution == .alone {
                if !shared.isEmpty { segments.append(.transaction(shared)) }
                shared = []
                segments.append(.alone(lowered))
            } else {
                shared.append(step)
            }
        }
        // The version row moves in a transaction: one of its own where the last statement refuses to share one.
        if !shared.isEmpty || segments.isEmpty || segments.last?.isAlone == true {
            segments.append(.transaction(shared))
        }
        return segments
    }

    private var isAlone: Bool {
        if case .alone = self { true } else { false }
    }
}
