internal import Athanor

/// Shows a run: lines for people, and JSON events for programs.
struct RunDisplay: Sendable {
    private let people: MigrationDisplay
    private let machines: TextOutput?

    init(_ project: Project, _ history: RevisionSet) {
        people = MigrationDisplay(
            history, output: project.progress, errorOutput: project.invocation.errorOutput)
        machines = project.printsJSON ? project.invocation.output : nil
    }

    func show(_ event: MigrationEvent) {
        people.show(event)
        // A line that cannot be written must not stop a migration.
        if let event = RunEvent(event) { try? machines?.event(event) }
        if case .doubtful(let doubts) = event { for doubt in doubts { try? machines?.event(RunEvent(doubt)) } }
    }

    /// Removes the status line.
    func end() {
        people.end()
    }
}
