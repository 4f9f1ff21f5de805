import ArgumentParser
import Athanor
import AthanorSQLite
import Foundation
import Logging
import Synchronization
import Testing

@testable import AthanorCommands

/// The tool inside a program of somebody else. `EndToEndTests` run such a program.
@Suite struct EmbeddedToolTests {
    private enum Tool: MigrationTool {
        static let databases: [any DatabaseSystem] = [SQLite()]
        static let revisions = RevisionRegistry([
            .sql(
                path: "Versions/a1.sql",
                text: """
                    -- one
                    --
                    -- revision: a1
                    -- down_revision:

                    -- upgrade
                    CREATE TABLE one (id integer);

                    -- downgrade
                    DROP TABLE one;
                    """)
        ])
    }

    private struct App: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "app", subcommands: [Tool.Command.self])
    }

    /// Text that was written.
    private final class Text: Sendable {
        private let written = Mutex("")
        var text: String { written.withLock { $0 } }
        var write: @Sendable (String) -> Void { { text in self.written.withLock { $0 += text } } }
    }

    /// A log handler that keeps its messages.
    private struct Messages: LogHandler {
        let kept: Text
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { kept.write("\(event.message)\n") }
    }

    private static func withDatabase(_ body: ([String: String]) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "embedded-\(UUID().uuidString).db")
        defer {
            for suffix in ["", "-wal", "-shm", "-athanor-lock"] {
                try? FileManager.default.removeItem(atPath: file.path + suffix)
            }
        }
        try await body(["DATABASE_URL": "sqlite:\(file.path)"])
    }

    @Test("It writes to what it is given, logs there, and returns the exit code")
    func givenOutput() async throws {
        try await Self.withDatabase { environment in
            let (output, errors, log) = (Text(), Text(), Text())
            let logger = Logger(label: "app") { _ in Messages(kept: log) }
            func run(_ arguments: String...) async -> Int32 {
                await Tool.run(
                    arguments, name: "app migrate", environment: environment, output: output.write,
                    errorOutput: errors.write, logger: logger)
            }
            #expect(await run("upgrade", "head") == 0)
            #expect(output.text.hasPrefix("upgrade    a1  one"))
            #expect(log.text.contains("upgrade done"))
            #expect(!errors.text.contains("upgrade done"))
            #expect(await run("upgrade", "nowhere") == 1)
            #expect(errors.text.contains("`app migrate history`"))
            #expect(await run("upgrad") == 64)
            #expect(await run("current", "--check-heads") == 0)
        }
    }

    @Test("Cancelling its task interrupts it as SIGINT does")
    func cancelling() async throws {
        try await Self.withDatabase { environment in
            let errors = Text()
            let status = await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await Tool.run(
                    ["upgrade", "head"], environment: environment, output: { _ in }, errorOutput: errors.write)
            }.value
            #expect(status == 130)
            #expect(errors.text.contains("interrupted"))
        }
    }

    @Test(
        "As a subcommand it takes whatever follows its name",
        arguments: [
            [], ["upgrade", "head"], ["downgrade", "-1"], ["--help"], ["upgrade", "--help"],
            ["-c", "a.yaml", "current"],
            ["show", "--", "-1"], ["history", "--no-color"],
        ])
    func arguments(_ words: [String]) async throws {
        let command = try await App.asyncParseAsRoot(["migrate"] + words)
        #expect((command as? Tool.Command)?.arguments == words)
    }

    @Test(
        "The other command's completion script completes its commands, options and revisions",
        arguments: [
            (["up"], ["upgrade"]), (["upgrade", "--lock"], ["--lock-wait", "--lock-timeout"]),
            (["upgrade", "a"], ["a1"]), (["log", "--kind", "re"], ["refresh", "repair", "reseal"]),
            (["views", "sh"], ["show"]),
        ])
    func completion(_ words: [String], _ wanted: [String]) async throws {
        let line = ["app", "migrate"] + words
        let last = try #require(words.last)
        let request = ["---completion", "migrate", "--", "positional@0", "\(line.count - 1)", "\(last.count)"]
        do {
            _ = try await App.asyncParseAsRoot(request + line)
            Issue.record("it was no request for completions")
        } catch {
            #expect(App.fullMessage(for: error).split(separator: "\n").map(String.init) == wanted)
        }
    }
}
