import Foundation
import TestSupport

/// A project as `athanor init --template swift` writes it, with a server beside it, filled in and built once for all
/// tests. Every file must import all that it uses (`MemberImportVisibility`).
///
/// It lies beside the build that these tests are from, so that a second run of the tests builds only what has changed.
struct SwiftProject: Sendable {
    /// The package's folder.
    let workspace: Workspace
    /// Its executable, kept apart from what later builds make.
    let migrate: Executable

    static let sources = "Sources/Migrations"
    static let versions = "\(sources)/Versions"

    /// The built project.
    static var shared: SwiftProject {
        get async throws { try await building.value }
    }

    private static let building = Task { try await make() }

    /// Builds the migration tool as the package is now.
    func build() async throws -> Execution {
        try await Self.swift("build", "--product", "migrate", in: workspace)
    }

    /// Runs the package's own tests, as they were built at first.
    func test() async throws -> Execution {
        try await Self.swift("test", "--skip-build", in: workspace)
    }

    /// The server, as it was built at first.
    var server: Executable { Executable(path: Self.scratch.appending(path: "debug/server").path) }

    /// The Swift files that `athanor init` writes, by path, in an empty folder.
    static func initialFiles(in workspace: Workspace) async throws -> [String: String] {
        let execution = try await Executable.athanor.run(
            ["init", "--template", "swift", "--athanor", Executable.repository.path], in: workspace.folder)
        guard execution.exitCode == 0 else { throw SwiftProjectError(execution: execution) }
        var files: [String: String] = [:]
        for path in execution.output.split(separator: "\n").compactMap({ $0.wholeMatch(of: /wrote (.+\.swift)/)?.1 }) {
            files[String(path)] = try workspace.read(String(path))
        }
        return files
    }

    private static func make() async throws -> SwiftProject {
        let workspace = Workspace(
            folder: Executable.repository.appending(path: ".build/end-to-end/project", directoryHint: .isDirectory))
        try? FileManager.default.removeItem(at: workspace.folder)
        try FileManager.default.createDirectory(at: workspace.folder, withIntermediateDirectories: true)
        func athanor(_ arguments: String...) async throws {
            let execution = try await Executable.athanor.run(arguments, in: workspace.folder)
            guard execution.exitCode == 0 else { throw SwiftProjectError(execution: execution) }
        }
        try workspace.write(manifest(try await initialFiles(in: workspace)["Package.swift"] ?? ""), to: "Package.swift")
        for file in [ServerTarget.database, ServerTarget.main] { try workspace.write(file.text, to: file.path) }
        try await athanor("revision", "--rev-id", "aaa1", "-m", "create message_usages")
        try await athanor("revision", "--rev-id", "bbb2", "-m", "create materialized view for daily_usage")
        try await athanor("revision", "--rev-id", "ccc3", "-m", "create it again, typed")
        try await athanor("revision", "--rev-id", "ddd4", "-m", "index the messages", "--kind", "sql")
        try fillIn(
            workspace, "aaa1_create_message_usages.swift",
            up: "op.execute(\"\"\"\n\(indented(DailyUsage.createTable))\n    \"\"\")",
            down: "op.execute(\"DROP TABLE message_usages\")")
        let createView = "\(day)\nop.execute(\"\"\"\n\(indented(DailyUsage.createView(day: "\\(day)")))\n    \"\"\")"
        try fillIn(
            workspace, "bbb2_create_materialized_view_for_daily_usage.swift",
            up: createView,
            down: "op.execute(\"\(DailyUsage.dropView)\")")
        try fillIn(
            workspace, "ccc3_create_it_again_typed.swift",
            up: """
                op.dropMaterializedView("daily_usage_matview")
                op.createMaterializedView(
                    "daily_usage_matview",
                    as: .file("views/daily_usage_matview_\\(op.databaseKind.name).sql"),
                    indexes: [.unique("user_id", "target_date")])
                """,
            down: createView)
        for server in TestedDatabase.allCases {
            try workspace.write(
                """
                SELECT user_id, \(server.day) AS target_date, count(*) AS usage_count
                FROM message_usages
                GROUP BY user_id, target_date;

                """,
                to: "\(sources)/views/daily_usage_matview_\(server == .sqlite ? "sqlite" : "postgresql").sql")
        }
        let sql = "\(versions)/ddd4_index_the_messages.sql"
        try workspace.write(
            DailyUsage.fillIn(
                sql: try workspace.read(sql), up: "CREATE INDEX idx_messages_user ON message_usages (user_id);",
                down: "DROP INDEX idx_messages_user;"),
            to: sql)
        let execution = try await swift("build", "--build-tests", in: workspace)
        guard execution.exitCode == 0 else { throw SwiftProjectError(execution: execution) }
        let built = scratch.appending(path: "debug/migrate")
        let kept = scratch.deletingLastPathComponent().appending(path: "migrate")
        try? FileManager.default.removeItem(at: kept)
        // By another process: one that a test starts meanwhile would inherit the open file from this one, and an executable
        // that somebody may write to cannot be started.
        let copying = try await Executable(path: "/usr/bin/env").run(["cp", built.path, kept.path], in: scratch)
        guard copying.exitCode == 0 else { throw SwiftProjectError(execution: copying) }
        return SwiftProject(workspace: workspace, migrate: Executable(path: kept.path))
    }

    private static let day = """
        let day =
            op.databaseKind.name == "sqlite"
            ? "\(TestedDatabase.sqlite.day)" : "\(TestedDatabase.postgreSQL.day)"
        """

    private static let scratch = Executable.repository.appending(path: ".build/end-to-end/scratch")

    private static func fillIn(_ workspace: Workspace, _ name: String, up: String, down: String) throws {
        let path = "\(versions)/\(name)"
        try workspace.write(DailyUsage.fillIn(swift: try workspace.read(path), up: up, down: down), to: path)
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    }

    /// The manifest with the server's target, and with the setting by which a file sees only what it imports.
    private static func manifest(_ text: String) -> String {
        text.replacing("    targets: [\n", with: "    targets: [\n\(ServerTarget.manifest)\n") + """

            for target in package.targets {
                target.swiftSettings = [.enableUpcomingFeature("MemberImportVisibility")]
            }

            """
    }

    private static func swift(_ command: String, _ arguments: String..., in workspace: Workspace) async throws
        -> Execution
    {
        // The project's tests use the same PostgreSQL as these tests.
        let environment = ProcessInfo.processInfo.environmentWithTestedPrograms.filter {
            $0.key == "PATH" || $0.key == given
        }
        return try await Executable(path: "/usr/bin/env").run(
            ["swift", command] + arguments + ["--scratch-path", scratch.path], in: workspace.folder,
            environment: environment)
    }

    private static let given = "ATHANOR_TEST_POSTGRESQL"
}

/// The project could not be made.
struct SwiftProjectError: Error, CustomStringConvertible {
    let execution: Execution

    var description: String { "the project could not be made: \(execution)" }
}
