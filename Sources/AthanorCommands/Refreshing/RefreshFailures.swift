internal import Athanor

extension ViewRefreshResult {
    /// What a person should read of a view that was not refreshed because something is wrong with it; `nil` otherwise.
    var explanation: Explanation? {
        switch outcome {
        case .failed(let failure): return failure.explanation
        case .refused(let refusal):
            var explanation = Explanation("\(plan.view) cannot be refreshed concurrently: \(refusal.reason)")
            explanation.state = "The view is as it was before."
            explanation.advice = (refusal.remedyLines + ["Without --concurrently always it is refreshed plainly."])
                .joined(separator: "\n")
            return explanation
        case .done, .skipped, .busy, .notDue, .cancelled: return nil
        }
    }
}

/// Some of the views that were to be refreshed were not.
struct IncompleteRefresh: ExplainedError {
    let explanation: Explanation

    /// - Parameters:
    ///   - report: what became of the views, one at least not refreshed.
    ///   - summary: how many ended how.
    init(_ report: RefreshReport, summary: String) {
        let missing = report.results.filter(\.outcome.isFailure)
        // With a single view its own explanation says all that there is to say.
        if report.results.count == 1, let only = missing.first?.explanation {
            explanation = only
            return
        }
        var explanation = Explanation("not all views are refreshed: \(summary)")
        explanation.state = "What was not refreshed is as it was before, unless it is said otherwise above."
        explanation.advice =
            "When that is seen to: `athanor refresh \(missing.map(\.plan.view.description).joined(separator: " "))`."
        self.explanation = explanation
    }
}

/// Someone stopped a refresh.
struct RefreshInterrupted: ExplainedError {
    let explanation: Explanation

    /// - Parameters:
    ///   - plan: what was to be done; `nil` when it was not known yet.
    ///   - results: what became of those views that had begun.
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
            named(plan.views.map(\.view).filter { !begun.contains($0) }, "Not begun"),
            named(ended("done"), "Refreshed before that"),
        ].compactMap(\.self).joined(separator: "\n")
        self.explanation = explanation
    }
}
