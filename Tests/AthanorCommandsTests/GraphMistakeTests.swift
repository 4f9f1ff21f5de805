import Testing

@testable import AthanorCommands

/// Mistakes of people, and what the command line says of them.
@Suite struct GraphMistakeTests {
    private func project(_ revisions: [(id: String, down: String, more: String)]) throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        for (id, down, more) in revisions {
            try project.write(
                "versions/\(id)_step.sql",
                "-- step \(id)\n--\n-- revision: \(id)\n-- down_revision: \(down)\n\(more)\n-- upgrade\n\n-- downgrade\n"
            )
        }
        return project
    }

    @Test("For an unknown revision, the error names the nearest ones")
    func unknownRevisionShowsTheNearest() async throws {
        let project = try project([
            ("3f9a1c2e77b0", "", "-- branch_labels: reporting\n"), ("8d1f02c4b7a9", "3f9a1c2e77b0", ""),
        ])
        let mistyped = await project.run("upgrade", "3f9a1c2e77bO")
        #expect(mistyped.status == .failure)
        #expect(
            mistyped.errorOutput.hasPrefix(
                "error: there is no revision or branch '3f9a1c2e77bO'; the nearest is '3f9a1c2e77b0'\n"))
        #expect(await project.run("show", "reportnig").errorOutput.contains("the nearest is 'reporting'\n"))
        let far = await project.run("downgrade", "nowhere").errorOutput
        #expect(far.hasPrefix("error: there is no revision or branch 'nowhere'\n"))
        #expect(far.contains("`athanor history`"))
    }

    @Test("Several heads are listed with the ways out")
    func severalHeadsAreListedWithTheWaysOut() async throws {
        let project = try project([
            ("root1", "", ""), ("shop1", "root1", "-- branch_labels: shop\n"), ("mail22", "root1", ""),
        ])
        let outcome = await project.run("upgrade", "head")
        #expect(outcome.status == .failure)
        #expect(
            outcome.errorOutput == """
                error: 'head' means a single head, but there are several: mail22, shop1
                HEADS: mail22  \(project.path)/versions/mail22_step.sql
                       shop1   \(project.path)/versions/shop1_step.sql (shop)
                Write 'heads' for all of them, 'branch@head' or an id for one, or write a revision that merges them: \
                `athanor merge heads`.

                """)
        // The ways out are ways.
        #expect(await project.run("upgrade", "shop@head").status == .success)
        #expect(await project.run("upgrade", "heads").status == .success)
    }

    @Test("Of several heads, steps down say which they count from, and how to name another")
    func stepsFromSeveralHeads() async throws {
        let project = try project([
            ("root1", "", ""), ("aaaa", "root1", ""), ("bbbb", "root1", ""), ("cccc", "bbbb", ""),
        ])
        await project.run("upgrade", "heads")
        let warning = """
            warning: the database is at several heads (aaaa, cccc); steps down count from aaaa
            To count from another head: `athanor downgrade cccc@-1`.
            """
        #expect(await project.run("downgrade", "-1", "--plan").errorOutput.contains(warning))
        for named in ["cccc@-1", "root1"] {
            #expect(await project.run("downgrade", named, "--plan").errorOutput.contains("several heads") == false)
        }
        let other = await project.run("downgrade", "cccc@-1")
        #expect(other.status == .success && other.errorOutput.contains("several heads") == false)
        #expect(await project.run("downgrade", "-1", "--json").output.contains(#""event":"counted_from""#))
        #expect(await project.run("current").output == "bbbb  step bbbb\n")
        #expect(await project.run("downgrade", "-1").errorOutput.contains("several heads") == false)
    }

    @Test(
        "What other tools call a command leads to it",
        arguments: [("status", "current"), ("rollback", "downgrade"), ("migrate", "upgrade"), ("new", "revision")])
    func namesElsewhere(_ name: String, _ meant: String) async throws {
        let outcome = await (try TemporaryProject()).run(name)
        #expect(outcome.status == .usage)
        #expect(outcome.errorOutput.contains("There is no command \"\(name)\". Did you mean \"\(meant)\"?"))
    }

    @Test("Without a configuration file the question for a database says so")
    func noConfigurationFile() async throws {
        let project = try project([("aaaa", "", "")])
        try project.write("athanor.yaml", "# nothing\n")
        #expect(await project.run("current").errorOutput.contains("There is no athanor.yaml") == false)
        try project.remove("athanor.yaml")
        let outcome = await project.run("current")
        #expect(outcome.errorOutput.contains("no database is configured"))
        #expect(outcome.errorOutput.contains("There is no athanor.yaml in this folder"))
        #expect(outcome.errorOutput.contains("`athanor init`"))
    }

    @Test("A cycle is shown as a path with its files")
    func aCycleIsShownAsThePathWithItsFiles() async throws {
        let project = try project([("aaaa", "cccc", ""), ("bbbb", "aaaa", ""), ("cccc", "bbbb", ""), ("dddd", "", "")])
        for command in ["heads", "history", "current"] {
            let outcome = await project.run(command)
            #expect(outcome.status == .failure)
            let folder = "\(project.path)/versions"
            #expect(
                outcome.errorOutput.hasPrefix(
                    "error: the revisions form a cycle: bbbb -> cccc -> aaaa -> bbbb "
                        + "(\(folder)/bbbb_step.sql, \(folder)/cccc_step.sql, \(folder)/aaaa_step.sql)\n"))
            #expect(outcome.errorOutput.contains("Correct the down revision"))
        }
    }

    @Test("A cycle through a dependency is shown too")
    func aCycleThroughADependencyIsShownToo() async throws {
        let project = try project([("aaaa", "", "-- depends_on: bbbb\n"), ("bbbb", "aaaa", "")])
        #expect(
            await project.run("heads").errorOutput.hasPrefix(
                "error: the revisions form a cycle through depends_on: bbbb -> aaaa -> bbbb ("))
    }

    @Test("Every command that meets a revision that no file has explains it")
    func rowWithoutFileIsExplained() async throws {
        let project = try project([("aaaa", "", ""), ("bbbb", "aaaa", "")])
        await project.run("upgrade", "head")
        try project.remove("versions/bbbb_step.sql")
        for arguments in [["upgrade", "head"], ["downgrade", "base"], ["current"], ["history", "-r", "current:"]] {
            let outcome = await project.run(arguments)
            #expect(outcome.status == .failure)
            #expect(
                outcome.errorOutput.contains("error: the database holds a revision that no file has: bbbb\n"))
            #expect(outcome.errorOutput.contains("another branch of the code"), "\(arguments)")
            #expect(outcome.errorOutput.contains("`athanor stamp` with an id"), "\(arguments)")
        }
        // As advised.
        #expect(await project.run("stamp", "aaaa").status == .success)
        #expect(await project.run("current").output == "aaaa  (head)  step aaaa\n")
    }

    @Test("Two files with the same id are named")
    func twoFilesWithOneIDAreNamed() async throws {
        let project = try project([("aaaa", "", "")])
        try project.write("versions/copy.sql", try project.read("versions/aaaa_step.sql"))
        let outcome = await project.run("heads")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("/versions/aaaa_step.sql, \(project.path)/versions/copy.sql\n"))
    }
}
