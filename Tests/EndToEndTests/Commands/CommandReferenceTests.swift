import Foundation
import TestSupport
import Testing

/// The command reference and the manual page are what the commands say of themselves.
@Suite("Command reference")
struct CommandReferenceTests {
    private static let files = ["Sources/Athanor/Athanor.docc/CommandReference.md", "man/athanor.1"]

    @Test("The reference and the manual page are current")
    func isCurrent() async throws {
        try await Workspace.with { workspace in
            let written = try await Executable(path: "/bin/sh").run(
                [
                    "-c", #""$1" --experimental-dump-help | "$2" ."#, "sh", Executable.athanor.path,
                    Executable.built("command-reference").path,
                ], in: workspace.folder)
            #expect(written.exitCode == 0 && written.errors.isEmpty, "\(written)")
            for file in Self.files {
                let kept = try String(contentsOf: Executable.repository.appending(path: file), encoding: .utf8)
                let isCurrent = try workspace.read(file) == kept
                #expect(isCurrent, "\(file) is not what the commands say now: run `make reference`")
            }
        }
    }

    @Test("Every command and each of its options stands in both", arguments: files)
    func isWhole(_ file: String) async throws {
        let text = try String(contentsOf: Executable.repository.appending(path: file), encoding: .utf8)
            .replacing("\\-", with: "-")
        let toldTwice = text.matches(of: #/\(default: [^\)]*\)\.? \(default: /#).map { String($0.output) }
        #expect(toldTwice == [], "these defaults are told twice")
        for command in try await DumpedCommand.all() {
            #expect(text.contains("athanor \(command.name)"), "\(command.name)")
            for option in command.options { #expect(text.contains(option), "\(command.name) \(option)") }
        }
    }

    @Test(
        "groff reads the manual page without a warning",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/groff")))
    func manualPage() async throws {
        let checked = try await Executable(path: "/usr/bin/groff").run(
            ["-ww", "-man", "-Tutf8", "-z", "man/athanor.1"], in: Executable.repository)
        #expect(checked.exitCode == 0 && checked.errors.isEmpty, "\(checked)")
    }
}
