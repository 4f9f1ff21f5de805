internal import Athanor

extension Project {
    /// Says which rows of the version table are no revision of the history, for commands that are whole without them.
    func warnOfUnknown(_ rows: [RevisionID], in history: RevisionSet) {
        let unknown = rows.filter { history[$0] == nil }
        guard !unknown.isEmpty else { return }
        let error = RevisionGraphError.databaseRevisionUnknown(unknown)
        warn("\(error.description)\n\(error.advice)")
    }

    /// Shows a warning on standard error.
    func warn(_ text: String) {
        let output = invocation.errorOutput
        output.line(invocation.namingTool(in: output.paint("warning:", .yellow) + " " + text))
    }
}
