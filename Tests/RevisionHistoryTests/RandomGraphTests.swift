import RevisionHistory
import Testing

@Suite struct RandomGraphTests {
    @Test(arguments: UInt64(0)..<300)
    func upgradeAndBackOnARandomGraph(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let random = RandomGraph(using: &generator)
        let graph = try RevisionGraph(random.nodes)
        let shuffled = try RevisionGraph(random.nodes.shuffled(using: &generator))
        #expect(shuffled.nodes == graph.nodes, "the order must not depend on how the files are listed")

        let target = try #require(random.nodes.randomElement(using: &generator)).id
        var database = Database(random: random)
        try database.run(try graph.upgradePlan(to: target.rawValue, from: []))
        #expect(database.applied == (random.below[target] ?? []).union([target]))
        #expect(try graph.applied(Array(database.rows)) == database.applied)

        let midway = database
        try database.run(try graph.upgradePlan(to: "heads", from: Array(database.rows)))
        #expect(database.applied == Set(random.nodes.map(\.id)))
        #expect(database.rows == Set(graph.effectiveHeads))
        try database.run(try graph.downgradePlan(to: "base", from: Array(database.rows)))
        #expect(database.applied.isEmpty)

        var back = midway
        try back.run(try graph.downgradePlan(to: "base", from: Array(midway.rows)))
        #expect(back.applied.isEmpty)
        #expect(back.rows.isEmpty)
    }

    @Test(arguments: UInt64(1000)..<1200)
    func aRevisionAppliedAloneAndUndoneLeavesTheRowsAsTheyWere(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let random = RandomGraph(using: &generator)
        let graph = try RevisionGraph(random.nodes)
        let last = try #require(random.nodes.first { $0.id == graph.effectiveHeads.first })
        // Only a way down that leads over this revision alone must be its exact reverse.
        guard let down = last.downRevisions.first, graph.children(of: down) == [last.id] else { return }
        let before = Array(random.maximalElements(of: random.below[last.id] ?? []))
        let up = try graph.upgradePlan(to: last.id.rawValue, from: before)
        let rows = up.rows(after: before)
        let back = try graph.downgradePlan(to: down.rawValue, from: Array(rows))
        #expect(up.revisions == [last.id])
        #expect(back.revisions == [last.id])
        #expect(back.rows(after: Array(rows)) == Set(before))
    }

    /// What a database would hold, checked at each step against the definition.
    private struct Database {
        let random: RandomGraph
        var applied: Set<RevisionID> = []
        var rows: Set<RevisionID> = []

        init(random: RandomGraph) {
            self.random = random
        }

        mutating func run(_ steps: [RevisionStep]) throws {
            for step in steps {
                let below = try #require(random.below[step.revision])
                switch step.direction {
                case .upgrade:
                    #expect(below.isSubset(of: applied), "\(step.revision) ran before what it needs")
                    #expect(applied.insert(step.revision).inserted)
                case .downgrade:
                    #expect(applied.remove(step.revision) != nil)
                    #expect(applied.allSatisfy { !(random.below[$0] ?? []).contains(step.revision) })
                }
                #expect(rows.isSuperset(of: step.rowsRemoved))
                #expect(rows.isDisjoint(with: step.rowsAdded))
                #expect(Set(step.rowsRemoved).isDisjoint(with: step.rowsAdded))
                rows.subtract(step.rowsRemoved)
                rows.formUnion(step.rowsAdded)
                #expect(rows == random.maximalElements(of: applied))
            }
        }
    }

    @Test func aChainOfAHundredThousandDoesNotOverflowTheStack() throws {
        let count = 100_000
        func id(_ place: Int) -> RevisionID { RevisionID("r\(place)") }
        let nodes = (0..<count).map { RevisionNode(id: id($0), downRevisions: $0 == 0 ? [] : [id($0 - 1)]) }
        let graph = try RevisionGraph(nodes)
        #expect(try graph.upgradePlan(to: "head", from: []).count == count)
        #expect(try graph.downgradePlan(to: "base", from: graph.heads).count == count)
        var ring = nodes
        ring[0] = RevisionNode(id: id(0), downRevisions: [id(count - 1)])
        #expect(throws: RevisionGraphError.self) { try RevisionGraph(ring) }
    }
}
