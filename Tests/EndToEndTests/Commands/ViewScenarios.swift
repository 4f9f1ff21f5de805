import Foundation
import TestSupport
import Testing

/// Commands for materialized views.
enum ViewScenarios {
    static let all = [
        CommandScenario(command: "refresh", run: refresh),
        CommandScenario(command: "serve", run: serve),
        CommandScenario(command: "views", run: views),
        CommandScenario(command: "views list", run: list),
        CommandScenario(command: "views show", run: show),
        CommandScenario(command: "views graph", run: graph),
    ]

    private static func refresh(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("refresh", "daily_usage_matview").contains("    done in "))
        let events = try await bench.events("refresh", "daily_usage_matview")
        #expect(events.compactMap { $0["event"]?.description } == ["planned", "started", "finished", "done"])
        try await refreshPlans(bench)
        let failed = try await bench.events("refresh", "daily_usage_matvie", exitCode: 1)
        #expect(failed.map { $0["event"]?.description } == ["failed"])
        #expect(try await bench.failure("refresh", "daily_usage_matvie").contains("daily_usage_matview"))
        try await bench.failure("refresh", exitCode: 64)
    }

    private static func refreshPlans(_ bench: CommandBench) async throws {
        try await bench.output("refresh", "--all")
        let plan = try await bench.document("refresh", "--all", "--plan", heading: "refresh --plan")
        #expect(plan["views"]?["view"]?.description.contains("daily_usage_matview") == true)
        #expect(plan["views"]?["expected_ms"]?.entries.count == 1)
        #expect(try await bench.output("refresh", "--all", "--plan").contains("1 view would be refreshed."))
        #expect(try await bench.output("refresh", "--stale").hasPrefix("No view has a freshness target"))
        let history = try await bench.document("log", "--refreshes", "daily_usage_matview")
        #expect(history["outcome"]?.description == "[done done done]")
        #expect(history["rows_after"]?.description == "[0 0 0]")
        #expect(try await bench.output("log", "--refreshes", "daily_usage_matview").split(separator: "\n").count == 4)
        try await bench.failure("refresh", "daily_usage_matview", "--all", exitCode: 64)
        try await bench.failure("log", "--refreshes", "nothing")
    }

    private static func serve(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "bb22")
        try bench.workspace.write("refresh:\n  daily_usage_matview: every 1 second\n", to: "athanor.yaml")
        let execution = try await Executable.athanor.run(
            ["serve", "--json"], in: bench.workspace.folder, environment: ["DATABASE_URL": bench.database.url]
        ) { process in
            try await Task.wait(every: .milliseconds(100)) {
                try await !bench.document("log", "--kind", "refresh").entries.isEmpty
            }
            kill(process, SIGTERM)
        }
        #expect(execution.exitCode == 0, "\(execution)")
        let events = try bench.events(of: execution).compactMap { $0["event"]?.description }
        #expect(events.first == "keeping")
        #expect(Set(events).isSuperset(of: ["started", "finished", "stopping"]), "\(events)")
        #expect(execution.errors.contains("running refreshes may take 30.0 s more;"), "\(execution)")
        #expect(try await bench.failure("serve", "--look-every", "0", exitCode: 64).contains("must be more than 0"))
    }

    private static func views(_ bench: CommandBench) async throws {
        #expect(try await bench.output("views") == "There are no views.\n")
        #expect(try await bench.output("views", "--materialized") == "There are no materialized views.\n")
        try await bench.output("upgrade", "bb22")
        #expect(try await bench.output("views").contains("daily_usage_matview"))
        let before = try await bench.document("views")
        #expect(
            before["name"]?.description == "[daily_usage_matview]" && before["last_refresh"]?.entries.isEmpty == true)
        #expect(before["unique_columns"]?.description == "[[user_id target_date]]")
        #expect(before["origin"]?.description == "[same]")
        try await bench.output("refresh", "daily_usage_matview")
        let after = try await bench.document("views", "--exact")
        #expect(after["rows"]?.description == "[0]" && after["is_row_count_exact"]?.description == "[true]")
        #expect(after["last_refresh"]?.description.contains(/^\[20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z\]$/) == true)
        #expect(try await bench.failure("views", "lits", exitCode: 64).contains("\"list\""))
    }

    private static func list(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "bb22")
        try await bench.database.run("CREATE VIEW by_hand AS SELECT user_id FROM daily_usage_matview")
        let ages = /\ *[0-9]+ (s|min) ago/
        let list = try await bench.output("views", "list").replacing(ages, with: "")
        #expect(try await bench.output("views").replacing(ages, with: "") == list)
        let views = try await bench.document("views", "list", heading: "views")
        #expect(views["kind"]?.description == "[view materialized_view]")
        #expect(views["origin"]?.description == "[none same]")
        #expect(views["readers"]?["name"]?.description == "[[] [by_hand]]")
        #expect(try await bench.document("views", "--materialized")["kind"]?.description == "[materialized_view]")
    }

    private static func show(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "bb22")
        let text = try await bench.output("views", "show", "daily_usage_matview")
        for part in [
            "as the revisions made it", "never by Athanor", "GROUP BY", "target_date", "message_usages  table",
        ] {
            #expect(text.contains(part), "\(text)")
        }
        try await bench.output("refresh", "daily_usage_matview")
        let document = try await bench.document("views", "show", "daily_usage_matview", heading: "views show")
        #expect(document["view"]?["last_refresh"]?.description.hasPrefix("20") == true)
        #expect(document["reads"]?["name"]?.description == "[message_usages]")
        #expect(document["columns"]?["name"]?.description == "[user_id target_date usage_count]")
        #expect(try await bench.failure("views", "show", "daily_usage_matvie").contains("daily_usage_matview"))
        #expect(try await bench.failure("views", "show", "message_usages").contains("is a table, not a view"))
        try await bench.failure("views", "show", exitCode: 64)
    }

    private static func graph(_ bench: CommandBench) async throws {
        #expect(try await bench.output("views", "graph") == "There are no views.\n")
        try await bench.output("upgrade", "bb22")
        let tree = try await bench.output("views", "graph").split(separator: "\n")
        #expect(tree.count == 2 && tree.first?.hasSuffix("message_usages  (table)") == true)
        #expect(tree.last?.hasPrefix("`- ") == true && tree.last?.hasSuffix("  (materialized view)") == true)
        #expect(try await bench.output("views", "graph", "--format", "mermaid").hasPrefix("flowchart LR\n"))
        #expect(
            try await bench.output("views", "graph", "message_usages", "--format", "dot").hasPrefix("digraph views {\n")
        )
        let document = try await bench.document("views", "graph", heading: "views graph")
        #expect(document["edges"]?["to"]?["name"]?.description == "[daily_usage_matview]")
        try await bench.failure("views", "graph", "nothing")
        try await bench.failure("views", "graph", "--format", "png", exitCode: 64)
    }
}
