import Foundation
import TestSupport
import Testing

/// The main job with revisions in Swift, through the executable of a project that `init` wrote; the mistakes that its
/// build finds.
@Suite("Revisions in Swift, from init to refresh", .serialized)
struct SwiftScenarioTests {
    @Test("The built project upgrades, refreshes and goes back", arguments: TestedDatabase.allCases)
    func wholeScenario(on server: TestedDatabase) async throws {
        let project = try await SwiftProject.shared
        try await ScratchDatabase.with(server) { database in
            // An empty folder: the executable needs none of the project's files.
            try await Workspace.with { workspace in
                func migrate(_ arguments: String...) async throws -> Execution {
                    try await project.migrate.run(
                        arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                }
                let half = try await migrate("upgrade", "bbb2")
                #expect(half.exitCode == 0, "\(half)")
                try await database.run(DailyUsage.messages)
                #expect(try await migrate("refresh", "daily_usage_matview").exitCode == 0)
                let rows = ["1|2026-11-20|1", "1|2026-11-21|1", "2|2026-11-20|1"]
                #expect(try await database.rows(DailyUsage.rows) == rows)

                let upgraded = try await migrate("upgrade", "head")
                #expect(upgraded.exitCode == 0, "\(upgraded)")
                #expect(upgraded.output.split(separator: "\n").count == 2, "\(upgraded)")
                // The typed view was filled when it was created.
                #expect(try await database.rows(DailyUsage.rows) == rows)
                #expect(try await migrate("upgrade", "head").output.contains("Nothing to do"))
                #expect(try await migrate("current").output.contains("ddd4"))
                let history = try await migrate("history")
                #expect(history.output.split(separator: "\n").count == 4, "\(history)")
                #expect(
                    try await migrate("show", "ccc3").output.contains("create materialized view daily_usage_matview"))

                try await database.run(DailyUsage.laterMessages)
                let refreshed = try await migrate("refresh", "daily_usage_matview")
                #expect(refreshed.exitCode == 0, "\(refreshed)")
                #expect(
                    try await database.rows(DailyUsage.rows)
                        == ["1|2026-11-20|1", "1|2026-11-21|2", "2|2026-11-20|1", "2|2026-11-22|1"])

                #expect(try await migrate("downgrade", "-1").exitCode == 0)
                #expect(try await migrate("current").output.contains("ccc3"))
                let down = try await migrate("downgrade", "base")
                #expect(down.exitCode == 0, "\(down)")
                #expect(!(try await database.objects().contains { $0.contains("usage") }))
            }
        }
    }

    @Test("The project's own test takes each revision up, down and up again")
    func ownTests() async throws {
        let execution = try await SwiftProject.shared.test()
        #expect(execution.exitCode == 0, "\(execution)")
        let output = execution.output + execution.errors
        #expect(output.contains("Test \"Every revision can be undone\" passed"), "\(execution)")
    }

    @Test("A server that imports the library brings its database up to date")
    func server() async throws {
        let project = try await SwiftProject.shared
        try await ScratchDatabase.with(.postgreSQL) { database in
            for pending in [4, 0] {
                let execution = try await project.server.run([database.url], in: project.workspace.folder)
                #expect(execution.exitCode == 0, "\(execution)")
                #expect(execution.output == "\(pending) revisions were pending\n", "\(execution)")
            }
            #expect(try await database.objects().contains { $0.hasSuffix("daily_usage_matview") })
        }
    }

    @Test("A script of the project's leaves what its run leaves", arguments: TestedDatabase.allCases)
    func scripts(on server: TestedDatabase) async throws {
        let project = try await SwiftProject.shared
        try await ScratchDatabase.with(server) { online in
            try await ScratchDatabase.with(server) { offline in
                try await Workspace.with { workspace in
                    func migrate(_ arguments: String..., on database: ScratchDatabase) async throws -> Execution {
                        try await project.migrate.run(
                            arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                    }
                    func pipe(_ script: Execution) async throws {
                        try #require(script.exitCode == 0, "\(script)")
                        try workspace.write(script.output, to: "script.sql")
                        let client =
                            server == .sqlite ? "sqlite3 \"${DATABASE_URL#sqlite:}\"" : "psql -X \"$DATABASE_URL\""
                        let execution = try await Executable(path: "/bin/sh", leadingArguments: ["-c"]).run(
                            ["\(client) < script.sql"], in: workspace.folder,
                            environment: ["DATABASE_URL": offline.url])
                        #expect(execution.exitCode == 0 && execution.errorsBesideDatabase.isEmpty, "\(execution)")
                    }
                    #expect(try await migrate("upgrade", "head", on: online).exitCode == 0)
                    try await pipe(try await migrate("upgrade", "head", "--sql", on: offline))
                    #expect(try await migrate("current", on: offline).output.hasPrefix("ddd4"))
                    let objects = try await offline.objects()
                    #expect(try await online.objects() == objects)
                    #expect(objects.contains { $0.hasSuffix("daily_usage_matview") })

                    #expect(try await migrate("downgrade", "aaa1", on: online).exitCode == 0)
                    try await pipe(try await migrate("downgrade", "ddd4:aaa1", "--sql", on: offline))
                    #expect(try await migrate("current", on: offline).output.hasPrefix("aaa1"))
                    #expect(try await online.objects() == offline.objects())
                }
            }
        }
    }

    @Test("The prebuilt athanor refuses a Swift revision and says how to make an executable")
    func prebuiltRefusesSwift() async throws {
        let project = try await SwiftProject.shared
        try await ScratchDatabase.with(.sqlite) { database in
            let refused = try await Executable.athanor.run(
                ["upgrade", "head"], in: project.workspace.folder, environment: ["DATABASE_URL": database.url])
            #expect(refused.isOneReadableError, "\(refused)")
            #expect(refused.errors.contains("written in Swift"))
            #expect(refused.errors.contains("init --template swift"))
            #expect(try await database.objects() == [])
        }
    }

    @Test("Two files with one id are a build error in both files")
    func duplicateIdentifierBreaksTheBuild() async throws {
        let project = try await SwiftProject.shared
        let original = "\(SwiftProject.versions)/ddd4_index_the_messages.sql"
        let copy = "\(SwiftProject.versions)/ddd4_copy.sql"
        try project.workspace.write(try project.workspace.read(original), to: copy)
        defer { try? FileManager.default.removeItem(at: project.workspace.folder.appending(path: copy)) }
        let built = try await project.build()
        #expect(built.exitCode != 0)
        for path in [original, copy] {
            let file = project.workspace.folder.appending(path: path).path
            #expect((built.output + built.errors).contains("\(file):3:14: error: "), "\(built)")
        }
    }

    @Test("Two files of one name are a build error that names both")
    func sharedNameBreaksTheBuild() async throws {
        let project = try await SwiftProject.shared
        let original = "\(SwiftProject.versions)/aaa1_create_message_usages.swift"
        let folder = "\(SwiftProject.versions)/old"
        let copy = "\(folder)/aaa1_create_message_usages.swift"
        try project.workspace.write(try project.workspace.read(original), to: copy)
        defer { try? FileManager.default.removeItem(at: project.workspace.folder.appending(path: folder)) }
        let built = try await project.build()
        #expect(built.exitCode != 0)
        #expect((built.output + built.errors).contains("error: several revisions are named"), "\(built)")
        #expect((built.output + built.errors).contains("\(original), \(copy)"), "\(built)")
    }

    @Test("A revision that is added, changed or removed is noticed by the next build")
    func changesAreNoticed() async throws {
        let project = try await SwiftProject.shared
        let path = "\(SwiftProject.versions)/eee5_one_more.sql"
        let file = project.workspace.folder.appending(path: path)
        defer { try? FileManager.default.removeItem(at: file) }
        let text = "-- TITLE\n--\n-- revision: eee5\n-- down_revision: ddd4\n\n-- upgrade\n\n-- downgrade\n"
        let built = Executable(
            path: Executable.repository.appending(path: ".build/end-to-end/scratch/debug/migrate").path)
        for title in ["one more", "one more, changed"] {
            try project.workspace.write(text.replacing("TITLE", with: title), to: path)
            let execution = try await project.build()
            #expect(execution.exitCode == 0, "\(execution)")
            let heads = try await built.run(["heads"], in: project.workspace.folder)
            #expect(heads.output.contains("eee5") && heads.output.hasSuffix("\(title)\n"), "\(heads)")
        }
        try FileManager.default.removeItem(at: file)
        // A definition that ccc3 takes from its file: without it, and with a mistake in it.
        let definition = "\(SwiftProject.sources)/views/daily_usage_matview_sqlite.sql"
        let sound = try project.workspace.read(definition)
        defer {
            try? sound.write(
                toFile: project.workspace.folder.path + "/" + definition, atomically: true, encoding: .utf8)
        }
        try project.workspace.write("SELECT user_id,\n  no_such\nFROM message_usages\n", to: definition)
        let execution = try await project.build()
        #expect(execution.exitCode == 0, "\(execution)")
        #expect(try await built.run(["heads"], in: project.workspace.folder).output.contains("ddd4"))
        try await ScratchDatabase.with(.sqlite) { database in
            let failed = try await built.run(
                ["upgrade", "ccc3"], in: project.workspace.folder, environment: ["DATABASE_URL": database.url])
            #expect(failed.exitCode == 1)
            #expect(failed.errors.contains("\(definition):2:3: error: no such column: no_such"), "\(failed)")
        }
    }
}
