import Athanor
import AthanorSQLite
import Foundation
import Testing

@testable import AthanorCommands

/// Whether views are as the revisions made them.
@Suite("Checking views")
struct ViewCheckTests {
    private func project() async throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write(
            "versions/a1.sql",
            """
            -- one
            --
            -- revision: a1
            -- down_revision:

            -- upgrade
            CREATE TABLE t (id integer, v text);
            CREATE VIEW best AS SELECT id FROM t;
            CREATE VIEW worst AS SELECT v FROM t;

            -- downgrade
            DROP VIEW worst;
            DROP VIEW best;
            DROP TABLE t;
            """)
        try await #require(project.run("upgrade", "head").status == .success)
        return project
    }

    private func change(_ project: TemporaryProject, _ statements: String...) async throws {
        let connection = try await SQLite().connect(
            to: DatabaseURL("sqlite:\(project.path)/app.db"), options: ConnectionOptions())
        for statement in statements { try await connection.query(sql: statement) }
        await connection.close()
    }

    @Test("A view that somebody changed fails the check, with its name, and `views` shows it at any width")
    func differing() async throws {
        let project = try await project()
        #expect(await project.run("check").status == .success)
        #expect(await project.run("check", "--views").output.contains("2 views are as the revisions made them."))
        try await change(project, "DROP VIEW best", "CREATE VIEW best AS SELECT id, v FROM t")
        let found = await project.run("check")
        #expect(found.status == .failure)
        #expect(found.lines.first?.hasPrefix("differs  best") == true, "\(found)")
        #expect(found.errorOutput.contains("a view is not as the revisions made it"), "\(found)")
        #expect(await project.run("check", "--revisions").status == .success)
        #expect(await project.run("check", "--views").status == .failure)
        let json = await project.run("check", "--json")
        #expect(json.output.contains("\"is_clean\" : false") && json.output.contains("\"best\""))
        #expect(await project.run("views").output.contains("differs"))
    }

    @Test("A target in the configuration finds its view as SQLite compares names; one that finds none is told")
    func targetNames() async throws {
        let project = try TemporaryProject()
        try project.write(
            "versions/a1.sql",
            """
            -- one
            --
            -- revision: a1
            -- down_revision:

            -- upgrade
            CREATE TABLE t (i int);
            CREATE MATERIALIZED VIEW Daily AS SELECT i FROM t;
            CREATE MATERIALIZED VIEW "o.d" AS SELECT i FROM t;
            CREATE MATERIALIZED VIEW other AS SELECT i FROM daily;
            -- downgrade: irreversible
            """)
        try project.write(
            "athanor.yaml",
            """
            database: sqlite:app.db
            refresh: {"daily": manual, "MAIN.OTHER": after DAILY, "O.d": manual, "none": manual, "temp.other": manual}
            """)
        #expect(await project.run("upgrade", "head").status == .success)
        let views = await project.run("views", "--json")
        #expect(views.output.split(separator: "\"manual\"").count == 3, "\(views)")
        #expect(views.output.contains("\"after daily\""), "\(views)")
        for call in [["check"], ["views"]] {
            let found = await project.run(call)
            let warnings = found.errorOutput.split(separator: "\n").filter { $0.contains("freshness target") }
            #expect(
                warnings.count == 2 && warnings[0].contains("none") && warnings[1].contains("temp.other"), "\(found)")
        }
    }

    @Test(
        "A materialized view that is older than its freshness target fails the check; without a target, or in time, it does not"
    )
    func stale() async throws {
        let project = try await project()
        try project.write(
            "versions/b2.sql",
            """
            -- two
            --
            -- revision: b2
            -- down_revision: a1

            -- upgrade
            -- athanor: refresh every 1 hour
            CREATE MATERIALIZED VIEW late AS SELECT id FROM t;
            -- athanor: refresh every 1 day
            CREATE MATERIALIZED VIEW intime AS SELECT id FROM t;
            CREATE MATERIALIZED VIEW free AS SELECT id FROM t;

            -- downgrade
            DROP MATERIALIZED VIEW free;
            DROP MATERIALIZED VIEW intime;
            DROP MATERIALIZED VIEW late;
            """)
        try await #require(project.run("upgrade", "head").status == .success)
        #expect(await project.run("check").status == .success)
        // Three hours pass.
        try await change(
            project,
            "UPDATE athanor_views SET noted_at = strftime('%Y-%m-%dT%H:%M:%fZ', noted_at, '-3 hours')")
        let found = await project.run("check", "--views")
        #expect(found.status == .failure)
        #expect(found.lines.filter { $0.hasPrefix("stale") }.count == 1, "\(found)")
        #expect(found.lines[0].contains("late") && found.lines[0].contains("3 h old; target: every 1 hour"), "\(found)")
        #expect(found.errorOutput.contains("a view is older than its freshness target"), "\(found)")
        #expect(found.errorOutput.contains("`athanor refresh --stale`"), "\(found)")
        #expect(await project.run("check").status == .failure)
        #expect(await project.run("check", "--revisions").status == .success)
        let json = await project.run("check", "--json").output
        #expect(json.contains("\"is_clean\" : false") && json.contains("\"target\" : \"every 1 hour\""), "\(json)")
        await project.run("refresh", "--stale")
        #expect(await project.run("check").status == .success)
    }

    @Test("A view that somebody dropped or renamed fails the check, and one that a revision drops does not")
    func missing() async throws {
        let project = try await project()
        try await change(project, "DROP VIEW best")
        let found = await project.run("check", "--views")
        #expect(found.status == .failure)
        #expect(found.lines.first?.hasPrefix("missing  best") == true, "\(found)")
        #expect(await project.run("check", "--json").output.contains("\"missing\" : ["))
        try await change(project, "CREATE VIEW best AS SELECT id FROM t")
        #expect(await project.run("check").status == .success)
        try project.write(
            "versions/b1.sql",
            """
            -- two
            --
            -- revision: b1
            -- down_revision: a1

            -- upgrade
            DROP VIEW best;

            -- downgrade
            CREATE VIEW best AS SELECT id FROM t;
            """)
        for target in ["head", "a1", "base", "head"] {
            try await #require(
                project.run(target == "head" ? "upgrade" : "downgrade", target).status == .success)
            let clean = await project.run("check")
            #expect(clean.status == .success, "\(target): \(clean)")
        }
    }

    @Test("Revisions and views are told of together")
    func both() async throws {
        let project = try await project()
        try await change(project, "DROP VIEW best", "CREATE VIEW best AS SELECT id, v FROM t")
        let text = try project.read("versions/a1.sql")
        try project.write("versions/a1.sql", text.replacing("v text", with: "v blob"))
        let found = await project.run("check")
        #expect(
            found.errorOutput.contains(
                "an applied revision was edited or removed since it was applied; and a view is not"), "\(found)")
    }
}
