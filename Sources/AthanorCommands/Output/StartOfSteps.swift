internal import Athanor

/// The head of the database that `downgrade -1` counts from, if there are several.
struct StartOfSteps {
    let head: RevisionID
    let others: [RevisionID]

    /// Warns which head it is, and how to name another.
    func warn(on output: TextOutput) {
        guard let other = others.first else { return }
        let heads = ([head] + others).map(\.rawValue).joined(separator: ", ")
        output.line(
            output.paint("warning:", .yellow)
                + " the database is at several heads (\(heads)); steps down count from \(head)\n"
                + Invocation.current.namingTool(in: "To count from another head: `athanor downgrade \(other)@-1`."))
    }
}
