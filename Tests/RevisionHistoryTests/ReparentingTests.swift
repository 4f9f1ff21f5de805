import Testing

@testable import RevisionHistory

@Suite struct ReparentingTests {
    /// a ← b ← c ← d, a ← x ← y, and m merges d and y; z depends on c.
    private func graph() throws -> RevisionGraph {
        try RevisionGraph([
            RevisionNode(id: "a"), RevisionNode(id: "b", downRevisions: ["a"]),
            RevisionNode(id: "c", downRevisions: ["b"]), RevisionNode(id: "d", downRevisions: ["c"]),
            RevisionNode(id: "x", downRevisions: ["a"]), RevisionNode(id: "y", downRevisions: ["x"]),
            RevisionNode(id: "m", downRevisions: ["d", "y"]), RevisionNode(id: "z", dependsOn: ["c"]),
        ])
    }

    @Test("A revision moves with all that comes after it")
    func moves() throws {
        let move = try graph().reparenting("x", onto: "d")
        #expect(move.before == ["a"])
        #expect(move.after == ["d"])
        #expect(move.followers == ["y", "m"])
        #expect(!move.changesNothing)
    }

    @Test("The base is a parent like any other")
    func base() throws {
        #expect(try graph().reparenting("x", onto: "base").after == [])
        let move = try graph().reparenting("z", onto: "c")
        #expect(move.before == [])
        #expect(move.after == ["c"])
        #expect(try graph().reparenting("a", onto: "base").changesNothing)
        #expect(try graph().reparenting("x", onto: "a").changesNothing)
    }

    @Test("Of several parents the one that is replaced must be named")
    func several() throws {
        let graph = try graph()
        #expect(throws: ReparentingError.severalDownRevisions("m", ["d", "y"])) {
            try graph.reparenting("m", onto: "c")
        }
        #expect(try graph.reparenting("m", onto: "x", replacing: "y").after == ["d", "x"])
        #expect(try graph.reparenting("m", onto: "base", replacing: "y").after == ["d"])
        #expect(try graph.reparenting("m", onto: "d", replacing: "y").after == ["d"])
        #expect(throws: ReparentingError.notADownRevision("c", of: "m", ["d", "y"])) {
            try graph.reparenting("m", onto: "x", replacing: "c")
        }
        #expect(throws: ReparentingError.notADownRevision("base", of: "x", ["a"])) {
            try graph.reparenting("x", onto: "d", replacing: "base")
        }
    }

    @Test("Nothing comes after itself or after what comes after it")
    func rings() throws {
        let graph = try graph()
        #expect(throws: ReparentingError.ontoItself("b")) { try graph.reparenting("b", onto: "b") }
        #expect(throws: ReparentingError.ontoDescendant("b", "m")) { try graph.reparenting("b", onto: "m") }
        // Through the dependency: z needs c, which would come after z.
        #expect(throws: RevisionGraphError.self) { try graph.reparenting("b", onto: "z") }
    }

    @Test("A name that means nothing, or several revisions, is no parent")
    func names() throws {
        #expect(throws: RevisionGraphError.self) { try graph().reparenting("x", onto: "nothing") }
        #expect(throws: RevisionGraphError.self) { try graph().reparenting("x", onto: "heads") }
        #expect(throws: RevisionGraphError.self) { try graph().reparenting("nothing", onto: "a") }
    }

    @Test("Which names depend on where a database is")
    func dependingOnCurrent() {
        for name in ["current", "+1", "lab@+2"] { #expect(RevisionGraph.dependsOnCurrent(name)) }
        for name in ["head", "heads", "a", "a-1", "lab@head-1", "base", "-1", "lab@-1"] {
            #expect(!RevisionGraph.dependsOnCurrent(name))
        }
    }

    @Test("What is merged are two revisions or more, none of which comes before another")
    func merging() throws {
        let graph = try graph()
        #expect(Set(try graph.revisionsToMerge(["heads"])) == ["m", "z"])
        #expect(Set(try graph.revisionsToMerge(["d", "y"])) == ["d", "y"])
        #expect(throws: MergeError(revisions: ["d"])) { try graph.revisionsToMerge(["d"]) }
        #expect(throws: MergeError(revisions: [])) { try graph.revisionsToMerge(["base"]) }
        #expect(throws: RevisionGraphError.namedTwice("d")) { try graph.revisionsToMerge(["d", "d"]) }
        #expect(throws: RevisionGraphError.self) { try graph.revisionsToMerge(["b", "d"]) }
    }
}
