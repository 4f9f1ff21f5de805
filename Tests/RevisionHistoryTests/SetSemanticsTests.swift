import RevisionHistory
import TestSupport
import Testing

/// Random commands on random graphs, answered as plain sets answer them.
@Suite struct SetSemanticsTests {
    @Test("Commands give the results that set semantics say", arguments: UInt64(5000)..<5400)
    func commandsGiveWhatTheSetsSay(_ seed: UInt64) throws {
        var generator = SeededNumbers(seed: seed)
        let random = RandomGraph(using: &generator)
        let graph = try RevisionGraph(random.nodes)
        let plain = PlainGraph(random.nodes)
        #expect(Set(graph.heads) == plain.heads)
        #expect(Set(graph.effectiveHeads) == plain.effectiveHeads)
        #expect(Set(graph.bases) == plain.bases)
        #expect(Set(graph.nodes.map(\.id).filter(graph.isBranchPoint)) == plain.branchPoints)
        for _ in 0..<12 {
            let few = random.nodes.shuffled(using: &generator).prefix(Int.random(in: 0...3, using: &generator)).map(
                \.id)
            let rows = random.maximalElements(of: random.applied(few))
            let name = self.name(in: random, using: &generator)
            let other = self.name(in: random, using: &generator)
            compare(
                "upgrade \(name) from \(rows)",
                plain: { () throws(NoPlainAnswer) in try plain.upgrade(to: name, rows: rows) }
            ) {
                run(try graph.upgradePlan(to: name, from: Array(rows)), from: rows)
            }
            compare(
                "downgrade \(name) from \(rows)",
                plain: { () throws(NoPlainAnswer) in try plain.downgrade(to: name, rows: rows) }
            ) {
                run(try graph.downgradePlan(to: name, from: Array(rows)), from: rows)
            }
            let range = "\(name):\(other)"
            compare(
                "history \(range) at \(rows)",
                plain: { () throws(NoPlainAnswer) in try plain.history(range, rows: rows) }
            ) {
                Set(try graph.history(range, current: Array(rows)).map(\.id))
            }
            compare(
                "meaning of \(name) at \(rows)",
                plain: { () throws(NoPlainAnswer) in try plain.meaning(of: name, rows: rows) }
            ) {
                Set(try graph.resolve(name, current: Array(rows)))
            }
        }
    }

    /// Where the sets have an answer ours is the same, or one of the errors that refuse a question on purpose.
    private func compare<Answer: Equatable>(
        _ question: String, plain: () throws(NoPlainAnswer) -> Answer, ours: () throws -> Answer
    ) {
        guard let expected = try? plain() else { return }
        // Only ranges and questions know where the database is, and a branch does not choose among heads to go down to.
        if question.contains(#/^(up|down)grade current /#) || question.contains(#/^downgrade \S+@heads? /#) { return }
        do {
            let answer = try ours()
            #expect(answer == expected, "\(question)")
        } catch let error as RevisionGraphError {
            switch error {
            case .overlappingRevisions, .stepsInWrongDirection, .rangeStartNotAncestor, .relativeNameNotUnderstood,
                .rangeEndNotAbove, .stepsPastEnd, .nothingToUndo:
                break
            default: Issue.record("\(question): \(error); the sets give \(expected)")
            }
        } catch {
            Issue.record("\(question): \(error)")
        }
    }

    private func run(_ steps: [RevisionStep], from rows: Set<RevisionID>) -> PlainGraph.Run {
        PlainGraph.Run(applied: Set(steps.revisions), rows: steps.rows(after: Array(rows)))
    }

    private func name(in random: RandomGraph, using generator: inout SeededNumbers) -> String {
        let some = random.nodes.randomElement(using: &generator)?.id.rawValue ?? "none"
        let labels = random.nodes.flatMap(\.branchLabels).map(\.rawValue)
        let label = labels.randomElement(using: &generator) ?? some
        let count = Int.random(in: 1...3, using: &generator)
        return [
            some, some, label, "heads", "head", "base", "current", "\(label)@heads", "\(label)@head",
            "\(label)@\(some)",
            "\(label)@base", "+\(count)", "-\(count)", "\(some)+\(count)", "\(some)-\(count)", "\(label)@+\(count)",
            "\(label)@-\(count)", "\(some)@head", String(some.prefix(6)),
        ].randomElement(using: &generator) ?? some
    }
}
