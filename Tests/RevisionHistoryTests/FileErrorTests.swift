import RevisionHistory
import Testing

/// What is said of files that make no graph.
@Suite struct FileErrorTests {
    private func message(_ nodes: [RevisionNode]) -> String {
        do {
            _ = try RevisionGraph(nodes)
            return "no error"
        } catch {
            #expect(error.advice.hasSuffix("."))
            return error.message
        }
    }

    @Test(
        "Ids with reserved characters are refused",
        arguments: ["a@b", "a-b", "a+b", "a:b", "a,b", "a b", "a\t", "a\u{3000}b", "a\u{1B}[m", "\u{7F}a", "a\u{85}"])
    func idsWithCharactersThatMeanSomething(_ id: String) {
        let expected =
            "x.sql: the revision id '\(id)' holds white space, a control character, or one of '@', '-', '+', ':', ','"
        #expect(message([RevisionNode(id: RevisionID(id), origin: "x.sql")]) == expected)
    }

    @Test("Empty ids and labels are refused")
    func emptyNames() {
        #expect(message([RevisionNode(id: "", origin: "x.sql")]) == "x.sql: the revision's id is empty")
        #expect(message([.revision("a", labels: [""])]) == "a.sql: a branch label is empty")
    }

    @Test("Labels with reserved characters are refused")
    func labelsWithCharactersThatMeanSomething() {
        for label: BranchLabel in ["x-y", "x,y", "x\u{1B}"] {
            let expected =
                "a.sql: the branch label '\(label)' holds white space, a control character, or one of "
                + "'@', '-', '+', ':', ','"
            #expect(message([.revision("a", labels: [label])]) == expected)
        }
    }

    @Test("Words that mean places are no ids and no labels, in files and in new revisions", arguments: reserved)
    func reservedWords(_ word: String) throws {
        let fault = "is a word that means a place in every history"
        #expect(
            message([.revision("a"), RevisionNode(id: RevisionID(word), downRevisions: ["a"], origin: "x.sql")])
                == "x.sql: the revision id '\(word)' \(fault)")
        #expect(
            message([.revision("a"), .revision("b", ["a"], labels: ["shop", BranchLabel(word)])])
                == "b.sql: the branch label '\(word)' \(fault)")
        let graph = try RevisionGraph.line
        #expect(throws: RevisionGraphError.invalidRevisionID(RevisionID(word), origin: word)) {
            try graph.newRevision(RevisionID(word), after: ["head"])
        }
        #expect(throws: RevisionGraphError.invalidBranchLabel(BranchLabel(word), origin: "new.sql")) {
            try graph.newRevision("new", after: ["head"], branchLabels: [BranchLabel(word)], origin: "new.sql")
        }
        // A name that only contains such a word is none of them.
        #expect(message([.revision(RevisionID("\(word)1"), labels: [BranchLabel("my_\(word)")])]) == "no error")
    }

    static let reserved = ["head", "heads", "base", "current"]

    @Test("Duplicate ids and labels are refused with their files")
    func duplicates() {
        #expect(
            message([RevisionNode(id: "a", origin: "two.sql"), RevisionNode(id: "a", origin: "one.sql")])
                == "the revision id 'a' is in several files: one.sql, two.sql")
        #expect(
            message([.revision("a", labels: ["shop"]), .revision("b", labels: ["shop"])])
                == "the branch label 'shop' is in several files: a.sql, b.sql")
        #expect(
            message([.revision("a"), .revision("b", labels: ["a"])])
                == "b.sql: the branch label 'a' is also the revision id of a.sql")
    }

    @Test("Names of missing revisions are refused with the nearest name")
    func looseEnds() {
        #expect(
            message([.revision("3f9a1c2e77b0"), .revision("b", ["3f9a1c2e77b1"])])
                == "b.sql: revision 'b' has the down revision '3f9a1c2e77b1', which no file has; "
                + "the nearest is '3f9a1c2e77b0'")
        #expect(
            message([.revision("alpha"), .revision("b", ["nowhere_near"])])
                == "b.sql: revision 'b' has the down revision 'nowhere_near', which no file has")
        #expect(
            message([.revision("a", labels: ["reporting"]), .revision("b", dependsOn: ["reportnig"])])
                == "b.sql: revision 'b' depends on 'reportnig', which is neither a revision nor a branch label; "
                + "the nearest is 'reporting'")
    }

    @Test("Revisions that need themselves are refused")
    func revisionsThatNeedThemselves() {
        #expect(message([.revision("a", ["a"])]) == "a.sql: revision 'a' is its own down revision")
        #expect(
            message([.revision("a", labels: ["x"], dependsOn: ["x"])]) == "a.sql: revision 'a' depends on itself")
    }

    @Test("Cycles are shown in their order")
    func cyclesInOrder() {
        #expect(
            message([.revision("z"), .revision("a", ["c", "z"]), .revision("b", ["a"]), .revision("c", ["b"])])
                == "the revisions form a cycle: b -> c -> a -> b (b.sql, c.sql, a.sql)")
        #expect(
            message([.revision("a", dependsOn: ["c"]), .revision("b", ["a"]), .revision("c", ["b"])])
                == "the revisions form a cycle through depends_on: b -> c -> a -> b "
                + "(b.sql, c.sql, a.sql)")
    }
}
