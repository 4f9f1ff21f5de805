internal import Athanor

/// Warnings about revision files, for people. Only the first ones are shown, since a history may have hundreds.
struct RevisionFileWarnings {
    private static let mostShown = 5
    private let warnings: [RevisionFileWarning]

    init(_ warnings: [RevisionFileWarning]) {
        self.warnings = warnings
    }

    /// Shows the warnings, each with its place and advice.
    func show(on output: TextOutput) {
        let (shown, rest) = warnings.map(\.description).split(at: Self.mostShown)
        for text in shown { line(text, output) }
        if !rest.isEmpty { line("and \(rest.count) more like these; `athanor check --json` lists all", output) }
    }

    private func line(_ text: String, _ output: TextOutput) {
        output.line(Invocation.current.namingTool(in: output.paint("warning:", .yellow) + " " + text))
    }
}
