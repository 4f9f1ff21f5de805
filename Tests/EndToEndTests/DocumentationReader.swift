import Athanor
import Foundation
import TestSupport
import Testing

/// Follows a page as a reader does: in one folder, from its top to its end.
struct DocumentationReader {
    private let page: DocumentationPage
    private let workspace: Workspace
    /// Stands for any URL of a PostgreSQL that the page shows.
    private let postgreSQLURL: String
    private var environment: [String: String]

    /// A reader with an empty folder and an empty PostgreSQL database.
    init(_ page: DocumentationPage, in workspace: Workspace, postgreSQL: ScratchDatabase) {
        self.page = page
        self.workspace = workspace
        postgreSQLURL = postgreSQL.url
        let products = URL(filePath: Executable.athanor.path).deletingLastPathComponent().path
        environment = [
            "PATH": products + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
            "LC_ALL": "C.UTF-8", "PSQLRC": "/dev/null",
        ]
    }

    /// Does what a block shows.
    mutating func follow(_ block: DocumentationPage.Block) async throws {
        switch block.language {
        case "sql":
            let entry = try page.entry(block)
            let draft = NewRevision(id: entry.id, message: entry.title, downRevisions: [])
            try workspace.write(block.text, to: "versions/\(RevisionTemplate.sql.fileName(of: draft))")
        case "yaml":
            try workspace.write(block.text, to: "athanor.yaml")
            try workspace.write("", to: "versions/.gitkeep")
            let accepted = try await run("athanor heads")
            #expect(accepted.exitCode == 0, "\(page.place(of: block)): \(accepted)")
        case "console":
            for step in Step.steps(of: block.text) { try await follow(step, at: page.place(of: block)) }
        default:
            break
        }
    }

    private mutating func follow(_ step: Step, at place: String) async throws {
        if let export = step.command.wholeMatch(of: /export (\w+)=(\S+)/) {
            let value = String(export.2)
            environment[String(export.1)] = value.hasPrefix("postgresql:") ? postgreSQLURL : value
            return
        }
        var command = step.command
        if command.hasPrefix("athanor revision "), let id = step.output.firstMatch(of: /versions\/([0-9a-f]{12})_/) {
            // New ids are random: the one that the page shows is asked for.
            command += " --rev-id \(id.1)"
        }
        let execution = try await run(command)
        #expect(
            Self.normalised(execution.output) == Self.normalised(step.output),
            "\(place): $ \(step.command)\nexit code \(execution.exitCode)\n\(execution.output)")
    }

    private func run(_ command: String) async throws -> Execution {
        try await Executable(path: "/bin/sh", leadingArguments: ["-c"])
            .run(["exec 2>&1\n\(command)"], in: workspace.folder, environment: environment)
    }

    /// The lines of an output without what differs from run to run, or from server to server: durations, moments, sizes,
    /// hashes of definitions, and the widths of columns that hold them.
    private static func normalised(_ output: String) -> [String] {
        let text = output.replacing(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:\d\d)?)/, with: "MOMENT")
            .replacing(/\d+(\.\d+)? (ms|s|min)\b/, with: "DURATION")
            .replacing(/\d+(\.\d+)? (kB|MB|bytes)\b/, with: "SIZE")
            // Whether a refresh has made a relation larger hangs on the server's version.
            .replacing(/SIZE → SIZE/, with: "SIZE")
            .replacing(/\b[0-9a-f]{8}\b/, with: "HASH")
            .replacing(/-{2,}/, with: "--")
            .replacing(/\ {2,}/, with: " ")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasSuffix(" ") ? String($0.dropLast()) : String($0) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        // Every command that works on a database names it first, which a page does not repeat.
        return lines.filter { $0.wholeMatch(of: /database .+ \(from .+\)/) == nil }
    }

    /// A command with the output that the page shows.
    private struct Step {
        let command: String
        var output = ""

        static func steps(of text: String) -> [Step] {
            var steps: [Step] = []
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("$ ") {
                    steps.append(Step(command: String(line.dropFirst(2))))
                } else if !steps.isEmpty {
                    steps[steps.count - 1].output += line + "\n"
                }
            }
            return steps
        }
    }
}
