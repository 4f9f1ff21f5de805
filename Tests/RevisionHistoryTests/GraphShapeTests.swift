import RevisionHistory
import Testing

@Suite struct GraphShapeTests {
    @Test("The graph knows its heads, bases and children")
    func headsBasesAndChildren() throws {
        let graph = try RevisionGraph.fork
        #expect(graph.heads == ["m2", "s2"])
        #expect(graph.bases == ["root"])
        #expect(graph.children(of: "root") == ["m1", "s1"])
        #expect(graph.children(of: "nowhere").isEmpty)
        #expect(graph.isBranchPoint("root"))
        #expect(!graph.isBranchPoint("s1"))
        #expect(try RevisionGraph.diamond.isMergePoint("top"))
        #expect(graph["s1"]?.branchLabels == ["shop"])
        #expect(graph["nowhere"] == nil)
    }

    @Test("A revision that another depends on is a head, but not an effective head")
    func dependencyIsNoEffectiveHead() throws {
        let graph = try RevisionGraph([.revision("a1"), .revision("b1", dependsOn: ["a1"])])
        #expect(graph.heads == ["a1", "b1"])
        #expect(graph.effectiveHeads == ["b1"])
        #expect(graph.bases == ["a1", "b1"])
        #expect(graph.effectiveBases == ["a1"])
    }

    @Test("An empty graph has nothing to do")
    func anEmptyGraphHasNothingToDo() throws {
        let graph = try RevisionGraph([])
        #expect(try graph.upgradePlan(to: "head", from: []).isEmpty)
        #expect(try graph.downgradePlan(to: "base", from: []).isEmpty)
        #expect(try graph.history(nil, current: []).isEmpty)
    }

    @Test("Revisions are ordered by create date, then by id, with absent dates first")
    func orderIsByCreateDateThenID() throws {
        let nodes: [RevisionNode] = [
            .revision("late", date: "2026-03-01"), .revision("early", date: "2026-01-01 09:00+09:00"),
            .revision("zulu"), .revision("alpha"), .revision("same2", date: "2026-02-01"),
            .revision("same1", date: "2026-02-01"), .revision("child", ["late"], date: "2025-01-01"),
        ]
        let expected: [RevisionID] = ["alpha", "zulu", "early", "same1", "same2", "late", "child"]
        #expect(try RevisionGraph(nodes).nodes.map(\.id) == expected)
        #expect(try RevisionGraph(nodes.reversed()).nodes.map(\.id) == expected)
    }

    @Test("Repeated edges count once")
    func repeatedEdgesCountOnce() throws {
        let graph = try RevisionGraph([.revision("a1"), .revision("a2", ["a1", "a1"], dependsOn: ["a1"])])
        #expect(!graph.isMergePoint("a2"))
        #expect(graph.children(of: "a1") == ["a2"])
    }
}
