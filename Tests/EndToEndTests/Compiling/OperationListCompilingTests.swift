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
        "op.with(lockTimeout: .seconds(1)) {\n    op.execute(\"A\")\n    return []\n}",
        "op.alteringAround(\"t\") {\n    op.execute(\"A\")\n    return []\n}",
        "[\"t\"].forEach { op.execute($0) }",
    ]

    @Test("A body that would throw operations away does not compile", arguments: lossy)
    func lossyBody(_ body: String) async throws {
        let answer = try await Self.typecheck(Self.revision(body))
        #expect(answer.exitCode != 0)
        #expect(answer.errors.contains("error: "))
    }

    /// Calls that would drop an argument, do nothing, exchange table and column, or name two objects.
    static let losing = [
        "op.alterColumn(\"c\", of: \"t\")",
        "op.alterColumn(\"c\", of: \"t\", dependents: .recreate)",
        "op.alterColumn(\"c\", of: \"t\", .default(nil))",
        "op.alterColumn(\"c\", of: \"t\", .collation(\"C\"))",
        "op.alterColumn(\"c\", of: \"t\", .type(using: \"c::int\"))",
        "op.alterColumn(\"c\", \"t\", .notNull)",
        "op.dropColumn(\"c\", \"t\")",
        "op.dropColumn(\"c\", from: \"t\", was: .column(\"d\", .text))",
        "op.dropTable(\"t\", was: TableDefinition(\"u\", []))",
        "op.addEnumValue(\"e\", \"v\")",
        "op.comment(on: .column(\"c\", \"t\"), \"x\")",
    ]

    @Test(
        "A call that would drop an argument, exchange table and column or name two objects does not compile",
        arguments: losing)
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
            op.with(lockTimeout: .seconds(1)) {}
            []
            """
        let answer = try await Self.typecheck("import Foundation\n" + parts + Self.revision(body))
        #expect(answer.exitCode == 0, "\(answer.errors)")
    }

    @Test("Arrays are accepted where lists are, and literals are not ambiguous")
    func arrays() async throws {
        let body = """
            let columns = ["a", "b"]
            op.createTable(
                "t",
                [
                    .column("a", .text), .column("b", .text), .primaryKey(columns), .unique(["a", "b"]),
                    .unique("a"), .foreignKey(columns, references: "u", columns), .foreignKey("a", references: "u"),
                    .exclude([.column("a", with: "=")]),
                ], comment: nil)
            op.addConstraint(.primaryKey(columns), on: "t")
            op.addConstraint(.unique(columns, name: "u"), on: "t")
            op.createIndex(.index(columns), on: "t")
            op.createIndex(.index(["a", "b"], name: "i"), on: "t")
            op.createIndex(.index(["a", .expression("lower(b)")]), on: "t")
            op.createIndex(.unique(columns.map { IndexKey.column($0) }), on: "t")
            op.createIndex(.unique(["a"]), on: "t")
            op.createIndex(.index("a", .expression("lower(b)")), on: "t")
            op.grant([.select, .update(columns)], on: .tables(["t"]), to: [.public])
            op.grant(.select, .update("a"), on: .tables(["t"]), to: [.public])
            op.revoke(.select, on: .tables(["t"]), from: [.public])
            op.createMaterializedView("m", as: "SELECT 1", grants: [.grant([.select], to: [.public])])
            op.alterColumn(
                "a", of: "t", .type(.bigint, using: "a::bigint", was: .numeric(10, 2)), .notNull, .default(0, was: 1),
                .comment("x", was: nil))
            op.alterColumn("a", of: "t", .type(.text, was: .init(.integer, using: "a::integer")))
            op.alterColumn("a", of: "t", .comment(nil))
            op.comment(on: .column("a", of: "t"), nil, was: "x")
            op.dropColumn("a", from: "t")
            op.dropColumn(.column("a", .numeric), from: "t")
            op.dropTable("t")
            op.dropConstraint("k", on: "t")
            op.dropConstraint(.unique(columns), on: "t")
            op.dropView("v")
            op.dropEnum("e")
            """
        let answer = try await Self.typecheck(Self.revision(body))
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

    static func typecheck(_ source: String) async throws -> Execution {
        try await Workspace.with { workspace in
            try workspace.write(source, to: "revision.swift")
            let compiler = Executable(path: "/usr/bin/env", leadingArguments: ["swiftc"])
            let modules = Executable.productsFolder.appending(path: "Modules").path
            return try await compiler.run(
                ["-typecheck", "-swift-version", "6", "-I", modules, "revision.swift"], in: workspace.folder)
        }
    }
}
