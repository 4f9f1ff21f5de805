import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// Templates of the user's own, and what is run on what was written.
@Suite struct RevisionTemplateCommandTests {
    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        return project
    }

    private let template = """
        -- {{message}}
        --
        -- revision: {{revision}}
        -- down_revision:{{downRevisions}}
        -- branch_labels:{{branchLabels}}

        -- upgrade

        SET LOCAL ROLE {{team}};

        -- downgrade

        """

    @Test("A revision is written from the project's own template")
    func aTemplateOfOnesOwnIsWrittenFrom() async throws {
        let project = try project()
        try project.write("templates/revision.sql.mustache", template)
        try project.write("athanor.yaml", "template_arguments: { team: billing }\n")
        await project.run("revision", "-m", "it's <new>", "--rev-id", "a1", "--kind", "sql")
        let text = try project.read("versions/a1_it_s_new.sql")
        #expect(text.hasPrefix("-- it's <new>\n--\n-- revision: a1\n-- down_revision:\n"))
        #expect(text.contains("SET LOCAL ROLE billing;"))
        let listed = await project.run("list-templates")
        #expect(listed.lines.contains { $0.hasPrefix("revisions  sql") && $0.hasSuffix("revision.sql.mustache") })
        #expect(listed.lines.contains { $0.hasPrefix("revisions  swift") && $0.hasSuffix("built-in") })
        #expect(listed.lines.contains { $0.hasPrefix("projects   swift") })
        let shown = await project.run("list-templates", "--verbose")
        #expect(shown.output.contains(template) && shown.output.contains(RevisionTemplate.swift.builtInText))
        let json = await project.run("list-templates", "--json")
        let document = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((document["projects"] as? [[String: Any]])?.map { $0["name"] as? String } == ["sql", "swift"])
        #expect((document["revisions"] as? [[String: Any]])?.map { $0["is_built_in"] as? Bool } == [false, true])
    }

    @Test(
        "A template that makes a revision with another header is refused",
        arguments: [
            (
                "-- {{message}}\n--\n-- revision: other\n-- down_revision:{{downRevisions}}\n-- upgrade\n",
                "the revision's id would be other and not a1"
            ),
            (
                "-- {{message}}\n--\n-- revision: {{revision}}\n-- upgrade\n",
                "does not say what revision a1 comes after"
            ),
            (
                "-- {{message}}\n--\n-- revision: {{revision}}\n-- down_revision:\n-- upgrade\n-- upgrade\n",
                "line 6: a second `-- upgrade`"
            ),
            (
                "-- {{message}}\n--\n-- revision: {{revision}}\n-- down_revision:\n-- upgrade\n",
                "its branch labels would be nothing and not side"
            ),
            ("-- {{mesage}}", "revision.sql.mustache:1:6: error: the template has an unknown variable \"mesage\""),
        ])
    func templateOfAnotherRevision(template: String, reason: String) async throws {
        let project = try project()
        try project.write("templates/revision.sql.mustache", template)
        let outcome = await project.run("revision", "-m", "one", "--rev-id", "a1", "--branch-label", "side")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains(reason), "\(outcome.errorOutput)")
        #expect(outcome.errorOutput.contains("revision.sql.mustache"))
        #expect(try project.names(in: "versions").isEmpty)
    }

    @Test("Hooks run in the script location with the file's path")
    func hooksRunInTheScriptLocation() async throws {
        let project = try project()
        try project.write("db/versions/.gitkeep", "")
        try project.write(
            "athanor.yaml",
            """
            script_location: db
            post_write_hooks:
              - pwd > first
              - printf '%s' "$REVISION_SCRIPT_FILENAME" > second; test -f "$REVISION_SCRIPT_FILENAME"
            """)
        let outcome = await project.run("revision", "-m", "it's one", "--rev-id", "a1")
        #expect(outcome.status == .success, "\(outcome)")
        #expect(try project.read("db/first").hasSuffix("/db\n"))
        #expect(try project.read("db/second") == "\(project.path)/db/versions/a1_it_s_one.sql")
        try project.remove("db/first")
        await project.run("heads")
        await project.run("show", "head")
        #expect(try !project.names(in: "db").contains("first"))
        await project.run("revision", "-m", "two", "--rev-id", "b2", "--head", "base")
        try project.remove("db/first")
        await project.run("merge", "heads", "--rev-id", "m1")
        #expect(try project.names(in: "db").contains("first"))
        #expect(try project.read("db/second").hasSuffix("/m1_merge_a1_and_b2.sql"))
    }

    @Test(
        "A hook that fails leaves the file, and is reported",
        arguments: [
            ("exit 3", "ended with exit code 3"), ("no-such-formatter", "did not find the command"),
            ("kill -9 $$", "was ended by signal 9"), ("/", "exit code 126"),
        ])
    func aHookThatFailsLeavesTheFileAndSaysSo(hook: String, problem: String) async throws {
        let project = try project()
        let outcome = await project.run(
            "revision", "-m", "one", "--rev-id", "a1",
            environment: ["ATHANOR_POST_WRITE_HOOKS": "\(hook)\ntouch \(project.path)/second"])
        #expect(outcome.status == .failure)
        #expect(
            outcome.errorOutput.contains("post-write hook 1 (\(hook.prefix { $0 != " " }) …) "),
            "\(outcome.errorOutput)")
        #expect(outcome.errorOutput.contains(problem), "\(outcome.errorOutput)")
        #expect(outcome.errorOutput.contains("is kept: \(project.path)/versions/a1_one.sql"))
        #expect(try project.names(in: "versions") == ["a1_one.sql"])
        #expect(try !project.names().contains("second"))
    }
}
