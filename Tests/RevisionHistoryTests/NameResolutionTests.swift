import RevisionHistory
import Testing

@Suite struct NameResolutionTests {
    @Test(
        "Names resolve without a database",
        arguments: [
            ("s1", ["s1"]), ("roo", ["root"]), ("shop", ["s1"]), ("mai", ["m1"]), ("heads", ["m2", "s2"]), ("base", []),
            ("shop@head", ["s2"]), ("s1@head", ["s2"]), ("mail@heads", ["m2"]), ("shop@s2", ["s2"]), ("shop@base", []),
            ("shop@-1", ["s1"]), ("-2", ["root", "root"]), ("mail@-9", []),
        ] as [(String, [RevisionID])])
    func namesByThemselves(_ name: String, _ expected: [RevisionID]) throws {
        #expect(try RevisionGraph.fork.resolve(name) == expected)
    }

    @Test(
        "Names resolve relative to the database's current revisions",
        arguments: [
            ("current", ["m1", "s1"]), ("shop@+1", ["s2"]), ("shop@-1", ["root"]), ("mail@-2", []), ("s2-1", ["s1"]),
            ("s1+1", ["s2"]), ("base+1", ["root"]), ("shop@base+2", ["s1"]), ("shop@head-2", ["root"]),
            ("s1+0", ["s1"]),
        ] as [(String, [RevisionID])])
    func namesFromWhereTheDatabaseIs(_ name: String, _ expected: [RevisionID]) throws {
        #expect(try RevisionGraph.fork.resolve(name, current: ["s1", "m1"]) == expected)
    }

    @Test("Ids of up to three characters are not found by a prefix")
    func shortNamesAreNoPrefixOfShortIDs() throws {
        let graph = try RevisionGraph([.revision("abc"), .revision("abcd", ["abc"])])
        #expect(try graph.resolve("abc") == ["abc"])
        #expect(try graph.resolve("ab") == ["abcd"])
    }

    @Test("A branch makes a prefix unique")
    func aBranchMakesAPrefixUnique() throws {
        let graph = try RevisionGraph([.revision("abc1", labels: ["left"]), .revision("abc2", labels: ["right"])])
        #expect(try graph.resolve("right@abc") == ["abc2"])
        #expect(throws: RevisionGraphError.ambiguousPrefix("abc", candidates: ["abc1", "abc2"])) {
            try graph.resolve("abc")
        }
    }

    @Test(
        "Malformed names are refused",
        arguments: ["", "@", "shop@", "rev+2junk", "rev+", "-", "+", "a b", "shop@s1@s2", "s1--1", "s1+1+1"])
    func malformedNames(_ name: String) throws {
        let graph = try RevisionGraph.fork
        #expect(throws: RevisionGraphError.invalidName(name)) { try graph.resolve(name) }
        #expect(throws: RevisionGraphError.invalidName(name)) { try graph.resolve(name, current: []) }
        #expect(throws: RevisionGraphError.invalidName(name)) { try graph.upgradePlan(to: name, from: []) }
        #expect(throws: RevisionGraphError.invalidName(name)) { try graph.downgradePlan(to: name, from: []) }
    }

    @Test("Numbers too large for any graph are past the end")
    func numbersTooLargeForAnyGraphArePastTheEnd() throws {
        let graph = try RevisionGraph.line
        let many = "99999999999999999999999999"
        #expect(throws: RevisionGraphError.stepsPastEnd("+\(many)")) {
            try graph.upgradePlan(to: "+\(many)", from: [])
        }
        #expect(throws: RevisionGraphError.stepsPastEnd("-\(many)")) {
            try graph.downgradePlan(to: "-\(many)", from: ["a4"])
        }
    }
}
