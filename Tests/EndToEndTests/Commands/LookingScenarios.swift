import Foundation
import Testing

/// Commands that look.
enum LookingScenarios {
    static let all = [
        CommandScenario(command: "current", run: current),
        CommandScenario(command: "heads", servers: [.sqlite], run: heads),
        CommandScenario(command: "branches", servers: [.sqlite], run: branches),
        CommandScenario(command: "history", run: history),
        CommandScenario(command: "graph", run: graph),
        CommandScenario(command: "show", run: show),
        CommandScenario(command: "log", run: log),
        CommandScenario(command: "check", run: check),
    ]

    /// A second revision after `aa11`, so that the history has two heads.
    private static func addBranch(_ bench: CommandBench) throws {
        try bench.workspace.write(
            CommandBench.revision("dd44", after: "aa11", "branch off", "SELECT 1;", "SELECT 1;"),
            to: "versions/dd44_branch_off.sql")
    }

    private static func current(_ bench: CommandBench) async throws {
        #expect(try await bench.output("current") == "The database is at base: no revision is applied.\n")
        #expect(try await bench.document("current")["revisions"]?.entries.isEmpty == true)
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("current") == "bb22  create daily_usage\n")
        let document = try await bench.document("current")
        #expect(document["revisions"]?["revision"]?.description == "[bb22]")
        #expect(document["is_at_heads"]?.description == "false")
        #expect(try await bench.output("current", "-v").contains("versions/bb22_create_daily_usage.sql"))
        #expect(try await bench.failure("current", "--check-heads").contains("cc33"))
        try await Self.partiallyApplied(bench)
        try await bench.output("stamp", "head")
        #expect(try await bench.output("current", "--check-heads") == "cc33  (head)  note usages\n")
        try FileManager.default.removeItem(
            at: bench.workspace.folder.appending(path: "versions/cc33_note_usages.sql"))
        #expect(try await bench.failure("current").contains("cc33"))
    }

    private static func check(_ bench: CommandBench) async throws {
        let path = "versions/aa11_create_message_usages.sql"
        #expect(try await bench.output("check") == "0 applied revisions are as they were applied.\n")
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("check", "--revisions") == "2 applied revisions are as they were applied.\n")
        #expect(try await bench.document("check")["is_clean"]?.description == "true")
        let text = try bench.workspace.read(path)
        try bench.workspace.write(
            text.replacing("-- upgrade\n", with: "-- upgrade\n-- a comment\r\n  \n"), to: path)
        #expect(try await bench.output("check") == "2 applied revisions are as they were applied.\n")
        try bench.workspace.write(text.replacing("-- upgrade", with: "-- upgrade\nSELECT 1;"), to: path)
        let found = try await bench.athanor(["check"])
        #expect(
            found.exitCode == 1 && found.output.hasPrefix("edited  aa11  \(path)\n1 applied revision is"), "\(found)")
        #expect(found.errors.contains("`athanor reseal aa11`"))
        let current = "aa11  edited since it was applied: \(path)\n"
        #expect(try await bench.output("current") == "bb22  create daily_usage\n" + current)
        #expect(try await bench.document("current")["edited"]?.description == "[aa11]")
        let nothing = try await bench.athanor(["upgrade", "bb22"])
        #expect(nothing.exitCode == 0 && nothing.output == "Nothing to do: the database is at bb22.\n")
        #expect(nothing.errorsBesideDatabase.hasPrefix("warning: edited since they were applied: aa11\n"))
        let events = try await bench.events("downgrade", "aa11")
        #expect(
            events.compactMap { $0["event"]?.description } == ["revision_findings", "started", "finished", "done"])
        #expect(events.first?["edited"]?.description == "[aa11]")
        let execution = try await bench.athanor(["check", "--json"])
        #expect(execution.exitCode == 1)
        let document = try JSONValue(execution.output)
        bench.keys.check(document, against: "check")
        #expect(document["revisions"]?["edited"]?["revision"]?.description == "[aa11]")
        try await bench.output("stamp", "base")
        try await bench.output("stamp", "aa11")
        let stamped = try await bench.document("check")
        #expect(stamped["revisions"]?["unchecked"]?["reason"]?.description == "[no_checksum]")
    }

    /// A revision that was stopped between its parts, and is then said to be undone.
    private static func partiallyApplied(_ bench: CommandBench) async throws {
        let path = "versions/cc33_note_usages.sql"
        let before = try bench.workspace.read(path)
        try bench.workspace.write(before.replacing("INSERT INTO", with: "VACUUM;\nINSERT INTO"), to: path)
        let plan = try await bench.document("upgrade", "head", "--plan", heading: "upgrade --plan")
        #expect(
            plan["revisions"]?["operations"]?.entries.first?["statements"]?["execution"]?.description
                == "[[alone in_transaction]]")
        #expect(try await bench.failure("upgrade", "head").contains("it continues after what is committed"))
        let line = "cc33  partially applied: its upgrade was stopped after 1 committed segment"
        #expect(try await bench.output("current").contains(line))
        let half = try await bench.document("current")["half_done"]
        #expect(half?["revision"]?.description == "[cc33]" && half?["finished_parts"]?.description == "[1]")
        let events = try await bench.events("upgrade", "head", exitCode: 1)
        #expect(events.compactMap { $0["event"]?.description } == ["started", "resumed", "failed"])
        let log = try await bench.document("log", "--kind", "statement")
        #expect(log["detail"]?.description == "[VACUUM]")
        #expect(try await bench.failure("downgrade", "base").contains("revision cc33 is partially applied"))
        try await bench.output("stamp", "bb22")
        #expect(try await bench.output("current") == "bb22  create daily_usage\n")
        try bench.workspace.write(before, to: path)
    }

    private static func heads(_ bench: CommandBench) async throws {
        #expect(try await bench.output("heads") == "cc33  (head)  note usages\n")
        try addBranch(bench)
        let document = try await bench.document("heads", heading: "A revision")
        #expect(Set(document["revision"]?.entries.map(\.description) ?? []) == ["cc33", "dd44"])
        try bench.workspace.write(
            CommandBench.revision("ee55", after: "dd44", "depend", "SELECT 1;", "SELECT 1;")
                .replacing("-- create_date", with: "-- depends_on: cc33\n-- create_date"),
            to: "versions/ee55_depend.sql")
        #expect(try await bench.output("heads").split(separator: "\n").count == 2)
        #expect(try await bench.output("heads", "--resolve-dependencies").hasPrefix("ee55 "))
        #expect(try await bench.output("heads", "-v").contains("versions/cc33_note_usages.sql"))
    }

    private static func branches(_ bench: CommandBench) async throws {
        #expect(try await bench.output("branches") == "There are no branches: the history is a line.\n")
        #expect(try await bench.document("branches").entries.isEmpty)
        try addBranch(bench)
        let document = try await bench.document("branches")
        #expect(document["branch_point"]?["revision"]?.description == "[aa11]")
        #expect(document["branches"]?.entries.first?.entries.count == 2)
        let lines = try await bench.output("branches").split(separator: "\n")
        #expect(lines.count == 3 && lines.first?.hasPrefix("aa11 ") == true, "\(lines)")
    }

    private static func history(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "aa11")
        let lines = try await bench.output("history", "-i").split(separator: "\n")
        #expect(lines.count == 3 && lines.last?.contains("(current)") == true)
        #expect(try await bench.output("history", "-r", "current:bb22").split(separator: "\n").count == 2)
        let document = try await bench.document("history", "-i", heading: "A revision")
        #expect(document["revision"]?.description == "[cc33 bb22 aa11]")
        #expect(document["is_current"]?.description == "[false false true]")
        #expect(try await bench.document("history", heading: "A revision")["is_current"]?.entries.isEmpty == true)
        #expect(try await bench.output("history", "--graph").contains("cc33"))
        #expect(try await bench.output("history", "-v").contains("versions/cc33_note_usages.sql"))
        try await bench.failure("history", "-r", "zz:")
    }

    private static func graph(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "aa11")
        #expect(try await bench.output("graph").contains("aa11"))
        #expect(try await bench.output("graph", "--format", "dot").hasPrefix("digraph"))
        let document = try await bench.document("graph")
        #expect(document["edges"]?["to"]?.description == "[bb22 cc33]")
        #expect(document["applied"]?.description == "[aa11]")
        try await bench.failure("graph", "--format", "png", exitCode: 64)
    }

    private static func show(_ bench: CommandBench) async throws {
        let text = try await bench.output("show", "aa11")
        #expect(text.contains("create message_usages") && text.contains("CREATE TABLE message_usages"))
        #expect(try await bench.output("show", "current").contains("base"))
        let document = try await bench.document("show", "aa11")
        #expect(document["revision"]?["revision"]?.description == "[aa11]")
        #expect(document["downgrade"]?["sql"]?.description.contains("DROP TABLE message_usages") == true)
        #expect(try await bench.failure("show", "aa1x").contains("'aa1x'"))
        try await bench.failure("show", exitCode: 64)
    }

    private static func log(_ bench: CommandBench) async throws {
        #expect(
            try await bench.output("log")
                == "The log is empty: Athanor has done nothing on this database yet.\n")
        #expect(try await bench.document("log").entries.isEmpty)
        _ = try await bench.athanor(["upgrade", "head"])
        try await bench.output("refresh", "daily_usage_matview")
        try await bench.output("stamp", "base")
        let log = try await bench.document("log")
        #expect(log["kind"]?.description == "[stamp refresh upgrade upgrade upgrade]")
        #expect(log["outcome"]?.description == "[done done failed done done]")
        let moment = try #require(log.entries.last?["started_at"]?.description)
        #expect(moment.contains(/^20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z$/))

        let tokyo = try await bench.output("log", environment: ["TZ": "Asia/Tokyo"]).split(separator: "\n")
        #expect(tokyo.count == 6 && tokyo.dropFirst().allSatisfy { $0.contains("+09:00  ") })
        let utc = try await bench.output("log", "--utc", environment: ["TZ": "Asia/Tokyo"]).split(separator: "\n")
        #expect(
            utc.last?.hasPrefix("\(moment.prefix(10)) \(moment.dropFirst(11).prefix(8))+00:00  upgrade") == true)
        #expect(try await bench.output("log", "-n", "2").split(separator: "\n").count == 3)
        #expect(try await bench.output("log", "--all") == bench.output("log", "-n", "0"))
        #expect(try await bench.document("log", "--kind", "refresh")["kind"]?.description == "[refresh]")
        #expect(try await bench.document("log", "--failed")["subject"]?.description == "[cc33]")
        #expect(try await bench.document("log", "--revision", "aa")["subject"]?.description == "[aa11]")
        #expect(try await bench.output("log", "--failed", "-v").contains("    "))
        #expect(try await bench.failure("log", "--revision", "zz").contains("'zz'"))
        #expect(try await bench.failure("log", "--kind", "upgrad", exitCode: 64).contains("\"upgrade\""))

        // What is in the log is found also when the file is gone, or another cannot be read.
        try FileManager.default.removeItem(
            at: bench.workspace.folder.appending(path: "versions/cc33_note_usages.sql"))
        #expect(try await bench.document("log", "--revision", "cc33")["outcome"]?.description == "[failed]")
        try bench.workspace.write("nonsense", to: "versions/dd44_nonsense.sql")
        #expect(try await bench.document("log").entries.count == 5)
    }
}
