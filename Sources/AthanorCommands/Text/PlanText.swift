internal import Athanor

/// A plan for people: each revision with its operations and their statements.
struct PlanText {
    let lines: [String]

    init(_ plan: MigrationPlan, output: TextOutput) {
        var lines: [String] = []
        var counts = Counts()
        for planned in plan.revisions {
            lines += Self.lines(of: planned, in: plan, counting: &counts, output: output) + [""]
        }
        lines.append("\(counts.text(revisions: plan.revisions.count)) Nothing was run.")
        self.lines = lines
    }

    private struct Counts {
        var statements = 0
        var alone = 0
        var resolved = 0

        func text(revisions: Int) -> String {
            var parts = [Self.counted(revisions, "revision"), Self.counted(statements, "statement")]
            if alone > 0 { parts.append("\(alone) committed by \(alone == 1 ? "itself" : "themselves")") }
            if resolved > 0 { parts.append("\(Self.counted(resolved, "step")) resolved only when run") }
            return parts.joined(separator: ", ") + "."
        }

        private static func counted(_ count: Int, _ noun: String) -> String {
            "\(count) \(noun)\(count == 1 ? "" : "s")"
        }
    }

    /// Shows consecutive steps of Athanor's own bookkeeping as one line.
    private struct Bookkeeping {
        private var last: String?

        /// Returns the line of a step, if it is bookkeeping that the previous step has not shown; `nil` for work of the
        /// revision.
        mutating func lines(of step: LoweredStep, output: TextOutput) -> [String]? {
            defer { last = step.bookkeeping }
            guard let text = step.bookkeeping else { return nil }
            return text == last ? [] : [output.paint("-- recorded by Athanor:", .dim) + " \(text.onOneLine)"]
        }
    }

    private static func lines(
        of planned: PlannedRevision, in plan: MigrationPlan, counting counts: inout Counts, output: TextOutput
    ) -> [String] {
        let step = planned.step
        let title = planned.entry.title.onOneLine
        var lines = [
            output.paint("\(step.direction)  \(step.revision)", .bold) + (title.isEmpty ? "" : "  \(title)"),
            output.paint("    \(planned.entry.path)", .dim),
        ]
        let isScript: Bool
        if case .sql = planned.entry.source { isScript = true } else { isScript = false }
        var place = 0
        var bookkeeping = Bookkeeping()
        for operation in planned.operations {
            // An SQL revision is one operation; its statements show it better.
            if !isScript { lines.append("    \(operation.operation.summary.onOneLine)") }
            let margin = isScript ? "    " : "        "
            for step in operation.steps {
                let shown =
                    bookkeeping.lines(of: step, output: output)
                    ?? Self.lines(of: step, in: plan, counting: &counts, output: output)
                lines += shown.map { margin + $0 }
                for sentence in [planned.longBuildCosts[place]?.sentence, planned.shortages[place]].compactMap(\.self) {
                    lines.append(margin + output.paint("-- locks:", .yellow) + " \(sentence.onOneLine)")
                }
                place += 1
            }
        }
        if planned.operations.allSatisfy(\.steps.isEmpty) { lines.append("    (nothing)") }
        return lines
    }

    private static func lines(
        of step: LoweredStep, in plan: MigrationPlan, counting counts: inout Counts, output: TextOutput
    ) -> [String] {
        switch step.content {
        case .statement(let lowered):
            counts.statements += 1
            let sql = (plan.text(of: lowered.statement) + ";").split(separator: "\n", omittingEmptySubsequences: false)
                .map { String($0).onOneLine }
            guard lowered.execution == .alone else { return sql }
            counts.alone += 1
            return [output.paint("-- outside a transaction:", .yellow)] + sql
        case .rows(let rows):
            counts.statements += 1
            return [output.paint("-- values of the revision:", .yellow) + " \(rows.summary.onOneLine)"]
        case .ownTransaction(let steps):
            counts.alone += 1
            var bookkeeping = Bookkeeping()
            let inside = steps.flatMap {
                bookkeeping.lines(of: $0, output: output)
                    ?? Self.lines(of: $0, in: plan, counting: &counts, output: output)
            }
            return [output.paint("-- in a separate transaction:", .yellow)] + inside
        case .batches(let backfill):
            counts.alone += 1
            return [
                output.paint("-- in batches, each in a separate transaction:", .yellow)
                    + " \(backfill.summary.onOneLine)"
            ]
        case .resolvedWhenRun(let resolved):
            if let statements = resolved.writtenStatements {
                return statements.flatMap {
                    Self.lines(of: .statement($0), in: plan, counting: &counts, output: output)
                }
            }
            counts.resolved += 1
            return [output.paint("-- resolved when it runs:", .yellow) + " \(resolved.summary.onOneLine)"]
        }
    }
}
