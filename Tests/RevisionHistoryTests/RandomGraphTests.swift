import RevisionHistory
import TestSupport
import Testing

@Suite struct RandomGraphTests {
    @Test("A random graph is upgraded to its heads and downgraded to base", arguments: UInt64(0)..<300)
    func upgradeAndBackOnARandomGraph(_ seed: UInt64) throws {
        var generator = SeededNumbers(seed: seed)
        let random = RandomGraph(using: &generator)
        let graph = try RevisionGraph(random.nodes)
        let shuffled = try RevisionGraph(random.nodes.shuffled(using: &generator))
        #expect(shuffled.nodes == graph.nodes, "the order must not depend on how the files are listed")

        let target = try #require(random.nodes.randomElement(using: &generator)).id
        var database = CheckedDatabase(random: random)
        let plan = try graph.upgradePlan(to: target.rawValue, from: [])
        #expect(try shuffled.upgradePlan(to: target.rawValue, from: []) == plan)
        try database.run(plan)
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

    @Test("A revision that is applied alone and undone leaves the rows as they were", arguments: UInt64(1000)..<1200)
    func revisionAloneAndBack(_ seed: UInt64) throws {
        var generator = SeededNumbers(seed: seed)
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

    @Test("A chain of a hundred thousand revisions does not overflow the stack")
    func longChainFitsTheStack() throws {
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
