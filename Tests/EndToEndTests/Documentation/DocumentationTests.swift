import Foundation
import Testing

/// What the documentation shows works: each page is a story that is followed on a new project and an empty database.
///
/// - `sql` with a marker `-- upgrade` is written into `versions`, other `sql` is run by psql;
/// - `swift` is type-checked, a manifest is read by SwiftPM;
/// - `yaml` must be a configuration that athanor accepts;
/// - `console` has its commands `$ …` run; they must succeed.
@Suite("Documentation")
struct DocumentationTests {
    @Test("Everything that a page shows works", arguments: Guide.all)
    func page(_ guide: Guide) async throws {
        try await TestDatabase.with(.postgreSQL) { database in
            try await Workspace.with { workspace in
                for block in try guide.blocks() {
                    for execution in try await tryOut(block, in: workspace, on: database) {
                        #expect(execution.exitCode == 0, "\(guide.path):\(block.line): \(execution)")
                    }
                }
            }
        }
    }

    @Test("The pages hold code of every kind")
    func kinds() throws {
        let languages = Set(try Guide.all.flatMap { try $0.blocks() }.map(\.language))
        #expect(languages == ["console", "sql", "swift", "yaml"])
    }

    private func tryOut(
        _ block: Guide.Block, in workspace: Workspace, on database: TestDatabase
    ) async throws -> [Execution] {
        let shell = Executable(path: "/bin/sh", leadingArguments: ["-c"])
        let products = URL(filePath: Executable.athanor.path).deletingLastPathComponent().path
        let environment = [
            "DATABASE_URL": database.url,
            "PATH": products + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
        ]
        func run(_ command: String) async throws -> Execution {
            try await shell.run([command], in: workspace.folder, environment: environment)
        }
        switch block.language {
        case "console":
            let commands = block.text.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
            var executions: [Execution] = []
            for command in commands { executions.append(try await run(String(command))) }
            return executions
        case "sql" where block.text.contains("\n-- upgrade\n"):
            let id = try #require(block.text.firstMatch(of: /-- revision: (\w+)/)).1
            try workspace.write(block.text, to: "versions/\(id)_shown.sql")
            return [try await run("athanor heads")]
        case "sql":
            try workspace.write(block.text, to: "shown.sql")
            return [try await run("psql -X -q -v ON_ERROR_STOP=1 \"$DATABASE_URL\" -f shown.sql")]
        case "swift" where block.text.hasPrefix("// swift-tools-version"):
            try workspace.write(block.text, to: "package/Package.swift")
            return [try await run("cd package && swift package dump-package")]
        case "swift":
            return [try await typeCheck(block.text, in: workspace, products: products, run)]
        case "yaml":
            try workspace.write(block.text, to: "configured/athanor.yaml")
            try workspace.write(BadInput.first, to: "configured/versions/a.sql")
            return [try await run("cd configured && athanor heads")]
        default:
            Issue.record("line \(block.line): nobody tries out code in \"\(block.language)\"")
            return []
        }
    }

    private func typeCheck(
        _ text: String, in workspace: Workspace, products: String, _ run: (String) async throws -> Execution
    ) async throws -> Execution {
        try workspace.write(text, to: "shown.swift")
        // What the build plugin would write.
        try workspace.write("import Athanor\nlet discoveredRevisions = RevisionRegistry([])\n", to: "discovered.swift")
        let sources = Executable.repository.appending(path: "Sources").path
        let checkouts = Executable.repository.appending(path: ".build/checkouts").path
        let modules = [
            "\(products)/Modules", "\(sources)/CLibPQ", "\(sources)/CPgQuery",
            "\(checkouts)/GRDB.swift/Sources/GRDBSQLite", "\(checkouts)/Yams/Sources/CYaml/include",
        ]
        return try await run(
            "swiftc -typecheck -parse-as-library -swift-version 6 \(modules.map { "-I '\($0)'" }.joined(separator: " ")) "
                + "-Xcc -I\"$(pg_config --includedir)\" shown.swift discovered.swift")
    }
}
