/// The part of a revision that steps were lowered from, as the revision says it.
///
/// The fingerprint of a segment is made from it. The SQL that Athanor writes for an operation may change with Athanor's
/// version. All steps that one part was lowered to share one object. Steps without a source come from an operation of
/// your own: their SQL is what the revision says.
final class StepSource: Sendable {
    private enum Part: Sendable {
        case operation(any MigrationOperation)
        case statement(ScriptStatement, values: [Value])
    }

    private let part: Part

    /// An operation whose SQL Athanor writes.
    init(_ operation: any MigrationOperation) {
        part = .operation(operation)
    }

    /// A statement of a script, with the values for its placeholders.
    init(_ statement: ScriptStatement, values: [Value] = []) {
        part = .statement(statement, values: values)
    }

    /// Whether it says how long to wait, and not what to do.
    var setsTimeouts: Bool {
        if case .operation(let operation) = part { operation is SetTimeouts } else { false }
    }

    /// Returns the part as a text that is the same for the same part in every process.
    func comparableText(readBy reader: any ScriptReader) -> String {
        switch part {
        case .operation(let operation):
            ComparableContent(of: [operation], reader: reader).text
        case .statement(let statement, let values):
            ComparableContent(of: statement, values: values, reader: reader).text
        }
    }
}

extension LoweredStep {
    /// The part of the revision that it was lowered from; `nil` for a step of an operation of your own, and for steps
    /// that carry what the revision says.
    var source: StepSource? {
        switch content {
        case .statement(let lowered): lowered.source
        case .resolvedWhenRun(let step): step.source
        case .rows, .batches, .ownTransaction: nil
        }
    }

    fileprivate func attributed(to source: StepSource) -> LoweredStep {
        switch content {
        case .statement(var lowered):
            lowered.source = source
            return .statement(lowered)
        case .resolvedWhenRun(var step):
            step.source = source
            return .resolvedWhenRun(step)
        case .ownTransaction(let steps): return .ownTransaction(steps.attributed(to: source))
        case .rows, .batches: return self
        }
    }
}

extension [LoweredStep] {
    /// Returns the steps with the part of the revision that they were lowered from.
    func attributed(to source: StepSource) -> [LoweredStep] { map { $0.attributed(to: source) } }

    /// Returns the steps with the operation that they were lowered from.
    func attributed(to operation: any MigrationOperation) -> [LoweredStep] { attributed(to: StepSource(operation)) }
}
