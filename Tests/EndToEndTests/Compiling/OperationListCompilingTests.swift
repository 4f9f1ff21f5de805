import Foundation
import TestSupport
import Testing

/// The compiler's answer to Swift revisions, from `swiftc -typecheck` with the modules of this build.
@Suite("Compiling: lists of operations")
struct OperationListCompilingTests {
    /// Bodies of `upgrade` that would throw operations away.
    static let lossy = [
        "if op.databaseKind.name == \"sqlite\" { return [] }\nop.execute(\"A\")\nreturn []",
        "op.execute(\"A\")\nreturn []",
        "return [op.execute(\"A\")]",
        "op.execute(\"A\")\nreturn .init()",
        "op.execute(\"A\")\nreturn OperationList([])",
        "op.execute(\"A\")\nreturn OperationList()",
        "op.autocommit {\n    op.execute(\"A\")\n    return []\n}",
        "op.timeouts(lock: .seconds(1)) {\n    op.execute(\"A\")\n    return []\n}",
        "op.alteringAround(\"t\") {\n    op.execute(\"A\")\n    return []\n}",
        "[\"t\"].forEach { op.execute($0) }",
    ]

    @Test("A body that would throw operations away does not compile", arguments: lossy)
    func lossyBody(_ body: String) async throws {
        let answer = try await Self.typecheck(Self.revision(body))
        #expect(answer.exitCode != 0)
        #expect(answer.errors.contains("error: "))
    }

    /// Calls that would drop an argument, or do nothing.
    static let losing = [
        "op.alterColumn(\"t\", \"c\", default: nil)",
        "op.alterColumn(\"t\", \"c\", nullable: false, default: nil)",
        "op.alterColumn(\"t\", \"c\", identity: nil)",
        "op.alterColumn(\"t\", \"c\", collation: \"C\")",
        "op.alterColumn(\"t\", \"c\", using: \"c::int\")",
        "op.alterColumn(\"t\", \"c\", using: \"c::int\", nullable: false)",
        "op.alterColumn(\"t\", \"c\", type: nil, collation: \"C\", nullable: false)",
    ]

    @Test("A call that would drop an argument does not compile", arguments: losing)
    func losingCall(_ call: String) async throws {
        let answer = try await Self.typecheck(Self.revision(call))
        #expect(answer.exitCode != 0)
        #expect(answer.errors.contains("error: "))
    }

    @Test("Composition compiles: parts from functions, loops, branches and groups")
    func composition() async throws {
        let parts = """
            func part(_ op: Operations) -> [any MigrationOperation] { [op.execute("A"), op.execute("B")] }
            @OperationsBuilder func built(_ op: Operations) -> OperationList {
                if op.tag == nil { op.execute("A") }
            }

            """
        let body = """
            let names: [QualifiedName] = ["a", "b"]
            part(op)
            built(op)
            for name in names { op.dropTable(name) }
            if op.arguments["seed"] == "yes" { op.execute("C") } else { built(op) }
            switch op.tag {
            case .none: op.execute("D")
            case .some(let tag): op.execute(tag)
            }
            op.autocommit {
                built(op)
                for name in names { op.dropTable(name) }
            }
            op.alteringAround("t") { part(op) }
            op.timeouts(lock: .seconds(1)) {}
            []
            """
        let answer = try await Self.typecheck("import Foundation\n" + parts + Self.revision(body))
        #expect(answer.exitCode == 0, "\(answer.errors)")
    }

    private static func revision(_ body: String) -> String {
        """
        import Athanor

        struct Written: Revision {
            static let revision: RevisionID = "a"
            static let downRevisions: [RevisionID] = []
            func upgrade(_ op: Operations) -> OperationList {
        \(body)
            }
        }

        """
    }

    private static func typecheck(_ source: String) async throws -> Execution {
        try await Workspace.with { workspace in
            try workspace.write(source, to: "revision.swift")
            let compiler = Executable(path: "/usr/bin/env", leadingArguments: ["swiftc"])
            let modules = Executable.productsFolder.appending(path: "Modules").path
            return try await compiler.run(
                ["-typecheck", "-swift-version", "6", "-I", modules, "revision.swift"], in: workspace.folder)
        }
    }
}
