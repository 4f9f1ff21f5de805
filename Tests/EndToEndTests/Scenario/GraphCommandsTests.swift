import Foundation
import TestSupport
import Testing

/// The commands that look at the graph, through the executable.
@Suite("Looking at the graph")
struct GraphCommandsTests {
    /// root, the branches `shop` and `mail` on it, and a merge of both that depends on nothing else.
    private func write(to workspace: Workspace) throws {
        let revisions = [
            ("root", "", "", 1), ("shop1", "root", "shop", 2), ("mail1", "root", "mail", 3),
            ("both", "shop1, mail1", "", 4), ("late", "both", "", 5),
        ]
        for (id, down, label, day) in revisions {
            try workspace.write(
                """
                -- step \(id)
                --
                -- revision: \(id)
                -- down_revision: \(down)
                -- branch_labels: \(label)
                -- create_date: 2026-11-0\(day)

                -- upgrade
                CREATE TABLE "\(id)" (id integer);

                -- downgrade
                DROP TABLE "\(id)";

                """, to: "versions/\(id).sql")
        }
    }

    @Test("Commands tell of the graph and of where the database is in it", arguments: TestedDatabase.allCases)
    func looking(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            try await Workspace.with { workspace in
                try write(to: workspace)
                func athanor(_ arguments: String...) async throws -> Execution {
                    try await Executable.athanor.run(
                        arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                }
                func lines(_ execution: Execution) -> [String] {
                    execution.output.split(separator: "\n").map(String.init)
                }

                #expect(lines(try await athanor("heads")) == ["late  (head)  mail, shop  step late"])
                #expect(lines(try await athanor("branches")).count == 3)
                #expect(lines(try await athanor("branches")).first?.hasPrefix("root") == true)
                #expect(
                    try await athanor("history", "--graph").output == #"""
                        * late mail, shop (head) step late
                        * both mail, shop (merge point) step both
                        |\
                        | * mail1 mail step mail1
                        * | shop1 shop step shop1
                        |/
                        * root (branch point) step root

                        """#)
                #expect(try await athanor("current", "--check-heads").exitCode == 1)

                #expect(try await athanor("upgrade", "both").exitCode == 0)
                let behind = try await athanor("current", "--check-heads")
                #expect(behind.exitCode == 1)
                #expect(behind.errors.contains("the database is not at the head\n"), "\(behind)")
                let marked = try await athanor("history", "-i", "-r", "both:")
                #expect(marked.output.contains("both  mail, shop  (current) (merge point)"), "\(marked)")
                let picture = try await athanor("graph", "--format", "dot")
                #expect(picture.output.contains("[label=\"late\\nstep late\", class=\"pending head\""), "\(picture)")
                let mermaid = try await athanor("graph")
                #expect(mermaid.output.contains("\n    class r0,r1,r2,r3 applied\n"), "\(mermaid)")

                #expect(try await athanor("upgrade", "head").exitCode == 0)
                #expect(try await athanor("current", "--check-heads").exitCode == 0)
                for command in ["heads", "branches", "history", "current", "graph"] {
                    let machines = try await athanor(command, "--json")
                    #expect(machines.exitCode == 0)
                    _ = try JSONSerialization.jsonObject(with: Data(machines.output.utf8))
                }
            }
        }
    }

    @Test("history asks no database unless it must")
    func historyIsQuick() async throws {
        try await Workspace.with { workspace in
            try write(to: workspace)
            let nowhere = ["DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"]
            let plain = try await Executable.athanor.run(["history"], in: workspace.folder, environment: nowhere)
            #expect(plain.exitCode == 0 && plain.errorsBesideDatabase.isEmpty, "\(plain)")
            let asking = try await Executable.athanor.run(
                ["history", "-i"], in: workspace.folder, environment: nowhere)
            #expect(asking.exitCode == 1 && asking.output.isEmpty, "\(asking)")
        }
    }
}
