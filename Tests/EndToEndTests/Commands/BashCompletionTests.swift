import Foundation
import TestSupport
import Testing

/// The completion script as bash runs it: sourced, and asked as the shell asks when someone presses Tab.
@Suite("Completion in bash")
struct BashCompletionTests {
    private static let script = """
        tool=$1
        shift
        source "$tool.bash"
        COMP_WORDS=("$tool" "$@")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}
        COMPREPLY=()
        "_$tool" "$tool" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        [[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\\n' "${COMPREPLY[@]}"
        """

    /// Runs something in a project whose folder `bin` has the executable under a name.
    private func withCompletion(
        named name: String = "athanor", by request: [String] = ["completion", "bash"],
        _ body: (_ workspace: Workspace, _ complete: @Sendable (String...) async throws -> [String]) async throws ->
            Void
    ) async throws {
        try await Workspace.with { workspace in
            let tools = workspace.folder.appending(path: "bin")
            try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
            let tool = tools.appending(path: name)
            try FileManager.default.createSymbolicLink(
                at: tool, withDestinationURL: URL(filePath: Executable.athanor.path))
            let generated = try await Executable(path: tool.path).run(request, in: workspace.folder)
            #expect(generated.exitCode == 0 && generated.errors.isEmpty, "\(generated)")
            try workspace.write(generated.output, to: "\(name).bash")
            try workspace.write(Self.script, to: "complete.bash")
            let path = "\(tools.path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
            try await body(workspace) { words in
                let completed = try await Executable(path: "/bin/bash").run(
                    ["complete.bash", name] + words, in: workspace.folder, environment: ["PATH": path])
                #expect(completed.errors.isEmpty, "\(completed)")
                return completed.output.split(separator: "\n").map(String.init)
            }
        }
    }

    private func writeRevisions(in workspace: Workspace, folder: String = "versions") throws {
        try workspace.write(
            "-- one\n--\n-- revision: a1\n-- down_revision:\n-- branch_labels: reporting\n\n-- upgrade\n",
            to: "\(folder)/a1_one.sql")
        try workspace.write(
            "-- two\n--\n-- revision: a1b2\n-- down_revision: a1\n\n-- upgrade\n", to: "\(folder)/a1b2_two.sql")
    }

    @Test("Commands, options and the values of options are completed")
    func commandsAndOptions() async throws {
        try await withCompletion { workspace, complete in
            try workspace.write("", to: "other.yaml")
            try workspace.write("", to: "other.txt")
            #expect(try await complete("up") == ["upgrade"])
            #expect(try await complete("upgrade", "--lock") == ["--lock-wait", "--lock-timeout"])
            #expect(
                try await complete("log", "--kind", "")
                    == ["upgrade", "downgrade", "stamp", "refresh", "statement", "repair", "reseal"])
            #expect(try await complete("completion", "z") == ["zsh"])
            #expect(try await complete("upgrade", "--config", "oth") == ["other.yaml"])
        }
    }

    @Test("Names of revisions come from the project's files")
    func revisionNames() async throws {
        try await withCompletion { workspace, complete in
            try writeRevisions(in: workspace)
            #expect(
                try await complete("upgrade", "")
                    == ["head", "heads", "+1", "reporting", "reporting@head", "a1b2", "a1"])
            #expect(try await complete("upgrade", "a") == ["a1b2", "a1"])
            #expect(try await complete("stamp", "a1", "h") == ["head", "heads"])
            #expect(try await complete("downgrade", "b") == ["base"])
            #expect(try await complete("log", "--revision", "a1b") == ["a1b2"])
        }
    }

    @Test("The folder of revisions is found as the command would find it")
    func configuredFolder() async throws {
        try await withCompletion { workspace, complete in
            try writeRevisions(in: workspace, folder: "elsewhere")
            #expect(try await complete("upgrade", "a") == [])
            #expect(try await complete("upgrade", "--versions", "elsewhere", "a") == ["a1b2", "a1"])
            try workspace.write("versions: elsewhere\n", to: "other.yaml")
            #expect(try await complete("upgrade", "-c", "other.yaml", "a") == ["a1b2", "a1"])
            try workspace.write("versions: elsewhere\n", to: "athanor.yaml")
            #expect(try await complete("upgrade", "a") == ["a1b2", "a1"])
        }
    }

    @Test("Files that cannot be read, and no files at all, disturb nobody")
    func errorsAreSilent() async throws {
        try await withCompletion { workspace, complete in
            #expect(try await complete("upgrade", "h") == ["head", "heads"])
            try workspace.write("nonsense", to: "versions/a1_one.sql")
            #expect(try await complete("upgrade", "h") == ["head", "heads"])
            try workspace.write("database: [", to: "athanor.yaml")
            #expect(try await complete("upgrade", "h") == ["head", "heads"])
        }
    }

    @Test("An executable of another name completes under that name")
    func otherName() async throws {
        try await withCompletion(named: "migrate") { workspace, complete in
            try writeRevisions(in: workspace)
            #expect(try await complete("downg") == ["downgrade"])
            #expect(try await complete("downgrade", "a1b") == ["a1b2"])
        }
    }

    @Test("The argument parser's own flag makes the same script")
    func builtInFlag() async throws {
        try await withCompletion(by: ["--generate-completion-script", "bash"]) { workspace, complete in
            try writeRevisions(in: workspace)
            #expect(try await complete("show", "a1b") == ["a1b2"])
        }
        for shell in ["zsh", "fish"] {
            let made = try await Executable.athanor.run(["completion", shell], in: Executable.repository)
            let builtIn = try await Executable.athanor.run(
                ["--generate-completion-script", shell], in: Executable.repository)
            #expect(made.exitCode == 0 && made.output == builtIn.output && made.output.contains("athanor"))
        }
    }
}
