import Foundation
import Testing

/// Commands that move a database.
enum MovingScenarios {
    static let all = [
        CommandScenario(command: "upgrade", run: upgrade),
        CommandScenario(command: "downgrade", run: downgrade),
        CommandScenario(command: "stamp", run: stamp),
        CommandScenario(command: "repair", run: repair),
        CommandScenario(command: "reseal", run: reseal),
        CommandScenario(command: "ensure-version", run: ensureVersion),
        CommandScenario(command: "mark-disposable", run: markDisposable),
    ]

    private static func upgrade(_ bench: CommandBench) async throws {
        let plan = try await bench.document("upgrade", "bb22", "--plan", heading: "upgrade --plan")
        #expect(plan["revisions"]?["revision"]?["revision"]?.description == "[aa11 bb22]")
        #expect(try await bench.output("upgrade", "aa11").hasPrefix("upgrade    aa11  create message_usages "))
        let events = try await bench.events("upgrade", "bb22")
        #expect(events.compactMap { $0["event"]?.description } == ["started", "finished", "done"])
        #expect(events.last?["rows"]?.description == "[bb22]")
        #expect(try await bench.output("upgrade", "bb22") == "Nothing to do: the database is at bb22.\n")
        let failed = try await bench.events("upgrade", "head", exitCode: 1)
        #expect(failed.compactMap { $0["event"]?.description } == ["started", "failed"])
        #expect(failed.last?["place"]?["path"]?.description == "versions/cc33_note_usages.sql")
        #expect(try await bench.failure("upgrade", "head").contains("versions/cc33_note_usages.sql:9:"))
        #expect(try await bench.failure("upgrade", exitCode: 64).contains("`athanor upgrade head`"))
        #expect(try await bench.output("upgrade", "aa11", "--sql").contains("COMMIT"))
    }

    private static func downgrade(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "bb22")
        let plan = try await bench.document("downgrade", "base", "--plan", heading: "downgrade --plan")
        #expect(plan["revisions"]?["revision"]?["revision"]?.description == "[bb22 aa11]")
        #expect(try await bench.output("downgrade", "-1").hasPrefix("downgrade  bb22  create daily_usage "))
        let events = try await bench.events("downgrade", "base")
        #expect(events.compactMap { $0["event"]?.description } == ["started", "finished", "done"])
        #expect(events.last?["revisions"]?.description == "[aa11]")
        #expect(try await bench.failure("downgrade", "-1").contains("there is nothing to undo"))
        #expect(try await bench.failure("downgrade", exitCode: 64).contains("`athanor downgrade -1`"))
    }

    private static func stamp(_ bench: CommandBench) async throws {
        let stamped = try await bench.events("stamp", "bb22")
        #expect(stamped.first?["views"]?["finding"]?.description == "[missing]")
        #expect(stamped.last?["rows"]?.description == "[bb22]")
        #expect(try await bench.output("stamp", "aa11") == "Recorded: the database is at aa11.\n")
        let events = try await bench.events("stamp", "base")
        #expect(events.map { $0["rows"]?.description } == ["[]"])
        #expect(try await bench.failure("stamp", "zz").contains("'zz'"))
        try await bench.failure("stamp", exitCode: 64)
    }

    private static func repair(_ bench: CommandBench) async throws {
        #expect(try await bench.output("repair") == "There is nothing to repair.\n")
        try bench.workspace.write(
            CommandBench.revision("aa11", after: "", "vacuum", "CREATE TABLE t (id integer); VACUUM;", "DROP TABLE t;"),
            to: "versions/aa11_create_message_usages.sql")
        try await bench.output("ensure-version")
        let own = bench.database.system == .sqlite ? "athanor_" : "athanor."
        let table = bench.database.system == .sqlite ? "athanor_version" : "public.athanor_version"
        // What a run leaves that died in the second part.
        try await bench.database.run(
            """
            INSERT INTO \(own)progress
                (version_table, revision, direction, segment, fingerprint, finished, position, rows, kind, summary)
            VALUES ('\(table)', 'aa11', 'upgrade', 1, 'none', false, NULL, 0, 'statement', 'VACUUM')
            """)
        let current = try await bench.output("current")
        #expect(current.contains("aa11  partially applied: its upgrade was stopped in \"VACUUM\""))
        #expect(current.contains("what is left is unknown"))
        #expect(try await bench.output("repair").hasPrefix("aa11  partially applied"))
        let document = try await bench.document("current")
        #expect(document["half_done"]?["begun_statement"]?["outcome"]?.description == "[edited]")
        let listed = try await bench.document("repair")
        #expect(listed["half_done"]?["begun_statement"]?["statement"]?.description == "[VACUUM]")
        try await bench.failure("upgrade", "head")
        try await bench.failure("repair", "zz", "--no-effect")
        try await bench.failure("repair", "", "--no-effect")
        try await bench.failure("repair", "aa11", "--no-effect", "--took-effect", exitCode: 64)
        try await bench.failure("repair", "--no-effect", exitCode: 64)
        let repaired = try await bench.document("repair", "aa11", "--took-effect", heading: "repair with an answer")
        #expect(repaired["took_effect"]?.description == "true")
        #expect(
            try await bench.failure("repair", "aa11", "--no-effect").contains("there is nothing to repair"))
    }

    private static func reseal(_ bench: CommandBench) async throws {
        let path = "versions/aa11_create_message_usages.sql"
        try await bench.output("upgrade", "bb22")
        let text = try bench.workspace.read(path)
        try bench.workspace.write(text.replacing("-- upgrade", with: "-- upgrade\nSELECT 1;"), to: path)
        try await bench.failure("check")
        #expect(try await bench.output("reseal", "aa") == "Checksums updated: aa11.\n")
        #expect(try await bench.output("reseal", "aa11") == "Unchanged since they were applied: aa11.\n")
        try await bench.output("check")
        try bench.workspace.write(text, to: path)
        let events = try await bench.events("reseal", "--all")
        #expect(events.last?["revisions"]?.description == "[aa11]")
        #expect(events.last?["rows"]?.description == "[bb22]")
        #expect(try await bench.document("log", "--kind", "reseal")["subject"]?.description == "[aa11 aa11]")
        for name in ["bb22_create_daily_usage", "cc33_note_usages"] {
            try FileManager.default.removeItem(at: bench.workspace.folder.appending(path: "versions/\(name).sql"))
        }
        #expect(try await bench.failure("check").contains("The version table names bb22."))
        #expect(try await bench.failure("reseal", "bb").contains("'bb'"))
        let forgotten = try await bench.events("reseal", "bb22")
        #expect(forgotten.last?["forgotten"]?.description == "[bb22]")
        try await bench.failure("reseal", "zz")
        try await bench.failure("reseal", exitCode: 64)
        try await bench.failure("reseal", "aa11", "--all", exitCode: 64)
    }

    private static func markDisposable(_ bench: CommandBench) async throws {
        let path = "versions/aa11_create_message_usages.sql"
        let erasing = ["upgrade", "bb22", "--erase-if-edited"]
        let refusal = try await bench.failure("upgrade", "bb22", "--erase-if-edited")
        #expect(refusal.contains("is not marked as disposable") && refusal.contains("Nothing was erased."))
        try await bench.failure("upgrade", "bb22", "--erase-if-edited", "--plan", exitCode: 64)
        try await bench.failure("upgrade", "bb22", "--erase-if-edited", "--sql", exitCode: 64)
        #expect(
            try await bench.output("mark-disposable")
                == "Marked as disposable: `athanor upgrade head --erase-if-edited` may now drop everything in it.\n")
        let marked = try await bench.events("mark-disposable")
        #expect(marked.map { $0["event"]?.description } == ["done"])
        #expect(
            try await bench.output("current")
                == "The database is at base: no revision is applied.\nThe database is marked as disposable.\n")
        #expect(try await bench.document("current")["is_disposable"]?.description == "true")
        try await bench.output("upgrade", "bb22", "--erase-if-edited")
        let text = try bench.workspace.read(path)
        try bench.workspace.write(text.replacing("-- upgrade", with: "-- upgrade\nSELECT 1;"), to: path)
        let execution = try await bench.athanor(erasing)
        #expect(execution.exitCode == 0, "\(execution)")
        #expect(
            execution.output.hasPrefix(
                "erased     everything in the database. edited since they were applied: aa11\nupgrade    aa11  "),
            "\(execution)")
        try bench.workspace.write(text, to: path)
        let events = try await bench.events("upgrade", "bb22", "--erase-if-edited")
        #expect(events.first?["event"]?.description == "erased")
        #expect(events.first?["edited"]?.description == "[aa11]" && events.first?["rows"]?.description == "[bb22]")
        #expect(events.last?["rows"]?.description == "[bb22]")
        #expect(
            try await bench.output("mark-disposable", "--remove") == "The database is not marked as disposable.\n")
        #expect(try await bench.document("current")["is_disposable"]?.description == "false")
        try await bench.failure("upgrade", "bb22", "--erase-if-edited")
    }

    private static func ensureVersion(_ bench: CommandBench) async throws {
        let events = try await bench.events("ensure-version")
        #expect(events.map { $0["event"]?.description } == ["done"])
        #expect(try await bench.database.objects().contains { $0.hasSuffix("athanor_version") })
        #expect(try await bench.output("ensure-version") == "The version table athanor_version exists.\n")
    }
}
