internal import ArgumentParser
internal import Athanor

/// The common work of `upgrade` and `downgrade`: a run with a line for each revision, its plan, or its script.
struct MigrationCommand {
    let project: Project
    let direction: RevisionStep.Direction
    let target: String
    let run: RunFlags
    let offline: OfflineFlags
    var erasesIfEdited = false

    /// Runs, plans or scripts, as the options say.
    func perform() async throws {
        try offline.check(plansRange: run.plan && target.contains(":"))
        guard !offline.sql || !run.plan else {
            throw ValidationError(
                "--sql and --plan contradict each other: --sql prints a script, --plan shows what would run.")
        }
        let history = try project.history()
        if offline.sql {
            let migrator = try project.offlineMigrator(history, offline, tag: run.tag)
            let script = try await offline.writing(project) { try await migrator.script(direction, .named(target)) }
            project.invocation.output.script(script)
        } else if run.plan {
            try await showPlan(history)
        } else {
            try await migrate(history)
        }
    }

    private func showPlan(_ history: RevisionSet) async throws {
        let isRange = target.contains(":")
        let plan =
            isRange
            ? try await offline.writing(project) {
                try await project.offlineMigrator(history, offline, tag: run.tag).plan(direction, .named(target))
            }
            : try await project.migrator(history, tag: run.tag).plan(direction, to: .named(target))
        let output = project.invocation.output
        if direction == .downgrade, let start = history.graph.startOfSteps(target, amongHeads: plan.rows) {
            StartOfSteps(head: start.chosen, others: start.others).warn(on: project.invocation.errorOutput)
        }
        RevisionFileWarnings(try project.emptySectionWarnings(plan.revisions.map(\.entry), of: history))
            .show(on: project.invocation.errorOutput)
        if project.printsJSON {
            try output.document(
                PlanDocument(
                    plan, direction: direction, in: history.graph, database: project.announcedDatabase))
        } else if plan.revisions.isEmpty {
            showNothingToDo(at: plan.rows, in: history.graph, output: output)
        } else {
            for line in PlanText(plan, output: output).lines { output.line(line) }
        }
    }

    private func migrate(_ history: RevisionSet) async throws {
        let display = RunDisplay(project, history)
        let migrator = try project.migrator(history, tag: run.tag) { display.show($0) }
        var isErased = false
        do {
            if erasesIfEdited, let erased = try await migrator.eraseIfEdited(upgradingTo: .named(target)) {
                isErased = true
                try show(erased)
            }
            let report =
                switch direction {
                case .upgrade: try await migrator.upgrade(to: .named(target))
                case .downgrade: try await migrator.downgrade(to: .named(target))
                }
            display.end()
            if project.printsJSON {
                try project.invocation.output.event(
                    RunEvent.done(
                        "\(direction)", revisions: report.steps.map(\.revision), rows: report.current,
                        in: project.announcedDatabase))
            } else if report.steps.isEmpty {
                showNothingToDo(at: report.current, in: history.graph, output: project.progress)
            }
        } catch {
            display.end()
            var failure = error
            if error is CancellationError {
                failure = Interrupted(
                    state: "Finished revisions are kept. Nothing else was changed.",
                    advice: "`athanor current` shows where the database is. Run the command again to continue.")
            }
            throw isErased ? FailureAfterErasing(cause: failure) : failure
        }
    }

    private func show(_ erased: ErasedHistory) throws {
        if project.printsJSON { try project.invocation.output.event(RunEvent.erased(erased)) }
        for line in ErasedHistoryText(erased).lines { project.progress.line(line) }
    }

    private func showNothingToDo(at rows: [RevisionID], in graph: RevisionGraph, output: TextOutput) {
        let marks = RevisionMarks(graph)
        let place = rows.map { marks.named($0) }.joined(separator: ", ")
        output.line("Nothing to do: the database is at \(place.isEmpty ? "base" : place).")
    }
}

/// The error of an upgrade that failed after the database was erased.
struct FailureAfterErasing: ExplainedError {
    /// The error of the upgrade.
    let cause: any Error

    var explanation: Explanation {
        var explanation = Explanation(of: cause)
        let erased = "Before that, everything in the database was dropped, and it is still marked as disposable."
        explanation.state = [explanation.state, erased].compactMap(\.self).joined(separator: " ")
        explanation.advice = explanation.advice ?? "Correct the cause, then run the upgrade again."
        return explanation
    }
}

/// The error for work that was cancelled between two steps.
struct Interrupted: ExplainedError {
    let state: String
    let advice: String

    var explanation: Explanation {
        Explanation("interrupted", state: state, advice: advice)
    }
}
