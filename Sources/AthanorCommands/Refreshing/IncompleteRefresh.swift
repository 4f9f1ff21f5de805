internal import Athanor

extension ViewRefreshResult {
    /// The error of a view that failed or was refused; `nil` for all other outcomes.
    var explanation: Explanation? {
        switch outcome {
        case .failed(let failure): return failure.explanation
        case .refused(let refusal):
            return Explanation(
                "\(plan.view) cannot be refreshed concurrently: \(refusal.reason)",
                state: "The view is as it was before.",
                advice: (refusal.remedyLines + ["Without --concurrently always, the view is refreshed plainly."])
                    .joined(separator: "\n"))
        case .done, .skipped, .busy, .notDue, .cancelled: return nil
        }
    }
}

/// The error for a refresh in which at least one view failed, or was refused, skipped or cancelled.
struct IncompleteRefresh: ExplainedError {
    let explanation: Explanation

    /// - Parameters:
    ///   - report: the outcomes of the views, of which at least one was not refreshed.
    ///   - summary: the number of views by outcome.
    init(_ report: RefreshReport, summary: String) {
        let missing = report.results.filter(\.outcome.isFailure)
        // With a single view, its own explanation is enough.
        if report.results.count == 1, let only = missing.first?.explanation {
            explanation = only
            return
        }
        explanation = Explanation(
            "not all views are refreshed: \(summary)",
            state: "Views that were not refreshed are as before, unless noted above.",
            advice:
                "After solving that: `athanor refresh \(missing.map(\.plan.view.description).joined(separator: " "))`.")
    }
}

/// The error for an interrupted refresh.
struct RefreshInterrupted: ExplainedError {
    let explanation: Explanation

    /// - Parameters:
    ///   - plan: the plan; `nil` if it was not known yet.
    ///   - results: the outcomes of the views that had started.
    init(_ plan: RefreshPlan?, _ results: [ViewRefreshResult]) {
        var explanation = Explanation(of: CancellationError())
        guard let plan, plan.views.count > 0 else {
            explanation.state = "No view was refreshed."
            self.explanation = explanation
            return
        }
        func named(_ names: [QualifiedName], _ what: String) -> String? {
            names.isEmpty ? nil : "\(what): \(names.map(\.description).listedBriefly)."
        }
        func ended(_ outcome: String) -> [QualifiedName] {
            results.filter { $0.outcome.name == outcome }.map(\.plan.view)
        }
        let begun = Set(results.map(\.plan.view))
        explanation.state = [
            named(ended("cancelled"), "Cancelled, and as before"),
            named(plan.views.map(\.view).filter { !begun.contains($0) }, "Not started"),
            named(ended("done"), "Refreshed before that"),
        ].compactMap(\.self).joined(separator: "\n")
        self.explanation = explanation
    }
}
