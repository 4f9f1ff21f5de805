import Athanor
import Foundation
import TestSupport
import Testing

/// A folder with files, removed when the test lets go of it.
final class DefinitionFolder: Sendable {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("athanor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    var definitionFiles: DefinitionFiles { .inFolders([path]) }
}

@Suite struct DefinitionFileTests {
    struct Typed: Revision {
        static let revision: RevisionID = "b2"
        static let downRevisions: [RevisionID] = ["a1"]

        func upgrade(_ op: Operations) -> OperationList {
            op.createMaterializedView("daily_usage", as: .file("views/daily_usage_v01.sql"))
            op.createView("usage", as: .file("views/usage.sql"))
        }
    }

    static let base = sqlRevision(
        "a1", "CREATE TABLE usages (id integer); INSERT INTO usages VALUES (7);", down: "DROP TABLE usages;")

    private func migrator(
        _ bench: TestBench, _ sql: String? = nil, down: String = "", files: DefinitionFiles
    ) throws -> Migrator {
        Migrator(bench.address, revisions: try revisions(sql, down: down, files: files))
    }

    private func revisions(_ sql: String?, down: String = "", files: DefinitionFiles) throws -> RevisionSet {
        let second =
            try sql.map {
                try RevisionEntry(sql: SourceText(path: "b2.sql", text: sqlRevision("b2", after: "a1", $0, down: down)))
            }
            ?? RevisionEntry(Typed.self, path: "b2.swift", message: "typed")
        let entries = [try RevisionEntry(sql: SourceText(path: "a1.sql", text: Self.base)), second]
        return try RevisionSet(entries, definitionFiles: files)
    }

    private func explanation(_ body: () async throws -> Void) async throws -> Explanation {
        do {
            try await body()
        } catch let error as any ExplainedError {
            return error.explanation
        }
        Issue.record("nothing was thrown")
        return Explanation("")
    }

    @Test("A typed view is created from a file, its inverse drops it", arguments: TestedDatabase.allCases)
    func typed(_ tested: TestedDatabase) async throws {
        let folder = try DefinitionFolder([
            "views/daily_usage_v01.sql": "\u{FEFF}-- 日次集計\nSELECT id AS number FROM usages; -- all\n",
            "views/usage.sql": "SELECT id FROM usages\n;\n",
        ])
        try await tested.with { bench in
            let migrator = try migrator(bench, files: folder.definitionFiles)
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT number FROM daily_usage") == ["7"])
            #expect(try await bench.rows("SELECT id FROM usage") == ["7"])
            try await migrator.downgrade(to: "base")
        }
    }

    @Test("SQL revisions name files, both ways", arguments: TestedDatabase.allCases)
    func sql(_ tested: TestedDatabase) async throws {
        let folder = try DefinitionFolder([
            "views/daily_usage_v01.sql": "SELECT id AS number FROM usages -- all\n",
            "views/deep/daily_usage_v02.sql": "-- x;\nSELECT id + 1 FROM usages;",
        ])
        try await tested.with { bench in
            let migrator = try migrator(
                bench,
                """
                CREATE MATERIALIZED VIEW daily_usage AS FILE 'views/daily_usage_v01.sql'WITH DATA;
                DROP MATERIALIZED VIEW daily_usage;
                create materialized view daily_usage (number) as /* new */ file './views/deep/daily_usage_v02.sql'
                    WITH NO DATA;
                CREATE VIEW plain AS FILE 'views/daily_usage_v01.sql';
                REFRESH MATERIALIZED VIEW daily_usage;
                """,
                down: """
                    DROP VIEW plain;
                    DROP MATERIALIZED VIEW daily_usage;
                    CREATE MATERIALIZED VIEW daily_usage AS FILE 'views/daily_usage_v01.sql';
                    """, files: folder.definitionFiles)
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT number FROM daily_usage") == ["8"])
            #expect(try await bench.rows("SELECT number FROM plain") == ["7"])
            try await migrator.downgrade(to: "a1")
            #expect(try await bench.rows("SELECT number FROM daily_usage") == ["7"])
        }
    }

    @Test("CREATE OR REPLACE creates a view, replaces it and puts it back", arguments: TestedDatabase.allCases)
    func replacing(_ tested: TestedDatabase) async throws {
        let folder = try DefinitionFolder([
            "views/v_v01.sql": "SELECT id FROM usages;\n",
            "views/v_v02.sql": "SELECT id + 1 AS id FROM usages -- more\n;",
        ])
        try await tested.with { bench in
            let sql = """
                CREATE OR REPLACE MATERIALIZED VIEW v AS FILE 'views/v_v01.sql';
                CREATE OR REPLACE VIEW w AS FILE 'views/v_v01.sql';
                CREATE OR REPLACE MATERIALIZED VIEW v AS FILE 'views/v_v02.sql';
                CREATE OR REPLACE VIEW w AS FILE 'views/v_v02.sql';
                """
            let down = """
                CREATE OR REPLACE MATERIALIZED VIEW v AS FILE 'views/v_v01.sql' WITH NO DATA;
                REFRESH MATERIALIZED VIEW v;
                CREATE OR REPLACE VIEW w AS FILE 'views/v_v01.sql';
                """
            let migrator = try migrator(bench, sql, down: down, files: folder.definitionFiles)
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT v.id, w.id AS other FROM v, w") == ["8|8"])
            try await migrator.downgrade(to: "a1")
            #expect(try await bench.rows("SELECT v.id, w.id AS other FROM v, w") == ["7|7"])
        }
    }

    @Test("An error in a file is shown at its place there, typed or in SQL", arguments: TestedDatabase.allCases)
    func errorsInFiles(_ tested: TestedDatabase) async throws {
        let folder = try DefinitionFolder([
            "views/daily_usage_v01.sql": "-- 日次集計\nSELECT '日本語',\n\tno_such FROM usages;\n",
            "views/usage.sql": "SELECT 1 AS one",
        ])
        let sql = "CREATE MATERIALIZED VIEW daily_usage AS FILE 'views/daily_usage_v01.sql' WITH NO DATA;"
        let plain = "CREATE VIEW daily_usage AS FILE 'views/daily_usage_v01.sql';"
        try await tested.with { bench in
            // SQLite reads the query of a plain view only when somebody selects from it.
            for sql in tested == .sqlite ? [nil, sql] : [nil, sql, plain] {
                let migrator = try migrator(bench, sql, files: folder.definitionFiles)
                let explanation = try await explanation { try await migrator.upgrade() }
                #expect(explanation.message.contains("no_such"), "\(explanation)")
                #expect(
                    explanation.place?.description == "\(folder.path)/views/daily_usage_v01.sql:3:2",
                    "\(sql ?? "typed"): \(explanation)")
                #expect(explanation.place?.lineText == "\tno_such FROM usages;")
            }
        }
    }

    @Test("An error before and behind the file's text is shown in the revision", arguments: TestedDatabase.allCases)
    func errorsAroundFiles(_ tested: TestedDatabase) async throws {
        let folder = try DefinitionFolder(["views/v.sql": "SELECT id FROM usages"])
        try await tested.with { bench in
            for (sql, column) in [
                ("CREATE VIEW v w AS FILE 'views/v.sql';", 15),
                ("CREATE VIEW v AS FILE 'views/v.sql' GROUP GROUP;", 43),
            ] {
                let migrator = try migrator(bench, sql, files: folder.definitionFiles)
                let explanation = try await explanation { try await migrator.upgrade() }
                #expect(explanation.place?.description == "b2.sql:7:\(column)", "\(explanation)")
            }
        }
    }

    @Test(
        "A file that is not there is named with what is near, and where it was looked for",
        arguments: TestedDatabase.allCases)
    func missing(_ tested: TestedDatabase) async throws {
        let folder = try DefinitionFolder([
            "views/daily_usage_v01.sql": "SELECT 1", "views/usage.sql": "SELECT 1", "views/old/w.sql": "SELECT 1",
        ])
        try await tested.with { bench in
            func look(_ path: String) async throws -> Explanation {
                let migrator = try migrator(
                    bench, "SELECT 1; CREATE VIEW v AS FILE '\(path)';", files: folder.definitionFiles)
                return try await explanation { try await migrator.upgrade() }
            }
            let near = try await look("views/daily_usage_v02.sql")
            #expect(near.message == "there is no definition file views/daily_usage_v02.sql in \(folder.path)")
            #expect(near.place?.description == "b2.sql:7:28")
            #expect(near.advice?.contains("Did you mean views/daily_usage_v01.sql?") == true)
            #expect(try await look("w.sql").advice?.contains("Did you mean views/old/w.sql?") == true)
            #expect(try await look("views").message.contains("there is no definition file"))
            #expect(try await migrator(bench, files: .none).versionRows() == [])
        }
    }

    @Test(
        "A path that leaves the project is refused",
        arguments: ["/etc/passwd", "../secret.sql", "views/../../secret.sql", "views/link.sql", "away/secret.sql"])
    func outside(_ path: String) async throws {
        let outside = try DefinitionFolder(["secret.sql": "SELECT 1"])
        let folder = try DefinitionFolder(["views/own.sql": "SELECT 1"])
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/views/link.sql", withDestinationPath: "\(outside.path)/secret.sql")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/away", withDestinationPath: outside.path)
        let op = Operations(databaseKind: .sqlite, definitionFiles: folder.definitionFiles)
        let error = #expect(throws: OperationError.self) {
            try op.createMaterializedView("v", as: .file(path)).view.query.source(of: "v")
        }
        #expect(
            error?.message.contains("a revision file cannot make Athanor read outside the project") == true)
    }

    @Test("A link that stays within the project is followed")
    func linkInside() throws {
        let folder = try DefinitionFolder(["shared/v.sql": "SELECT 1"])
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/views", withDestinationPath: "shared")
        let op = Operations(databaseKind: .sqlite, definitionFiles: folder.definitionFiles)
        #expect(
            try op.createMaterializedView("v", as: .file("views/v.sql")).view.query.source(of: "v").text == "SELECT 1")
    }

    @Test("A path that two folders hold is refused, unless both are one folder")
    func ambiguous() throws {
        let (one, other) = (try DefinitionFolder(["v.sql": "SELECT 1"]), try DefinitionFolder(["v.sql": "SELECT 2"]))
        func text(_ folders: [String]) throws -> String {
            let op = Operations(databaseKind: .sqlite, definitionFiles: .inFolders(folders))
            return try op.createMaterializedView("v", as: .file("v.sql")).view.query.source(of: "v").text
        }
        #expect(try text([one.path, one.path + "/."]) == "SELECT 1")
        let error = #expect(throws: OperationError.self) { try text([one.path, other.path]) }
        #expect(error?.message.contains("\(one.path)/v.sql, \(other.path)/v.sql") == true)
    }

    @Test(
        "What is in a file must be one query",
        arguments: [
            ("", "is empty", 1, 1), ("-- nothing\n", "is empty", 1, 1),
            ("SELECT 1;\nSELECT 2", "contains a second statement", 2, 1),
            ("\n CREATE VIEW v AS SELECT 1", "is a statement that begins with CREATE", 2, 2),
            ("SELECT 'open", "", 1, 8),
        ])
    func notOneQuery(_ text: String, _ problem: String, _ line: Int, _ column: Int) async throws {
        let files = DefinitionFiles.compiled(["v.sql": text], folder: "Sources/migrate")
        for tested in TestedDatabase.allCases {
            let op = Operations(databaseKind: tested.database.kind, definitionFiles: files)
            for operation in [
                op.createView("v", as: .file("v.sql")) as any MigrationOperation,
                op.execute("CREATE VIEW v AS FILE 'v.sql'"),
            ] {
                let explanation = try await explanation { _ = try operation.lower(for: tested.database) }
                #expect(problem.isEmpty || explanation.message.contains(problem), "\(explanation)")
                #expect(explanation.place?.description == "Sources/migrate/v.sql:\(line):\(column)", "\(explanation)")
            }
        }
    }

    @Test("A file that is not text in the project's encoding is shown at its wrong line")
    func encoding() throws {
        let folder = try DefinitionFolder()
        try folder.write("v.sql", Data("SELECT\n'".utf8) + Data([0x93, 0xFA]) + Data("'".utf8))
        func query(_ encoding: TextEncoding) -> ViewQuery {
            Operations(databaseKind: .sqlite, definitionFiles: .inFolders([folder.path], encoding: encoding))
                .createMaterializedView("v", as: .file("v.sql")).view.query
        }
        let error = #expect(throws: OperationError.self) { try query(.utf8).source(of: "v") }
        #expect(error?.place?.description == "\(folder.path)/v.sql:2:2")
        let japanese = try #require(TextEncoding(name: "shift_jis"))
        #expect(try query(japanese).source(of: "v").text == "SELECT\n'日'")
    }

    @Test("An executable names the files it holds, and says to build again")
    func compiled() {
        let files = DefinitionFiles.compiled(["views/usage_v01.sql": "SELECT 1"], folder: "Sources/migrate")
        let op = Operations(databaseKind: .sqlite, definitionFiles: files)
        let error = #expect(throws: OperationError.self) {
            try op.createMaterializedView("v", as: .file("views/usage_v02.sql")).view.query.source(of: "v")
        }
        #expect(error?.message == "there is no definition file views/usage_v02.sql in this executable")
        #expect(error?.advice.contains("Did you mean views/usage_v01.sql?") == true)
        #expect(error?.advice.contains("Sources/migrate/views and build again") == true)
    }

    @Test("Plan, script and the fingerprint of a part hold the file's text", arguments: TestedDatabase.allCases)
    func planned(_ tested: TestedDatabase) async throws {
        let folder = try DefinitionFolder(["views/v.sql": "SELECT id AS first FROM usages"])
        try await tested.with { bench in
            let sql = "CREATE VIEW v AS FILE 'views/v.sql'; CREATE MATERIALIZED VIEW m AS FILE 'views/v.sql';"
            func contents() async throws -> [String] {
                let plan = try await migrator(bench, sql, files: folder.definitionFiles).plan(.upgrade, to: "head")
                return plan.revisions.last?.lowered.map { step in
                    switch step.content {
                    case .statement(let lowered): plan.text(of: lowered.statement)
                    case .resolvedWhenRun(let resolved): resolved.content
                    default: ""
                    }
                } ?? []
            }
            let before = try await contents()
            #expect(before.count == 2 && before.allSatisfy { $0.contains("SELECT id AS first FROM usages") })
            try folder.write("views/v.sql", "SELECT id AS second FROM usages")
            #expect(try await contents().allSatisfy { $0.contains("id AS second") })

            let offline = OfflineMigrator(
                bench.address,
                revisions: try revisions(sql, files: folder.definitionFiles))
            #expect(try await offline.script(.upgrade, "base:head").contains("CREATE VIEW v AS SELECT id AS second"))
        }
    }
}
