import TestSupport
import Testing

@testable import Athanor

/// Which view begins when.
@Suite struct RefreshOrderTests {
    /// A plan over a random graph, with how long each view will take.
    private struct Case {
        let plan: RefreshPlan
        var durations: [QualifiedName: Int] = [:]

        init(seed: UInt64, isForeseen: Bool) {
            var random = SeededNumbers(seed: seed)
            let model = RandomViewGraph(size: Int.random(in: 1...40, using: &random), using: &random)
            let selection = RefreshSelection(
                model.materializedViews.map { model.relations[$0].name }, in: model.graph)
            for view in selection.views { durations[view] = Int.random(in: 1...100, using: &random) }
            plan = RefreshPlan(
                views: selection.views.map { [durations] view in
                    ViewRefreshPlan(
                        view: view, strategy: .isolated, statements: [], after: selection.after[view] ?? [],
                        expected: isForeseen ? durations[view].map { .milliseconds($0) } : nil)
                })
        }

        /// How long the longest chain of views takes.
        var criticalPath: Int {
            var ends: [QualifiedName: Int] = [:]
            for view in plan.views {
                ends[view.view] = (view.after.compactMap { ends[$0] }.max() ?? 0) + (durations[view.view] ?? 0)
            }
            return ends.values.max() ?? 0
        }

        var total: Int { durations.values.reduce(0, +) }

        /// The views that read one of some, directly or through others.
        func readers(of views: Set<QualifiedName>) -> Set<QualifiedName> {
            plan.views.reduce(into: []) { readers, view in
                if view.after.contains(where: { views.contains($0) || readers.contains($0) }) {
                    readers.insert(view.view)
                }
            }
        }
    }

    /// What a simulated run did.
    private struct Simulated {
        var began: [QualifiedName: Int] = [:]
        var ended: [QualifiedName: Int] = [:]
        var skipped: [QualifiedName] = []
        var makespan = 0
    }

    /// Runs a plan in simulated time; some views fail when their time is over.
    private func simulate(_ run: Case, jobs: Int, failing: Set<QualifiedName> = []) -> Simulated {
        var order = RefreshOrder(run.plan)
        var done = Simulated()
        var running: [(end: Int, view: QualifiedName)] = []
        var now = 0
        while true {
            while running.count < jobs, let next = order.next() {
                #expect(done.began[next.view] == nil)
                #expect(!done.skipped.contains(next.view))
                for source in next.after { #expect(done.ended[source] != nil, "\(next.view) began before \(source)") }
                done.began[next.view] = now
                running.append((now + (run.durations[next.view] ?? 0), next.view))
            }
            guard let index = running.indices.min(by: { running[$0].end < running[$1].end }) else { break }
            let (end, view) = running.remove(at: index)
            now = end
            done.ended[view] = now
            if failing.contains(view) {
                let skipped = order.skip(readersOf: view)
                #expect(Set(skipped.map(\.view)).isDisjoint(with: done.skipped))
                for (index, reader) in skipped.enumerated() {
                    let later = skipped[index...].map(\.view)
                    #expect(!reader.after.contains(where: later.contains), "\(reader.view) stands before what it reads")
                }
                done.skipped += skipped.map(\.view)
            } else {
                order.finish(view)
            }
        }
        done.makespan = now
        return done
    }

    @Test("Every view begins exactly once, after what it reads, whatever the number of jobs", arguments: [1, 2, 4, 40])
    func order(jobs: Int) {
        for seed in 0..<200 as Range<UInt64> {
            let run = Case(seed: seed, isForeseen: seed % 2 == 0)
            let done = simulate(run, jobs: jobs)
            #expect(Set(done.began.keys) == Set(run.durations.keys), "seed \(seed)")
            // No order that never rests while something can be done is worse than this. (Graham's bound)
            #expect(done.makespan * jobs <= run.total + run.criticalPath * (jobs - 1), "seed \(seed)")
            if jobs == 1 { #expect(done.makespan == run.total, "seed \(seed)") }
            if jobs >= run.plan.views.count { #expect(done.makespan == run.criticalPath, "seed \(seed)") }
        }
    }

    @Test("A failure takes out exactly the views that read it, each once and after what it reads", arguments: [1, 3])
    func skipping(jobs: Int) {
        for seed in 0..<200 as Range<UInt64> {
            let run = Case(seed: seed, isForeseen: true)
            var random = SeededNumbers(seed: seed)
            let failing = Set(run.plan.views.map(\.view).filter { _ in Int.random(in: 0..<6, using: &random) == 0 })
            let done = simulate(run, jobs: jobs, failing: failing)
            let readers = run.readers(of: failing)
            #expect(Set(done.skipped) == readers, "seed \(seed)")
            #expect(Set(done.began.keys) == Set(run.durations.keys).subtracting(readers), "seed \(seed)")
        }
    }

    private func plan(_ view: QualifiedName, after: [QualifiedName] = [], seconds: Int? = nil) -> ViewRefreshPlan {
        ViewRefreshPlan(
            view: view, strategy: .isolated, statements: [], after: after, expected: seconds.map { .seconds($0) })
    }

    @Test("Of those that may begin, the one goes first behind which the longest chain waits")
    func longestChainFirst() {
        let views = [
            plan("alone", seconds: 50), plan("short", seconds: 1), plan("start", seconds: 1),
            plan("middle", after: ["start"], seconds: 30), plan("end", after: ["middle"], seconds: 30),
        ]
        var order = RefreshOrder(RefreshPlan(views: views))
        #expect((0..<4).map { _ in order.next()?.view } == ["start", "alone", "short", nil])
        order.finish("start")
        #expect(order.next()?.view == "middle")
        #expect(order.next() == nil)
    }

    @Test("Where no earlier time is known, chains of more views go first, and equals go by name")
    func unknownDurations() {
        let views = [plan("b"), plan("a"), plan("c"), plan("d", after: ["c"])]
        var order = RefreshOrder(RefreshPlan(views: views))
        #expect((0..<4).map { _ in order.next()?.view } == ["c", "a", "b", nil])
    }

    @Test("What reads a failed view directly and through others is named after all of those")
    func skippedInOrder() {
        let views = [
            plan("a"), plan("b", after: ["a"]), plan("c", after: ["b"]), plan("d", after: ["a", "c"]), plan("e"),
        ]
        var order = RefreshOrder(RefreshPlan(views: views))
        #expect(order.next()?.view == "a")
        #expect(order.skip(readersOf: "a").map(\.view) == ["b", "c", "d"])
        #expect(order.skip(readersOf: "a") == [])
        #expect(order.next()?.view == "e")
        #expect(order.next() == nil)
    }
}
