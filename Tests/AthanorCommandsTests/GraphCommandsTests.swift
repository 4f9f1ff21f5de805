import Foundation
import Testing

@testable import AthanorCommands

/// The commands that look at the graph, in this process, on SQLite.
@Suite struct GraphCommandsTests {
    /// base1, then the branches `shop` (s1, s2) and `mail` (m1, m2); m2 depends on s1.
    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try write(project, "base1", "create base", day: 1)
        try write(project, "s1", "create shop", after: "base1", labels: "shop", day: 2)
        try write(project, "s2", "fill shop", after: "s1", day: 3)
        try write(project, "m1", "create \"mail\" <b> & Co", after: "base1", labels: "mail", day: 4)
        try write(project, "m2", "fill mail", after: "m1", dependsOn: "s1", day: 5)
        return project
    }

    private func write(
        _ project: TemporaryProject, _ id: String, _ message: String, after down: String = "", labels: String = "",
        dependsOn: String = "", day: Int = 9
    ) throws {
        try project.write(
            "versions/\(id)_revision.sql",
            """
            -- \(message)
            --
            -- revision: \(id)
            -- down_revision: \(down)
            -- branch_labels: \(labels)
            -- depends_on: \(dependsOn)
            -- create_date: 2026-11-0\(day)

            -- upgrade
            CREATE TABLE \(id) (id integer);

            -- downgrade
            DROP TABLE \(id);

            """)
    }

    private func json(_ outcome: TemporaryProject.Outcome) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }

    private func ids(_ value: Any?) -> [String] {
        (value as? [[String: Any]] ?? []).compactMap { $0["revision"] as? String }
    }

    @Test("Heads are listed in short, in full, and as JSON")
    func headsAreListed() async throws {
        let project = try project()
        #expect(
            await project.run("heads").lines == [
                "s2  (head)  shop  fill shop", "m2  (head)  mail  fill mail",
            ])
        let detailed = await project.run("heads", "-v")
        #expect(detailed.output.contains("depends on     s1\n"))
        #expect(detailed.output.contains("/versions/m2_revision.sql\n\n    fill mail\n"))
        let documents = try json(await project.run("heads", "--json"))
        #expect(ids(documents) == ["s2", "m2"])
    }

    @Test("Heads that another revision depends on are left out on demand")
    func headsResolvingDependencies() async throws {
        let project = try project()
        try write(project, "m3", "needs all of shop", after: "m2", dependsOn: "s2")
        #expect(await project.run("heads").lines.count == 2)
        #expect(
            await project.run("heads", "--resolve-dependencies").lines == ["m3  (head)  mail  needs all of shop"])
        #expect(await project.run("heads", "--resolve_dependencies", "-q").lines.count == 1)
    }

    @Test("Branch points are listed with the revisions that follow them")
    func branchPointsAreListedWithWhatFollowsThem() async throws {
        let project = try project()
        #expect(
            await project.run("branches").lines == [
                "base1  (branch point)  create base", "    → s1  shop  create shop",
                "    → m1  mail  create \"mail\" <b> & Co",
            ])
        let detailed = await project.run("branches", "-v").output
        #expect(detailed.contains("comes after  base\n"))
        #expect(detailed.contains("    → s1  shop  create shop\n"))
        let documents = try #require(try json(await project.run("branches", "--json")) as? [[String: Any]])
        #expect(ids(documents.map { $0["branch_point"] as? [String: Any] ?? [:] }) == ["base1"])
        #expect(ids(documents.first?["branches"]) == ["s1", "m1"])
    }

    @Test("A linear history has no branches")
    func aLineHasNoBranches() async throws {
        let project = try TemporaryProject()
        try write(project, "a", "one")
        #expect(await project.run("branches").output == "There are no branches: the history is a line.\n")
        #expect(try json(await project.run("branches", "--json")) as? [String] == [])
    }

    @Test("current checks whether the database is at every head")
    func currentChecksForHeads() async throws {
        let project = try project()
        #expect(await project.run("current").status == .success)
        let atBase = await project.run("current", "--check-heads")
        #expect(atBase.status == .failure)
        #expect(
            atBase.errorOutput == """
                error: the database is not at every head
                It is at base; the heads are s2, m2, 5 revisions further.
                `athanor upgrade heads` applies what is missing.

                """)
        await project.run("upgrade", "shop@head")
        #expect(await project.run("current", "--check-heads").errorOutput.contains("It is at s2; "))
        await project.run("upgrade", "heads")
        let atHeads = await project.run("current", "--check-heads")
        #expect(atHeads.status == .success)
        #expect(
            atHeads.lines == ["s2  (head)  shop  fill shop", "m2  (head)  mail  fill mail"],
            "in the history's order, not the table's")
        #expect(await project.run("current", "-v").output.contains("depends on     s1\n"))
    }

    @Test("current prints JSON")
    func currentSpeaksToMachines() async throws {
        let project = try project()
        await project.run("upgrade", "s1")
        let outcome = await project.run("current", "--json", "--check-heads")
        #expect(outcome.status == .failure)
        let document = try #require(try json(outcome) as? [String: Any])
        #expect(ids(document["revisions"]) == ["s1"])
        #expect(document["is_at_heads"] as? Bool == false)
        #expect(document["unknown"] as? [String] == [])
    }

    @Test("current shows known revisions next to those that no file has")
    func currentShowsKnownAndMissing() async throws {
        let project = try project()
        await project.run("upgrade", "heads")
        try project.remove("versions/s2_revision.sql")
        let outcome = await project.run("current")
        #expect(outcome.status == .failure)
        #expect(
            outcome.lines == [
                "m2  (head)  mail  fill mail", "s2  missing: it was applied, and no file has it any more",
            ])
        #expect(outcome.errorOutput.hasPrefix("error: the database holds a revision that no file has: s2\n"))
        #expect(outcome.errorOutput.contains("another branch of the code"))
        #expect(outcome.errorOutput.contains("`athanor stamp`"))
        let document = try #require(try json(await project.run("current", "--json")) as? [String: Any])
        #expect(document["unknown"] as? [String] == ["s2"])
        #expect(document["missing"] as? [String] == ["s2"])
    }

    @Test("history takes a range, and marks the database's place")
    func historyTakesARangeAndMarksTheDatabase() async throws {
        let project = try project()
        await project.run("upgrade", "s1")
        #expect(
            await project.run("history", "-i", "-r", "s1:s2").lines == [
                "s1 →     s2  shop  (head)     fill shop", "base1 →  s1  shop  (current)  create shop",
            ])
        #expect(await project.run("history", "--rev-range", ":m1").lines.count == 2)
        #expect(await project.run("history", "-r", "current:s2").lines.count == 2)
        let plain = try #require(try json(await project.run("history", "--json")) as? [[String: Any]])
        #expect(plain.count == 5)
        #expect(plain.allSatisfy { $0["is_current"] == nil })
        let marked = try #require(try json(await project.run("history", "--json", "-i")) as? [[String: Any]])
        #expect(marked.filter { $0["is_current"] as? Bool == true }.compactMap { $0["revision"] as? String } == ["s1"])
    }

    @Test("history draws the graph")
    func historyIsDrawn() async throws {
        let project = try project()
        #expect(
            await project.run("history", "--graph").output == """
                * m2 mail (head) (depends on s1) fill mail
                * m1 mail create "mail" <b> & Co
                | * s2 shop (head) fill shop
                | * s1 shop create shop
                |/
                * base1 (branch point) create base

                """)
        let detailed = await project.run("history", "--graph", "-v").output
        #expect(detailed.contains("\n| * revision       s1\n| | comes after    base1\n"), "\(detailed)")
        #expect(await project.run("history", "--graph", "--json").status == .usage)
    }

    @Test("The graph is printed for Mermaid")
    func theGraphIsGivenToMermaid() async throws {
        let project = try project()
        await project.run("upgrade", "s1")
        let outcome = await project.run("graph")
        #expect(outcome.errorOutput == "")
        #expect(
            outcome.output == """
                flowchart TB
                    r0["base1<br>create base"]
                    r1["s1<br>shop<br>create shop"]
                    r2["s2<br>fill shop"]
                    r3["m1<br>mail<br>create #34;mail#34; #60;b#62; #38; Co"]
                    r4["m2<br>fill mail"]
                    r0 --> r1
                    r1 --> r2
                    r0 --> r3
                    r3 --> r4
                    r1 -.-> r4
                    classDef applied fill:#d3f0d8,color:#000
                    class r0,r1 applied
                    classDef pending fill:#f4f4f4,color:#555,stroke-dasharray:4 3
                    class r2,r3,r4 pending
                    classDef current stroke:#1a7f37
                    class r1 current
                    classDef head stroke-width:4px
                    class r2,r4 head

                """)
    }

    @Test("The graph is printed for Graphviz")
    func theGraphIsGivenToGraphviz() async throws {
        let project = try project()
        try project.write("athanor.yaml", "")
        try write(project, "q1", "back\\slash &amp;", after: "s2")
        let outcome = await project.run("graph", "--format", "dot", "-r", "s1:q1")
        #expect(
            outcome.output == #"""
                digraph history {
                    node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="sans-serif"];
                    r0 [label="s1\nshop\ncreate shop"];
                    r1 [label="s2\nfill shop"];
                    r2 [label="q1\nback\\slash &amp;amp;", class="head", penwidth=3];
                    r0 -> r1;
                    r1 -> r2;
                }

                """#)
        #expect(await project.run("graph", "--format", "png").status == .usage)
    }

    @Test("The graph is printed as JSON")
    func theGraphIsGivenToMachines() async throws {
        let project = try project()
        let document = try #require(
            try json(await project.run("graph", "--json", "--database", "sqlite:app.db")) as? [String: Any])
        #expect(ids(document["revisions"]).count == 5)
        #expect((document["applied"] as? [String]) == [])
        let edges = try #require(document["edges"] as? [[String: String]])
        #expect(edges.contains(["from": "s1", "to": "m2", "kind": "depends_on"]))
        #expect(edges.count == 5)
    }

    @Test("Without a reachable database, the graph loses only its colours")
    func graphWithoutTheDatabase() async throws {
        let project = try project()
        let outcome = await project.run("graph", "--database", "sqlite:versions/s1_revision.sql")
        #expect(outcome.status == .success)
        #expect(outcome.errorOutput.hasPrefix("warning: cannot show which revisions are applied: "))
        #expect(!outcome.output.contains("pending"))
    }

    @Test("show prints operations and SQL as JSON")
    func showGivesTheWorkToMachines() async throws {
        let project = try project()
        let documents = try #require(try json(await project.run("show", "s1", "--json")) as? [[String: Any]])
        let document = try #require(documents.first)
        #expect((document["revision"] as? [String: Any])?["revision"] as? String == "s1")
        let upgrade = try #require(document["upgrade"] as? [String: Any])
        #expect(upgrade["operations"] as? [String] == ["execute CREATE TABLE s1 (id integer);"])
        #expect((upgrade["sql"] as? String)?.contains("CREATE TABLE s1") == true)
        #expect(try json(await project.run("show", "base", "--json")) as? [String] == [])
    }

    @Test("show says what base is, also for another name of it")
    func showOfBase() async throws {
        let project = try project()
        let base = await project.run("show", "base")
        #expect(base.output == "base is not a revision: base is the state before the first revision.\n")
        let current = await project.run("show", "current", "--database", "sqlite:app.db")
        #expect(current.output == "current is base, not a revision: base is the state before the first revision.\n")
    }
}
