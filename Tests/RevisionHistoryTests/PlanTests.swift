import RevisionHistory
import Testing

@Suite struct PlanTests {
    @Test(
        "A line is upgraded to its targets",
        arguments: [
            ("head", [], ["a1", "a2", "a3", "a4"]), ("head", ["a4"], []), ("a3", ["a1"], ["a2", "a3"]),
            ("+1", [], ["a1"]), ("+2", ["a1"], ["a2", "a3"]), ("a2+1", ["a1"], ["a2", "a3"]),
            ("head-1", ["a2"], ["a3"]),
            ("a1", ["a3"], []), ("base", ["a3"], []),
        ] as [(String, [RevisionID], [RevisionID])])
    func upgradesALine(_ target: String, _ rows: [RevisionID], _ expected: [RevisionID]) throws {
        let plan = try RevisionGraph.line.upgradePlan(to: target, from: rows)
        #expect(plan.revisions == expected)
        #expect(plan.allSatisfy { $0.direction == .upgrade })
    }

    @Test(
        "A line is downgraded to its targets",
        arguments: [
            ("base", ["a3"], ["a3", "a2", "a1"]), ("-1", ["a3"], ["a3"]), ("a1", ["a3"], ["a3", "a2"]),
            ("a4-3", ["a3"], ["a3", "a2"]), ("a3", ["a3"], []), ("base", [], []), ("a1+1", ["a3"], ["a3"]),
        ] as [(String, [RevisionID], [RevisionID])])
    func downgradesALine(_ target: String, _ rows: [RevisionID], _ expected: [RevisionID]) throws {
        let plan = try RevisionGraph.line.downgradePlan(to: target, from: rows)
        #expect(plan.revisions == expected)
        #expect(plan.allSatisfy { $0.direction == .downgrade })
    }

    @Test("An upgrade runs the dependencies of its target")
    func anUpgradeRunsWhatTheTargetDependsOn() throws {
        #expect(try RevisionGraph.fork.upgradePlan(to: "mail@head", from: []).revisions == ["root", "m1", "s1", "m2"])
    }

    @Test("Steps go up a branch")
    func stepsUpABranch() throws {
        let graph = try RevisionGraph.fork
        #expect(try graph.upgradePlan(to: "shop@+1", from: ["m1"]).revisions == ["s1"])
        #expect(try graph.upgradePlan(to: "mail@+2", from: ["root"]).revisions == ["m1", "s1", "m2"])
    }

    @Test("A downgrade also undoes the dependents")
    func aDowngradeUndoesWhatDependsOnIt() throws {
        let graph = try RevisionGraph.fork
        #expect(try graph.downgradePlan(to: "shop@root", from: ["s2", "m2"]).revisions == ["s2", "m2", "s1"])
        #expect(try graph.downgradePlan(to: "m1", from: ["s2", "m2"]).revisions == ["m2"])
    }

    @Test("A downgrade goes to the base of one branch")
    func aDowngradeToTheBaseOfOneBranch() throws {
        let graph = try RevisionGraph([
            .revision("a1", labels: ["left"]), .revision("b1", labels: ["right"]),
            .revision("a2", ["a1"], dependsOn: ["b1"]),
        ])
        #expect(try graph.downgradePlan(to: "left@base", from: ["a2"]).revisions == ["a2", "a1"])
        #expect(try graph.downgradePlan(to: "right@base", from: ["a2"]).revisions == ["a2", "b1"])
    }

    @Test("Rows follow branches and merges")
    func rowsFollowBranchesAndMerges() throws {
        let graph = try RevisionGraph.diamond
        let up = try graph.upgradePlan(to: "head", from: [])
        #expect(up.map(\.rowsAdded) == [["base1"], ["left1"], ["right1"], ["top"]])
        #expect(up.map(\.rowsRemoved) == [[], ["base1"], [], ["left1", "right1"]])
        let down = try graph.downgradePlan(to: "base", from: ["top"])
        #expect(down.map(\.rowsAdded) == [["left1", "right1"], [], ["base1"], []])
        #expect(down.map(\.rowsRemoved) == [["top"], ["right1"], ["left1"], ["base1"]])
    }

    @Test("A dependency has no row while another revision implies it")
    func aDependencyIsNoRowWhileAnotherImpliesIt() throws {
        let graph = try RevisionGraph.fork
        let up = try graph.upgradePlan(to: "mail@head", from: ["s1", "m1"])
        #expect(up.map(\.rowsRemoved) == [["m1", "s1"]])
        #expect(try graph.downgradePlan(to: "m1", from: ["m2"]).map(\.rowsAdded) == [["m1", "s1"]])
        #expect(try graph.downgradePlan(to: "m1", from: ["m2", "s2"]).map(\.rowsAdded) == [["m1"]])
        #expect(try graph.currentRevisions(["m2"]) == ["s1", "m2"])
    }

    @Test("A merge may imply one of its own parts")
    func aMergeThatImpliesOneOfItsOwnParts() throws {
        let graph = try RevisionGraph([
            .revision("a"), .revision("b", ["a"]), .revision("x"), .revision("m", ["a", "b", "x"]),
        ])
        let up = try graph.upgradePlan(to: "head", from: [])
        #expect(up.rows(after: []) == ["m"])
        #expect(try graph.downgradePlan(to: "b", from: ["m"]).rows(after: ["m"]) == ["b", "x"])
    }

    @Test("A stamp replaces the rows of its branches")
    func stamping() throws {
        let graph = try RevisionGraph.fork
        func rows(_ targets: [String], _ rows: [RevisionID], purge: Bool = false) throws -> Set<RevisionID> {
            let plan = try graph.stampPlan(to: targets, from: rows, purge: purge)
            #expect(Set(plan.rowsRemoved).isDisjoint(with: plan.rowsAdded))
            return Set(rows).subtracting(plan.rowsRemoved).union(plan.rowsAdded)
        }
        #expect(try rows(["heads"], []) == ["m2", "s2"])
        #expect(try rows(["s2"], ["s1", "m1"]) == ["s2", "m1"])
        #expect(try rows(["root"], ["s1", "m1"]) == ["root"])
        #expect(try rows(["base"], ["s1", "m1"]) == [])
        #expect(try rows(["shop@base"], ["s1", "m1"]) == ["m1"])
        #expect(try rows(["s1"], ["s1", "m1"]) == ["s1", "m1"])
        #expect(try rows(["m2"], ["gone"], purge: true) == ["m2"])
        // What the advice on rows of which one implies another begins with.
        #expect(try rows(["base"], ["root", "s1"]) == [])
    }

    /// Rows that upgrades of the fork leave.
    static let states: [[RevisionID]] = [
        [], ["root"], ["s1"], ["m1"], ["s1", "m1"], ["s2"], ["s2", "m1"], ["m2"], ["s2", "m2"],
    ]

    @Test(
        "Every target of a stamp is a row afterwards, whatever the rows were, and none is implied by another row",
        arguments: states,
        [
            (["heads"], ["m2", "s2"]), (["shop@head", "mail@head"], ["m2", "s2"]), (["heads", "heads"], ["m2", "s2"]),
            (["heads", "shop@head"], ["m2", "s2"]), (["s1", "m1"], ["m1", "s1"]), (["m1", "s2"], ["m1", "s2"]),
            (["s2", "mail"], ["m1", "s2"]), (["base", "heads"], ["m2", "s2"]),
        ] as [([String], Set<RevisionID>)])
    func stampingSeveral(_ rows: [RevisionID], _ stamp: ([String], Set<RevisionID>)) throws {
        let graph = try RevisionGraph.fork
        for targets in [stamp.0, Array(stamp.0.reversed())] {
            let plan = try graph.stampPlan(to: targets, from: rows)
            #expect(Set(plan.rows(after: rows)) == stamp.1)
            try graph.check(plan, from: rows)
        }
    }

    @Test(
        "A stamp of a revision and of one that it implies is refused, whatever the rows are", arguments: states,
        [
            ["s1", "s2"], ["root", "heads"], ["s2", "root"], ["s1", "m2"], ["shop", "shop@head"], ["m1", "m2", "s2"],
        ])
    func stampingOverlaps(_ rows: [RevisionID], _ targets: [String]) throws {
        for targets in [targets, Array(targets.reversed())] {
            let error = #expect(throws: RevisionGraphError.self) {
                try RevisionGraph.fork.stampPlan(to: targets, from: rows)
            }
            guard case .overlappingRevisions? = error else {
                Issue.record("\(targets) at \(rows): \(String(describing: error))")
                continue
            }
        }
    }

    @Test("A stamp takes whole names, and shortened ones of random ids only")
    func stampingShortenedNames() throws {
        let graph = try RevisionGraph([
            .revision("addScoreIndex", labels: ["reporting"]), .revision("3f9a1c2e77b0", ["addScoreIndex"]),
            .revision("202401011200", ["3f9a1c2e77b0"]), .revision("3F9A1C2E77B1", ["202401011200"]),
            .revision("deadbeef", ["3F9A1C2E77B1"]),
        ])
        for target in [
            "addScoreIndex", "reporting", "3f9a", "3f9a1c2e77b0", "reporting@3f9a", "addScoreIndex@head", "heads",
            "base", "reporting@base", "202401011200", "current", "-1",
        ] {
            try graph.checkNames(ofStamp: [target])
        }
        let shortened: [(target: String, name: String, whole: String)] = [
            ("addScore", "addScore", "addScoreIndex"), ("report", "report", "reporting"),
            ("report@head", "report", "reporting"), ("reporting@addS", "addS", "addScoreIndex"),
            ("addScore@-1", "addScore", "addScoreIndex"), ("20240101", "20240101", "202401011200"),
            ("3F9A", "3F9A", "3F9A1C2E77B1"), ("dead", "dead", "deadbeef"),
        ]
        for (target, name, whole) in shortened {
            #expect(throws: RevisionGraphError.shortenedName(name, of: whole)) {
                try graph.checkNames(ofStamp: ["3f9a", target])
            }
        }
        // What no revision has is refused as such.
        #expect(throws: RevisionGraphError.revisionNotFound("createScore", nearest: [])) {
            try graph.stampPlan(to: ["createScore"], from: [])
        }
    }

    @Test("A name that leads to one revision from several heads names it once")
    func oneRevisionFromSeveralHeads() throws {
        let fork = try RevisionGraph.fork
        #expect(try fork.stampPlan(to: ["-1"], from: []).rowsAdded == ["m1", "s1"])
        #expect(try fork.stampPlan(to: ["-2"], from: []).rowsAdded == ["root"])
        #expect(throws: MergeError.self) { try fork.revisionsToMerge(["-2"]) }
        #expect(try fork.newRevision("new", after: ["-2"], splice: true).downRevisions == ["root"])
        let uneven = try RevisionGraph([
            .revision("root"), .revision("a1", ["root"]), .revision("b1", ["root"]), .revision("b2", ["b1"]),
        ])
        #expect(try uneven.stampPlan(to: ["-1"], from: []).rowsAdded == ["b1"])
    }

    @Test(
        "A stamp with a fixed place replaces rows that no file has",
        arguments: [
            (["heads"], ["gone"], ["m2", "s2"]), (["base"], ["gone"], []), (["s1"], ["gone", "lost"], ["s1"]),
            (["s2"], ["gone", "s1", "m1"], ["s2", "m1"]), (["s1"], ["s1", "gone"], ["s1"]),
            (["shop@base"], ["gone", "s1", "m1"], ["m1"]), ([], ["gone"], []),
        ] as [([String], [RevisionID], Set<RevisionID>)])
    func stampingAPlaceReplacesRowsThatNoFileHas(
        _ targets: [String], _ rows: [RevisionID], _ expected: Set<RevisionID>
    ) throws {
        let plan = try RevisionGraph.fork.stampPlan(to: targets, from: rows)
        #expect(Set(plan.rowsRemoved).isSubset(of: rows))
        #expect(Set(plan.rowsAdded).isDisjoint(with: rows))
        #expect(Set(rows).subtracting(plan.rowsRemoved).union(plan.rowsAdded) == expected)
    }

    @Test(
        "A stamp with a relative name needs rows that files have",
        arguments: ["current", "+1", "-1", "s1+1", "shop@-1"])
    func stampingStepsNeedsRowsThatFilesHave(_ target: String) throws {
        #expect(throws: RevisionGraphError.databaseRevisionUnknown(["gone"])) {
            try RevisionGraph.fork.stampPlan(to: ["root", target], from: ["gone", "s1"])
        }
    }

    @Test("A mistyped stamp is still refused")
    func aMistypedStampIsStillRefused() throws {
        #expect(throws: RevisionGraphError.revisionNotFound("nowhere", nearest: [])) {
            try RevisionGraph.fork.stampPlan(to: ["nowhere"], from: ["gone"])
        }
    }

    @Test(
        "The history is listed newest first",
        arguments: [
            (nil, ["a4", "a3", "a2", "a1"]), (":a2", ["a2", "a1"]), ("a3:", ["a4", "a3"]), ("a2:a3", ["a3", "a2"]),
            ("current:", ["a4", "a3", "a2"]), (":current", ["a2", "a1"]), ("current:+1", ["a3", "a2"]),
            ("a1:+1", ["a2", "a1"]), ("current:+9", ["a4", "a3", "a2"]), ("-1:", ["a4", "a3"]), ("-9:a1", ["a1"]),
        ] as [(String?, [RevisionID])])
    func historyNewestFirst(_ range: String?, _ expected: [RevisionID]) throws {
        #expect(try RevisionGraph.line.history(range, current: ["a2"]).map(\.id) == expected)
    }

    @Test("New revisions get their place and their dependencies")
    func newRevisions() throws {
        let graph = try RevisionGraph.fork
        #expect(try graph.newRevision("new", after: ["heads"]).downRevisions == ["m2", "s2"])
        let spliced = try graph.newRevision("new", after: ["s1"], splice: true, dependsOn: ["mail", "m2"])
        #expect(spliced.downRevisions == ["s1"])
        #expect(spliced.dependsOn == ["mail", "m2"])
    }
}
