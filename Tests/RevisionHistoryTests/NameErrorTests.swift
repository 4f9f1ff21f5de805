import RevisionHistory
import Testing

/// What is said of names and databases that do not fit the graph.
@Suite struct NameErrorTests {
    private func message(_ work: (RevisionGraph) throws(RevisionGraphError) -> Void) throws -> String {
        let graph = try RevisionGraph.fork
        do {
            try work(graph)
            return "no error"
        } catch {
            #expect(error.advice.hasSuffix("."))
            return error.message
        }
    }

    @Test(
        "Wrong targets of an upgrade are explained",
        arguments: [
            ("shp", "there is no revision or branch 'shp'; the nearest is 'shop'"),
            ("zzzzzz", "there is no revision or branch 'zzzzzz'"),
            ("head", "'head' means a single head, but there are several: m2, s2"),
            ("HEAD", "there is no revision or branch 'HEAD'; the nearest is 'head'"),
            ("Shop", "there is no revision or branch 'Shop'; the nearest is 'shop'"),
            ("head@s1", "there is no revision or branch 'head'"),
            ("heads+1", "'heads' means several revisions, but one is needed here: m2, s2"),
            ("heads-1", "'heads' means several revisions, but one is needed here: m2, s2"),
            ("root@heads-1", "'root@heads' means several revisions, but one is needed here: m2, s2"),
            ("head-1", "'head' means a single head, but there are several: m2, s2"),
            ("shop@m1", "revision 'm1' is not in the branch 'shop'"),
            ("s1:s2", "'s1:s2' is a range, but one revision is needed here"),
            ("s2+1", "'s2+1' goes further than there are revisions"),
            ("-1", "'-1' does not lead up from where the database is"),
            ("root+1", "'root+1' is ambiguous: a step could lead to any of m1, s1"),
            ("a b", "'a b' is not the name of a revision"),
            ("", "the name of the revision is empty"),
        ])
    func upgradeTargets(_ target: String, _ expected: String) throws {
        #expect(
            try message { (graph) throws(RevisionGraphError) in _ = try graph.upgradePlan(to: target, from: []) }
                == expected)
    }

    @Test(
        "Wrong targets of a downgrade are explained",
        arguments: [
            ("+1", "'+1' does not lead down from where the database is"),
            ("s2", "'s2' is not applied, or nothing above it is: the database is at s1"),
            ("-3", "'-3' goes further than there are revisions"),
            ("mail@s1", "no error"),
            ("s2@root", "no error"),
        ])
    func downgradeTargets(_ target: String, _ expected: String) throws {
        #expect(
            try message { (graph) throws(RevisionGraphError) in _ = try graph.downgradePlan(to: target, from: ["s1"]) }
                == expected)
    }

    @Test(
        "The beginning of a name in another branch is explained as such",
        arguments: [
            ("lefty@cccc", "revision 'cccc00000001' is not in the branch 'lefty'"),
            ("lefty@righ", "revision 'cccc00000001' is not in the branch 'lefty'"),
            ("lefty@bb", "'bb' is the beginning of several names: bbbb00000001, bbbb00000002"),
            ("lefty@dddd", "there is no revision or branch 'dddd'"),
        ])
    func namesInOtherBranches(_ target: String, _ expected: String) throws {
        let graph = try RevisionGraph([
            .revision("aaaa00000001", labels: ["lefty"]), .revision("cccc00000001", labels: ["righty"]),
            .revision("bbbb00000001", ["cccc00000001"]), .revision("bbbb00000002", ["bbbb00000001"]),
        ])
        let upgrading = #expect(throws: RevisionGraphError.self) { try graph.upgradePlan(to: target, from: []) }
        let naming = #expect(throws: RevisionGraphError.self) { try graph.resolve(target) }
        #expect(upgrading?.message == expected)
        #expect(naming?.message == expected)
    }

    @Test("At base there is nothing to undo", arguments: ["-1", "-3", "shop@-1"])
    func atBaseThereIsNothingToUndo(_ target: String) throws {
        #expect(
            try message { (graph) throws(RevisionGraphError) in _ = try graph.downgradePlan(to: target, from: []) }
                == "'\(target)' leads down, but the database is at base: there is nothing to undo")
    }

    @Test("Advice names commands as other messages do")
    func adviceNamesCommandsAsOtherMessagesDo() {
        let errors: [(RevisionGraphError, String)] = [
            (.invalidName("a b"), "`athanor history`"), (.revisionNotFound("a", nearest: []), "`athanor history`"),
            (.idNotFound("a", nearest: []), "`athanor history`"),
            (.relativeNameNotUnderstood("a-1"), "`athanor history`"), (.rangeNotUnderstood("a:"), "`athanor history`"),
            (.nothingToUndo("-1"), "`athanor history`"),
            (.stepsInWrongDirection("-1", direction: .upgrade), "`athanor downgrade`"),
            (.stepsInWrongDirection("+1", direction: .downgrade), "`athanor upgrade`"),
            (.branchNotApplied("shop"), "`athanor current`"), (.revisionNotApplied("a", rows: []), "`athanor current`"),
            (.databaseRevisionUnknown(["gone"]), "`athanor stamp`"),
            (.overlappingRevisions(["a", "b"], implied: "a"), "`athanor stamp base`"),
        ]
        for (error, command) in errors { #expect(error.advice.contains(command), "\(error)") }
    }

    @Test("Wrong rows of a database are explained")
    func databases() throws {
        #expect(
            try message { (graph) throws(RevisionGraphError) in
                _ = try graph.upgradePlan(to: "heads", from: ["gone", "s1"])
            } == "the database holds a revision that no file has: gone")
        #expect(
            try message { (graph) throws(RevisionGraphError) in
                _ = try graph.upgradePlan(to: "heads", from: ["root", "s1"])
            } == "of the revisions root, s1, 'root' is implied by another")
    }

    @Test(
        "The end of a listing that does not lead up is explained as one of a listing",
        arguments: ["s1:-1", ":-1", "+0:+0", "current:-2", ":shop@-1"])
    func endsOfListings(_ range: String) throws {
        let graph = try RevisionGraph.fork
        let error = try #require(
            #expect(throws: RevisionGraphError.self) { try graph.history(range, current: ["s1"]) })
        let end = try #require(range.split(separator: ":").last)
        #expect(error.message == "'\(end)' does not lead up from the range's start")
        #expect(!error.advice.contains("downgrade") && error.advice.contains("'head-1'"), "\(error.advice)")
    }

    @Test("Wrong ranges and wrong places of new revisions are explained")
    func rangesAndNewRevisions() throws {
        #expect(
            try message { (graph) throws(RevisionGraphError) in _ = try graph.history("s1", current: []) }
                == "'s1' is not a range of revisions")
        #expect(
            try message { (graph) throws(RevisionGraphError) in _ = try graph.history("s2:s1", current: []) }
                == "the range's start 's2' does not come before its end 's1'")
        #expect(
            try message { (graph) throws(RevisionGraphError) in _ = try graph.resolve("s1-1") }
                == "'s1-1' counts steps, but only a revision without steps is allowed here")
        #expect(
            try message { (graph) throws(RevisionGraphError) in _ = try graph.newRevision("n", after: ["s1"]) }
                == "revision 's1' is not a head: another comes after it already")
        #expect(
            try message { (graph) throws(RevisionGraphError) in
                _ = try graph.newRevision("n", after: ["s2", "shop@head"])
            } == "revision 's2' is named twice")
    }
}
