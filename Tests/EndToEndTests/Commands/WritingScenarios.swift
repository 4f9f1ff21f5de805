import Foundation
import Testing

/// Commands that write revisions.
enum WritingScenarios {
    static let all = [
        CommandScenario(command: "init", servers: [.sqlite], run: initialize),
        CommandScenario(command: "revision", servers: [.sqlite], run: revision),
        CommandScenario(command: "merge", servers: [.sqlite], run: merge),
        CommandScenario(command: "reparent", run: reparent),
        CommandScenario(command: "edit", run: edit),
        CommandScenario(command: "list-templates", servers: [.sqlite], run: listTemplates),
    ]

    private static func initialize(_ bench: CommandBench) async throws {
        let output = try await bench.output("init", "new")
        #expect(output.hasPrefix("wrote new/athanor.yaml\nwrote new/versions/\n"))
        #expect(try bench.workspace.names(in: "new") == ["athanor.yaml", "versions"])
        #expect(try await bench.failure("init", "new").contains("athanor.yaml"))
        let events = try await bench.events("init", "newer")
        #expect(events.map { $0["event"]?.description } == ["written"])
    }

    private static func merge(_ bench: CommandBench) async throws {
        try await bench.output("revision", "-m", "branch off", "--rev-id", "dd44", "--head", "aa11", "--splice")
        let path = try await bench.output("merge", "heads", "--rev-id", "ee55")
        let file = try bench.workspace.read(path.trimmingCharacters(in: .newlines))
        #expect(file.contains("-- down_revision: cc33, dd44\n") || file.contains("-- down_revision: dd44, cc33\n"))
        #expect(try await bench.output("heads").hasPrefix("ee55 "))
        try await bench.output("revision", "-m", "branch off", "--rev-id", "ff66", "--head", "aa11", "--splice")
        let written = try await bench.document("merge", "heads", heading: "A revision")
        #expect(Set(written["down_revisions"]?.entries.map(\.description) ?? []) == ["ee55", "ff66"])
        try await bench.failure("merge", exitCode: 64)
        try await bench.failure("merge", "heads")
    }

    private static func revision(_ bench: CommandBench) async throws {
        let output = try await bench.output("revision", "-m", "add a column", "--rev-id", "dd44")
        #expect(output == "versions/dd44_add_a_column.sql\n")
        #expect(try bench.workspace.read("versions/dd44_add_a_column.sql").contains("-- down_revision: cc33\n"))
        let written = try await bench.document("revision", "-m", "and another", heading: "A revision")
        #expect(written["down_revisions"]?.description == "[dd44]" && written["message"]?.description == "and another")
        try await bench.failure("revision", "-m", " ", exitCode: 64)
    }

    private static func reparent(_ bench: CommandBench) async throws {
        try await bench.output("upgrade", "aa11")
        let moved = try await bench.document("reparent", "cc33", "--onto", "aa11")
        #expect(moved["before"]?.description == "[bb22]" && moved["after"]?.description == "[aa11]")
        #expect(moved["database_was_asked"]?.description == "true")
        #expect(try bench.workspace.read("versions/cc33_note_usages.sql").contains("-- down_revision: aa11\n"))
        #expect(try await bench.output("reparent", "bb22", "--onto", "cc33").contains("comes after  aa11 → cc33"))
        #expect(try await bench.output("reparent", "bb22", "--onto", "cc33").hasPrefix("Nothing to do: "))
        #expect(try await bench.failure("reparent", "aa11", "--onto", "base").contains("aa11"))
        try await bench.failure("reparent", "bb22", exitCode: 64)
        try await bench.failure("reparent", exitCode: 64)
    }

    private static func edit(_ bench: CommandBench) async throws {
        try bench.workspace.write("for file; do echo '-- seen by the editor' >> \"$file\"; done\n", to: "editor.sh")
        let editor = ["EDITOR": "sh editor.sh"]
        try await bench.output("edit", "head", environment: editor)
        #expect(try bench.workspace.read("versions/cc33_note_usages.sql").hasSuffix("-- seen by the editor\n"))
        try await bench.output("upgrade", "aa11")
        let edited = try await bench.document("edit", "current", heading: "A revision", environment: editor)
        #expect(edited["revision"]?.description == "[aa11]")
        try await bench.failure("edit", exitCode: 64)
    }

    private static func listTemplates(_ bench: CommandBench) async throws {
        let document = try await bench.document("list-templates")
        #expect(document["projects"]?["name"]?.description == "[sql swift]")
        #expect(document["revisions"]?["is_built_in"]?.description == "[true true]")
        #expect(try await bench.output("list-templates").contains("built-in"))
        #expect(try await bench.output("list-templates", "--verbose").contains("down_revision"))
    }
}
