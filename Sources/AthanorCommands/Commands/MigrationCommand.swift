internal import Athanor

/// What `upgrade` and `downgrade` share: a run with a line for each revision.
struct MigrationCommand {
    let project: Project

    /// Runs a migrator and shows what it does.
    func run(_ body: (Migrator) async throws -> MigrationReport) async throws {
        let history = try project.history()
        let display = MigrationDisplay(
            history, output: project.progress, errorOutput: project.invocation.errorOutput)
        let migrator = try project.migrator(history) { display.show($0) }
        do {
            let report = try await body(migrator)
            display.end()
            if report.steps.isEmpty {
                let marks = RevisionMarks(history.graph)
                let place = report.current.map { marks.named($0) }.joined(separator: ", ")
                project.progress.line(
                    "Nothing to do: the database is at \(place.isEmpty ? "base" : place).")
            }
        } catch is CancellationError {
            display.end()
            throw Interrupted(
                state: "Revisions that were finished stay so; nothing else was changed.",
                advice: "`athanor current` says where the database is; run this again to go on.")
        } catch {
            display.end()
            throw error
        }
    }
}

/// Someone stopped the work between two of its steps.
struct Interrupted: ExplainedError {
    let state: String
    let advice: String

    var explanation: Explanation {
        var explanation = Explanation("interrupted")
        explanation.state = state
        explanation.advice = advice
        return explanation
    }
}
