import RevisionHistory
import TestSupport
import Testing

/// From any state up to any revision, and back: the database must be as it was.
@Suite struct RoundTripTests {
    /// A random graph with a random state of a database on it.
    private func randomStart(
        _ seed: UInt64
    ) throws -> (graph: RevisionGraph, random: RandomGraph, start: CheckedDatabase, target: RevisionID) {
        var generator = SeededNumbers(seed: seed)
        let breadth = Int.random(in: 1...6, using: &generator)
        let random = RandomGraph(using: &generator, breadth: breadth)
        let few = random.nodes.shuffled(using: &generator).prefix(Int.random(in: 0...3, using: &generator)).map(\.id)
        let target = try #require(random.nodes.randomElement(using: &generator)).id
        let start = CheckedDatabase(random: random, at: random.applied(few))
        return (try RevisionGraph(random.nodes), random, start, target)
    }

    @Test("Revisions are undone one at a time", arguments: UInt64(2000)..<2400)
    func oneRevisionAtATimeBack(_ seed: UInt64) throws {
        let (graph, random, start, target) = try randomStart(seed)
        var database = start
        let up = try graph.upgradePlan(to: target.rawValue, from: Array(start.rows))
        try database.run(up)
        #expect(database.applied == start.applied.union(random.applied([target])))
        for revision in up.revisions.reversed() {
            // Down to the highest of those it comes after, in its own branch: this undoes it and nothing else.
            let down = Set(graph[revision]?.downRevisions ?? [])
            let highest = down.first { id in
                !down.contains {
                    PlainGraph(random.nodes).below([$0], PlainGraph(random.nodes).down).subtracting([$0]).contains(id)
                }
            }
            let goal = "\(revision)@\(highest?.rawValue ?? "base")"
            let plan = try graph.downgradePlan(to: goal, from: Array(database.rows))
            #expect(plan.revisions == [revision], "\(goal)")
            if down.count <= 1 {
                #expect(try graph.downgradePlan(to: "\(revision)@-1", from: Array(database.rows)) == plan)
            }
            try database.run(plan)
        }
        #expect(database.applied == start.applied)
        #expect(database.rows == start.rows)
    }

    @Test("A downgrade to the one revision before undoes an upgrade at once")
    func allAtOnceBack() throws {
        var roundTrips = 0
        for seed in UInt64(3000)..<3600 {
            let (graph, random, start, target) = try randomStart(seed)
            guard let place = start.rows.first, start.rows.count == 1 else { continue }
            var database = start
            let up = try graph.upgradePlan(to: target.rawValue, from: [place])
            try database.run(up)
            // Undone is what stands on that revision. What the way up needed beside it stays, and then this is not the way
            // back.
            let plain = PlainGraph(random.nodes)
            let standing = plain.above(plain.children(place), plain.needs)
            guard !up.isEmpty, standing.isSuperset(of: up.revisions), start.applied.isDisjoint(with: standing) else {
                continue
            }
            try database.run(try graph.downgradePlan(to: place.rawValue, from: Array(database.rows)))
            #expect(database.applied == start.applied)
            #expect(database.rows == start.rows)
            roundTrips += 1
        }
        #expect(roundTrips > 25, "the random graphs no longer offer such ways: \(roundTrips)")
    }

    @Test("In a line, steps up are undone by the same steps down")
    func stepsUpAndTheSameStepsBackInALine() throws {
        var roundTrips = 0
        for seed in UInt64(4000)..<4600 {
            let (graph, _, start, _) = try randomStart(seed)
            guard start.rows.count == 1, let place = start.rows.first else { continue }
            guard let up = try? graph.upgradePlan(to: "+2", from: [place]), up.count == 2 else { continue }
            var database = start
            try database.run(up)
            // Where the second merges or the first branches off with others, -2 is ambiguous, and no way back.
            guard database.rows.count == 1, let down = try? graph.downgradePlan(to: "-2", from: Array(database.rows))
            else { continue }
            try database.run(down)
            #expect(database.applied == start.applied)
            #expect(database.rows == start.rows)
            roundTrips += 1
        }
        #expect(roundTrips > 25, "the random graphs no longer offer such ways: \(roundTrips)")
    }
}
