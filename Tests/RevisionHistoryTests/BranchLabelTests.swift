import RevisionHistory
import Testing

@Suite struct BranchLabelTests {
    @Test func aLabelReachesUpTheBranchAndDownToTheBranchPoint() throws {
        let graph = try RevisionGraph([
            .revision("a"), .revision("b", ["a"]), .revision("c", ["b"], labels: ["tip"]), .revision("d", ["c"]),
            .revision("e", ["a"]),
        ])
        #expect(["a", "b", "c", "d", "e"].map { graph.labels(of: $0) } == [[], ["tip"], ["tip"], ["tip"], []])
    }

    @Test func aBranchThatBranchesAgainKeepsItsLabelAbove() throws {
        let graph = try RevisionGraph([
            .revision("a"), .revision("b", ["a"], labels: ["tip"]), .revision("c", ["b"]), .revision("d", ["b"]),
        ])
        #expect(["a", "b", "c", "d"].map { graph.labels(of: $0) } == [[], ["tip"], ["tip"], ["tip"]])
    }

    @Test func aMergeHasTheLabelsOfBothSides() throws {
        let graph = try RevisionGraph([
            .revision("a1", labels: ["zebra"]), .revision("b1", labels: ["ant", "bee"]), .revision("m", ["a1", "b1"]),
        ])
        #expect(graph.labels(of: "m") == ["ant", "bee", "zebra"])
        #expect(graph.labels(of: "a1") == ["zebra"])
    }

    @Test func dependsOnMayNameALabel() throws {
        let graph = try RevisionGraph([.revision("a1", labels: ["shop"]), .revision("b1", dependsOn: ["shop"])])
        #expect(graph.labels(of: "b1").isEmpty)
        #expect(try graph.applied(["b1"]) == ["a1", "b1"])
    }
}
