import RevisionHistory
import Testing

@Suite struct BranchLabelTests {
    @Test("A label reaches up the branch, and down to the branch point")
    func labelReach() throws {
        let graph = try RevisionGraph([
            .revision("a"), .revision("b", ["a"]), .revision("c", ["b"], labels: ["tip"]), .revision("d", ["c"]),
            .revision("e", ["a"]),
        ])
        #expect(["a", "b", "c", "d", "e"].map { graph.labels(of: $0) } == [[], ["tip"], ["tip"], ["tip"], []])
    }

    @Test("A branch that branches again keeps its label above")
    func labelAboveABranchPoint() throws {
        let graph = try RevisionGraph([
            .revision("a"), .revision("b", ["a"], labels: ["tip"]), .revision("c", ["b"]), .revision("d", ["b"]),
        ])
        #expect(["a", "b", "c", "d"].map { graph.labels(of: $0) } == [[], ["tip"], ["tip"], ["tip"]])
    }

    @Test("A merge has the labels of both sides")
    func aMergeHasTheLabelsOfBothSides() throws {
        let graph = try RevisionGraph([
            .revision("a1", labels: ["zebra"]), .revision("b1", labels: ["ant", "bee"]), .revision("m", ["a1", "b1"]),
        ])
        #expect(graph.labels(of: "m") == ["ant", "bee", "zebra"])
        #expect(graph.labels(of: "a1") == ["zebra"])
    }

    @Test("depends_on may name a label")
    func dependsOnMayNameALabel() throws {
        let graph = try RevisionGraph([.revision("a1", labels: ["shop"]), .revision("b1", dependsOn: ["shop"])])
        #expect(graph.labels(of: "b1").isEmpty)
        #expect(try graph.applied(["b1"]) == ["a1", "b1"])
    }
}
