import Foundation
import TestSupport
import Testing

/// The commands that write revision files, through the built executable.
@Suite("Commands that write revisions")
struct RevisionWritingTests {
    /// A project with a1 ← b2 and a1 ← c3 (label side).
    private func branched(_ body: (Workspace, ([String]) async throws -> Execution) async throws -> Void) async throws {
        try await Workspace.with { workspace in
            func athanor(_ arguments: [String]) async throws -> Execution {
                try await Executable.athanor.run(arguments, in: workspace.folder)
            }
            #expect(try await athanor(["init"]).exitCode == 0)
            for arguments in [
                ["-m", "one", "--rev-id", "a1"], ["-m", "two", "--rev-id", "b2"],
                ["-m", "three", "--rev-id", "c3", "--head", "a1", "--splice", "--branch-label", "side"],
            ] {
                let written = try await athanor(["revision"] + arguments)
                #expect(written.exitCode == 0, "\(written)")
            }
            try await body(workspace, athanor)
        }
    }

    @Test("revision writes anywhere in the graph, with --sql as well and no database")
    func revision() async throws {
        try await branched { workspace, athanor in
            #expect(try workspace.names(in: "versions") == ["a1_one.sql", "b2_two.sql", "c3_three.sql"])
            let several = try await athanor(["revision", "-m", "four"])
            #expect(several.exitCode == 1 && several.isOneReadableError, "\(several)")
            #expect(several.errors.contains("b2  two") && several.errors.contains("c3  three"), "\(several)")
            let written = try await athanor([
                "revision", "-m", "four", "--rev_id", "d4", "--head", "side@head", "--depends-on", "b2", "--sql",
                "--json",
            ])
            #expect(
                written.exitCode == 0 && written.output.contains("\"path\" : \"versions/d4_four.sql\""), "\(written)")
            let text = try workspace.read("versions/d4_four.sql")
            #expect(text.contains("-- down_revision: c3\n") && text.contains("-- depends_on: b2\n"), "\(text)")
            let elsewhere = try await athanor(["revision", "-m", "five", "--head", "d4", "--version-path", "other"])
            #expect(elsewhere.exitCode == 64 && elsewhere.isOneReadableError, "\(elsewhere)")
        }
    }

    @Test("merge writes what comes after all heads")
    func merge() async throws {
        try await branched { workspace, athanor in
            #expect(try await athanor(["merge"]).exitCode == 64)
            let merged = try await athanor(["merge", "heads", "--rev-id", "m1", "-m", "both"])
            #expect(merged.output == "versions/m1_both.sql\n", "\(merged)")
            #expect(try workspace.read("versions/m1_both.sql").contains("-- down_revision: b2, c3\n"))
            #expect(try await athanor(["heads"]).output.hasPrefix("m1"))
            let again = try await athanor(["merge", "heads"])
            #expect(again.exitCode == 1 && again.isOneReadableError, "\(again)")
        }
    }

    @Test("reparent moves a branch, and none that the database has", arguments: TestedDatabase.allCases)
    func reparent(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            try await branched { workspace, _ in
                func athanor(_ arguments: String...) async throws -> Execution {
                    try await Executable.athanor.run(
                        arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                }
                #expect(try await athanor("upgrade", "c3").exitCode == 0)
                let applied = try await athanor("reparent", "side", "--onto", "b2")
                #expect(applied.exitCode == 1 && applied.isOneReadableError, "\(applied)")
                #expect(try workspace.read("versions/c3_three.sql").contains("-- down_revision: a1\n"))
                let moved = try await athanor("reparent", "b2", "--onto", "side@head")
                #expect(moved.exitCode == 0 && moved.output.contains("comes after  a1 → c3"), "\(moved)")
                let upgraded = try await athanor("upgrade", "head")
                #expect(upgraded.exitCode == 0 && upgraded.output.contains("b2"), "\(upgraded)")
            }
        }
    }

    @Test("reparent does not move what it cannot ask about")
    func reparentUnasked() async throws {
        try await branched { workspace, _ in
            func athanor(_ arguments: String...) async throws -> Execution {
                try await Executable.athanor.run(
                    arguments, in: workspace.folder,
                    environment: ["DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"])
            }
            let refused = try await athanor("reparent", "c3", "--onto", "b2")
            #expect(refused.exitCode == 1 && refused.errors.contains("--without-database"), "\(refused)")
            #expect(try workspace.read("versions/c3_three.sql").contains("-- down_revision: a1\n"))
            #expect(try await athanor("reparent", "c3", "--onto", "b2", "--without-database").exitCode == 0)
            #expect(try workspace.read("versions/c3_three.sql").contains("-- down_revision: b2\n"))
        }
    }

    @Test("edit opens the file in the editor, and reads it afterwards")
    func edit() async throws {
        try await branched { workspace, _ in
            func edit(_ name: String, _ editor: String?) async throws -> Execution {
                var environment = ["VISUAL": ""]
                environment["EDITOR"] = editor ?? ""
                return try await Executable.athanor.run(
                    ["edit", name], in: workspace.folder, environment: environment)
            }
            let edited = try await edit("side", "sed -i -e 's/^-- upgrade$/&\\nSELECT 1;/'")
            #expect(edited.exitCode == 0, "\(edited)")
            #expect(try workspace.read("versions/c3_three.sql").contains("-- upgrade\nSELECT 1;\n"))
            let failed = try await edit("a1", "false")
            #expect(failed.exitCode == 1)
            let none = try await edit("a1", nil)
            #expect(none.exitCode == 1 && none.errors.contains("EDITOR"), "\(none)")
            let broken = try await edit("b2", "sed -i s/^--.upgrade//")
            #expect(broken.exitCode == 1 && broken.isOneReadableError, "\(broken)")
            #expect(broken.errors.hasPrefix("versions/b2_two.sql:"), "\(broken)")
        }
    }

    @Test("list-templates names projects' and revisions' templates")
    func listTemplates() async throws {
        try await branched { workspace, athanor in
            try workspace.write("-- {{message}}\n", to: "templates/revision.sql.mustache")
            let listed = try await athanor(["list_templates"])
            #expect(listed.exitCode == 0, "\(listed)")
            #expect(listed.output.contains(/revisions +sql +templates\/revision.sql.mustache/), "\(listed)")
            #expect(listed.output.contains(/revisions +swift +built-in/), "\(listed)")
            #expect(listed.output.contains(/projects +sql/), "\(listed)")
        }
    }

    @Test("Hooks print to standard error, and can be interrupted as usual programs can")
    func hooks() async throws {
        try await branched { workspace, athanor in
            try workspace.write(
                """
                post_write_hooks:
                  - echo "formatted $REVISION_SCRIPT_FILENAME"
                  - trap 'exit 9' TERM; kill -TERM $$
                """, to: "athanor.yaml")
            let written = try await athanor(["revision", "-m", "four", "--rev-id", "d4", "--head", "b2"])
            #expect(written.exitCode == 1 && written.output.isEmpty, "\(written)")
            #expect(written.errors.contains(/formatted \/.*versions\/d4_four\.sql/), "\(written)")
            #expect(written.errors.contains("ended with exit code 9"), "\(written)")
            #expect(try workspace.names(in: "versions").contains("d4_four.sql"))
        }
    }

    @Test("In another encoding files are what their bytes say; scripts are UTF-8 always")
    func encoding() async throws {
        try await Workspace.with { workspace in
            try workspace.write("output_encoding: shift_jis\n", to: "athanor.yaml")
            try workspace.write("", to: "versions/.gitkeep")
            func athanor(_ arguments: String...) async throws -> Execution {
                try await Executable.athanor.run(arguments, in: workspace.folder)
            }
            #expect(try await athanor("revision", "-m", "表を作る", "--rev-id", "a1").exitCode == 0)
            let file = workspace.folder.appending(path: "versions/a1_表を作る.sql")
            var bytes = try Data(contentsOf: file)
            #expect(bytes.starts(with: [0x2D, 0x2D, 0x20, 0x95, 0x5C]))
            let marker = try #require(bytes.firstRange(of: Data("-- upgrade\n".utf8)))
            bytes.insert(
                contentsOf: [UInt8]("SELECT '".utf8) + [0x95, 0x5C] + [UInt8]("';\n".utf8), at: marker.upperBound)
            try bytes.write(to: file)
            let script = try await athanor("upgrade", "head", "--sql", "--dialect", "sqlite")
            #expect(script.output.contains("SELECT '表';"), "\(script)")
            let unknown = try await Executable.athanor.run(
                ["heads"], in: workspace.folder, environment: ["ATHANOR_OUTPUT_ENCODING": "euc-jp"])
            #expect(unknown.exitCode == 1 && unknown.isOneReadableError, "\(unknown)")
        }
    }

    @Test("Revisions in several folders, some inside others, are one history")
    func locations() async throws {
        try await ScratchDatabase.with(.sqlite) { database in
            try await Workspace.with { workspace in
                try workspace.write(
                    """
                    versions: [core, modules, modules/billing]
                    recursive_version_locations: true
                    file_template: "{{year}}/{{rev}}_{{slug}}"
                    timezone: UTC
                    """, to: "athanor.yaml")
                try workspace.write("", to: "core/.gitkeep")
                try workspace.write("", to: "modules/billing/.gitkeep")
                func athanor(_ arguments: String...) async throws -> Execution {
                    try await Executable.athanor.run(
                        arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                }
                let first = try await athanor("revision", "-m", "one", "--rev-id", "a1")
                #expect(first.output.contains(/^core\/20\d\d\/a1_one\.sql\n$/), "\(first)")
                let second = try await athanor(
                    "revision", "-m", "two", "--rev-id", "b2", "--version-path", "modules/billing")
                #expect(second.output.contains(/^modules\/billing\/20\d\d\/b2_two\.sql\n$/), "\(second)")
                let upgraded = try await athanor("upgrade", "head")
                #expect(upgraded.exitCode == 0 && upgraded.output.contains("b2"), "\(upgraded)")
                #expect(try await athanor("history").output.split(separator: "\n").count == 2)
            }
        }
    }
}
