import Athanor
import Foundation
import Testing

@testable import AthanorCommands

@Suite("revision --replace-view") struct ReplaceViewTests {
    /// A project whose database has a materialized view and a plain one.
    private func project(_ more: String = "", versions: String = "versions") async throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\nversions: \(versions)\n\(more)")
        try project.write(
            "\(versions)/a1.sql",
            """
            -- first
            --
            -- revision: a1
            -- down_revision:

            -- upgrade

            CREATE TABLE usages (id INTEGER, day TEXT);
            CREATE MATERIALIZED VIEW daily_usage AS SELECT day, count(*) AS number FROM usages GROUP BY day;
            CREATE VIEW "Über sicht" AS SELECT id -- all of them
            FROM usages;

            -- downgrade: irreversible

            """)
        let upgraded = await project.run("upgrade", "head")
        try #require(upgraded.status == .success, "\(upgraded)")
        return project
    }

    @Test("The live definition becomes v01, its copy v02, and the revision replaces the one by the other")
    func first() async throws {
        let project = try await project()
        let outcome = await project.run("revision", "--replace-view", "daily_usage", "--rev-id", "b2")
        #expect(outcome.status == .success, "\(outcome)")
        let path = project.path
        #expect(
            outcome.lines == [
                "\(path)/versions/b2_replace_view_daily_usage.sql", "\(path)/views/daily_usage_v01.sql",
                "\(path)/views/daily_usage_v02.sql",
                "Next, edit \(path)/views/daily_usage_v02.sql, which holds the present definition of daily_usage, then "
                    + "`athanor upgrade head`.",
            ])
        let query = "SELECT day, count(*) AS number FROM usages GROUP BY day\n"
        #expect(try project.read("views/daily_usage_v01.sql") == query)
        #expect(try project.read("views/daily_usage_v02.sql") == query)
        let revision = try project.read("versions/b2_replace_view_daily_usage.sql")
        #expect(
            revision.hasSuffix(
                """

                -- upgrade

                CREATE OR REPLACE MATERIALIZED VIEW daily_usage AS FILE 'views/daily_usage_v02.sql';

                -- downgrade

                CREATE OR REPLACE MATERIALIZED VIEW daily_usage AS FILE 'views/daily_usage_v01.sql';

                """), "\(revision)")
        #expect(revision.contains("-- down_revision: a1\n"))
    }

    @Test("A file that holds the live definition already is the one to go back to, with its comments and layout")
    func next() async throws {
        let project = try await project()
        let text = "-- by day\nSELECT day, count(*) AS number\nFROM usages\nGROUP BY day;\n"
        try project.write("views/daily_usage_v07.sql", text)
        try project.write("views/daily_usage_v3.sql", "SELECT 1")
        try project.write("views/daily_usage_old.sql", "SELECT 1")
        let outcome = await project.run(
            "revision", "--replace-view", "main.DAILY_USAGE", "-m", "count otherwise", "--quiet")
        #expect(outcome.status == .success, "\(outcome)")
        #expect(outcome.lines.count == 2 && outcome.lines.last == "\(project.path)/views/daily_usage_v08.sql")
        #expect(try project.read("views/daily_usage_v08.sql") == text)
        let revision = try project.read(outcome.lines[0])
        #expect(revision.contains("AS FILE 'views/daily_usage_v08.sql';"))
        #expect(revision.contains("AS FILE 'views/daily_usage_v07.sql';"))
    }

    @Test("A newest file that is not the live definition is left alone, and the live one written after it")
    func changedByHand() async throws {
        let project = try await project()
        try project.write("views/daily_usage_v01.sql", "SELECT 'open")
        let outcome = await project.run("revision", "--replace-view", "daily_usage")
        #expect(outcome.status == .success, "\(outcome)")
        #expect(try project.read("views/daily_usage_v01.sql") == "SELECT 'open")
        #expect(
            try project.names(in: "views") == ["daily_usage_v01.sql", "daily_usage_v02.sql", "daily_usage_v03.sql"])
    }

    @Test("A plain view with a name in quotes gets files of a plain name")
    func plain() async throws {
        let project = try await project()
        let outcome = await project.run("revision", "--replace-view", "\"über SICHT\"", "--rev-id", "b2")
        // SQLite tells small letters from capitals only where they are not of ASCII.
        #expect(outcome.status == .failure)
        let found = await project.run("revision", "--replace-view", "\"Über SICHT\"", "--rev-id", "b2")
        #expect(found.status == .success, "\(found)")
        #expect(try project.names(in: "views") == ["über_sicht_v01.sql", "über_sicht_v02.sql"])
        let revision = try project.read(found.lines[0])
        #expect(revision.contains("CREATE OR REPLACE VIEW \"Über sicht\" AS FILE 'views/über_sicht_v02.sql';"))
    }

    @Test("What was written runs, and goes back")
    func runs() async throws {
        let project = try await project()
        await project.run("revision", "--replace-view", "\"Über sicht\"", "--rev-id", "b2")
        try project.write("views/über_sicht_v02.sql", "SELECT id + 1 AS id FROM usages")
        let up = await project.run("upgrade", "head")
        #expect(up.status == .success, "\(up)")
        func definition() async throws -> String {
            try await project.query("SELECT sql FROM sqlite_master WHERE name = 'Über sicht'").first?[
                "sql", as: String.self] ?? ""
        }
        #expect(try await definition().contains("id + 1"))
        let down = await project.run("downgrade", "a1")
        #expect(down.status == .success, "\(down)")
        #expect(try await !definition().contains("id + 1"))
    }

    @Test("In Swift, the operation carries both files")
    func swift() async throws {
        let project = try await project()
        let outcome = await project.run("revision", "--replace-view", "daily_usage", "--kind", "swift")
        let revision = try project.read(outcome.lines[0])
        #expect(
            revision.contains(
                """
                    func upgrade(_ op: Operations) -> OperationList {
                        op.replaceMaterializedView(
                            "daily_usage", as: .file("views/daily_usage_v02.sql"),
                            was: .file("views/daily_usage_v01.sql"))
                    }

                """), "\(revision)")
        let plain = await project.run(
            "revision", "--replace-view", "\"Über sicht\"", "--kind", "swift", "--head", "a1", "--splice")
        #expect(
            try project.read(plain.lines[0]).contains(
                """
                        op.replaceView(
                            "Über sicht", as: .file("views/über_sicht_v02.sql"),
                            was: .file("views/über_sicht_v01.sql"))
                    }
                """))
    }

    @Test("Views lie beside the folder of revisions, in a Swift package in its target")
    func besideVersions() async throws {
        let project = try await project(versions: "Sources/migrate/Versions")
        let outcome = await project.run("revision", "--replace-view", "daily_usage", "--kind", "sql")
        #expect(try project.names(in: "Sources/migrate/views") == ["daily_usage_v01.sql", "daily_usage_v02.sql"])
        #expect(outcome.lines[2] == "\(project.path)/Sources/migrate/views/daily_usage_v02.sql")
        #expect(try project.read(outcome.lines[0]).contains("AS FILE 'views/daily_usage_v02.sql'"))
    }

    @Test("Machines get the revision with its files")
    func json() async throws {
        let project = try await project()
        let outcome = await project.run("revision", "--replace-view", "daily_usage", "--rev-id", "b2", "--json")
        #expect(outcome.status == .success, "\(outcome)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(object["revision"] as? String == "b2")
        #expect(object["view"] as? String == "daily_usage")
        #expect(object["definition"] as? String == "\(project.path)/views/daily_usage_v02.sql")
        #expect(object["previous_definition"] as? String == "\(project.path)/views/daily_usage_v01.sql")
        #expect((object["written_definitions"] as? [String])?.count == 2)
    }

    @Test("A view that is not there, or is none, is named; nothing is written")
    func notThere() async throws {
        let project = try await project()
        for (name, part) in [("daily_usge", "Did you mean daily_usage"), ("usages", "is a table")] {
            let outcome = await project.run("revision", "--replace-view", name)
            #expect(outcome.status == .failure)
            #expect(outcome.errorOutput.contains(part), "\(outcome.errorOutput)")
        }
        #expect(try project.names() == ["app.db", "athanor.yaml", "versions"])
        #expect(try project.names(in: "versions") == ["a1.sql"])
    }

    @Test("A database that is behind is refused: it does not have what will be replaced")
    func behind() async throws {
        let project = try await project()
        await project.run("revision", "-m", "more", "--rev-id", "b2")
        let outcome = await project.run("revision", "--replace-view", "daily_usage")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("not applied yet: b2"), "\(outcome.errorOutput)")
        #expect(outcome.errorOutput.contains("`athanor upgrade head`"))
        #expect(try project.names() == ["app.db", "athanor.yaml", "versions"])
    }

    @Test("A revision that cannot be written takes its definition files along")
    func unwritable() async throws {
        let project = try await project()
        try project.write(
            "templates/revision.sql.mustache", RevisionTemplate.sql.builtInText.replacing("{{{upgrades}}}", with: ""))
        let outcome = await project.run("revision", "--replace-view", "daily_usage")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("it has no {{{upgrades}}}"), "\(outcome.errorOutput)")
        let taken = await project.run("revision", "--replace-view", "daily_usage", "--rev-id", "a1")
        #expect(taken.errorOutput.contains("revision a1 exists already"))
        #expect((try? project.names(in: "views")) ?? [] == [])
        #expect(try project.names(in: "versions") == ["a1.sql"])
    }
}
