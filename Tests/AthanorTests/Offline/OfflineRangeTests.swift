import Athanor
import TestSupport
import Testing

/// Ranges of offline runs as values.
@Suite struct OfflineRangeTests {
    private static let files = [
        sqlRevision("a1", "CREATE TABLE a (id int);", down: "DROP TABLE a;"),
        sqlRevision("b2", after: "a1", "CREATE TABLE b (id int);", down: "DROP TABLE b;"),
        sqlRevision("c3", after: "a1", "CREATE TABLE c (id int);", down: "DROP TABLE c;"),
    ]

    private static func offline(_ bench: TestBench, connected: Bool = true) throws -> OfflineMigrator {
        try bench.offlineMigrator(
            files.map { try RevisionEntry(sql: SourceText(path: "x.sql", text: $0)) }, connected: connected)
    }

    @Test("A range as a value writes the script that its text writes")
    func sameScripts() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let offline = try Self.offline(bench, connected: false)
            let pairs: [(RevisionStep.Direction, OfflineRange, OfflineRange)] = [
                (.upgrade, OfflineRange(from: .base, to: .heads), "heads"),
                (.upgrade, OfflineRange(from: .base, to: .heads), "base:"),
                (.upgrade, OfflineRange(from: .revisions([.revision("a1")]), to: .revision("b2")), "a1:b2"),
                (.upgrade, OfflineRange(from: .revisions(["b2"]), to: .heads), .named("b2:")),
                (.downgrade, OfflineRange(from: .revisions(["b2", "c3"]), to: .base), "b2,c3:"),
            ]
            for (direction, value, text) in pairs {
                let script = try await offline.script(direction, value)
                #expect(try await script == offline.script(direction, text), "\(text)")
                #expect(script.contains("-- Running \(direction) "), "\(text)")
            }
            let steps = try await offline.plan(.downgrade, OfflineRange(from: .revisions(["b2"]), to: .revision("a1")))
            #expect(steps.revisions.map(\.step.revision) == ["b2"])
        }
    }

    @Test("A range from `current` starts where the database is", arguments: TestedDatabase.allCases)
    func current(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator(Self.files).upgrade(to: .revision("b2"))
            let script = try await Self.offline(bench).script(.upgrade, OfflineRange(from: .current, to: .heads))
            #expect(script.contains("CREATE TABLE c") && !script.contains("CREATE TABLE a "))
            #expect(try bench.client.run(script).exitCode == 0)
            #expect(try await bench.migrator(Self.files).versionRows().sorted() == ["b2", "c3"])
        }
    }

    @Test("A stamp is written from a start, or for an empty version table", arguments: TestedDatabase.allCases)
    func stamp(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.files)
            try await migrator.ensureVersionTable()
            let offline = try Self.offline(bench, connected: false)
            for (script, rows) in [
                (try await offline.script(stamping: [.revision("b2"), "c3"]), ["b2", "c3"]),
                (
                    try await offline.script(
                        stamping: OfflineRange(from: .revisions(["b2", "c3"]), to: .revision("a1"))), ["a1"]
                ),
                (try await offline.script(stamping: "a1:base"), []),
            ] as [(String, [RevisionID])] {
                #expect(try bench.client.run(script).errors == "")
                #expect(try await migrator.versionRows().sorted() == rows)
            }
        }
    }

    @Test("A start that no revision has, and a downgrade without a start, are errors")
    func errors() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let offline = try Self.offline(bench, connected: false)
            await #expect(throws: RevisionGraphError.self) {
                try await offline.script(.upgrade, OfflineRange(from: .revisions([.revision("a")]), to: .heads))
            }
            await #expect(throws: OfflineError.downgradeWithoutStart("a1")) {
                try await offline.script(.downgrade, "a1")
            }
            await #expect(throws: OfflineError.currentWithoutDatabase) {
                try await offline.script(.upgrade, OfflineRange(from: .current, to: .heads))
            }
        }
    }
}
