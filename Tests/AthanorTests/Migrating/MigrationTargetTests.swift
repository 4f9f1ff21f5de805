import Athanor
import TestSupport
import Testing

/// Targets as values: the same as the names of the command line.
@Suite struct MigrationTargetTests {
    private static let files = [
        sqlRevision("base01", "CREATE TABLE a (id int);", down: "DROP TABLE a;"),
        sqlRevision("left02", after: "base01", "CREATE TABLE b (id int);", down: "DROP TABLE b;")
            .replacing("-- down_revision: base01", with: "-- down_revision: base01\n-- branch_labels: left"),
        sqlRevision("right3", after: "base01", "CREATE TABLE c (id int);", down: "DROP TABLE c;")
            .replacing("-- down_revision: base01", with: "-- down_revision: base01\n-- branch_labels: right"),
        sqlRevision("right4", after: "right3", "CREATE TABLE d (id int);", down: "DROP TABLE d;"),
    ]

    @Test("With several heads, what is pending is what an upgrade applies", arguments: TestedDatabase.allCases)
    func defaults(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.files)
            let pending = try await migrator.pending().map(\.id)
            #expect(Set(pending) == ["base01", "left02", "right3", "right4"])
            let report = try await migrator.upgrade()
            #expect(report.steps.map(\.revision) == pending)
            #expect(try await migrator.pending().isEmpty)
            let error = await #expect(throws: RevisionGraphError.self) { try await migrator.pending(to: .head) }
            #expect(
                error?.description == """
                    error: 'head' means a single head, but there are several: left02, right4
                    HEADS: left02  versions/1.sql (left)
                           right4  versions/3.sql (right)
                    Write 'heads' for all of them, 'branch@head' or an id for one, or write a revision that merges them: `athanor merge heads`.
                    """)
        }
    }

    @Test("Each kind of target leads to its place, up and down", arguments: TestedDatabase.allCases)
    func places(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.files)
            func rows() async throws -> [String] { try await migrator.versionRows().map(\.rawValue).sorted() }
            try await migrator.upgrade(to: .revision("base01"))
            #expect(try await rows() == ["base01"])
            try await migrator.upgrade(to: .branch("right"))
            #expect(try await rows() == ["right4"])
            try await migrator.downgrade(to: .steps(-1))
            #expect(try await rows() == ["right3"])
            try await migrator.upgrade(to: .steps(1))
            #expect(try await rows() == ["right4"])
            try await migrator.upgrade(to: .heads)
            #expect(try await rows() == ["left02", "right4"])
            try await migrator.downgrade(to: .steps(-1, in: "right"))
            #expect(try await rows() == ["left02", "right3"])
            try await migrator.downgrade(to: .base(of: "left"))
            #expect(try await rows() == [])
            try await migrator.upgrade(to: "left02")
            #expect(try await rows() == ["left02"])
            try await migrator.downgrade(to: .named("base"))
            #expect(try await rows() == [])
            #expect(
                try await migrator.plan(.upgrade, to: .branch("left")).revisions.map(\.step.revision.rawValue) == [
                    "base01", "left02",
                ])
            try await migrator.stamp([.revision("left02"), .branch("right")])
            #expect(try await rows() == ["left02", "right4"])
            try await migrator.stamp([.base])
            #expect(try await rows() == [])
        }
    }

    @Test(
        "An id that no revision has is an error, even if it reads as another name",
        arguments: ["heads", "+1", "base0", "left"])
    func onlyIDs(_ id: String) async throws {
        try await TestedDatabase.sqlite.with { bench in
            let migrator = try bench.migrator(Self.files)
            let error = await #expect(throws: RevisionGraphError.self) {
                try await migrator.upgrade(to: .revision(RevisionID(id)))
            }
            #expect(error?.message.hasPrefix("there is no revision with the id '\(id)'") == true)
            #expect(error?.advice.contains("For a branch write `.branch(\"\(id)\")`") == true)
            #expect(try await migrator.versionRows() == [])
        }
    }

    @Test("A target prints as the name on the command line")
    func description() {
        let targets: [MigrationTarget] = [
            .heads, .head, .base, .revision("a1"), .steps(2), .steps(-2), .steps(1, in: "left"), .branch("left"),
            .base(of: "left"), "a1+2", .named("b2"),
        ]
        #expect(
            targets.map(\.description) == [
                "heads", "head", "base", "a1", "+2", "-2", "left@+1", "left@head", "left@base", "a1+2", "b2",
            ])
    }

    @Test("The errors of the graph print their advice, as other errors do")
    func advice() throws {
        let graph = try RevisionGraph([RevisionNode(id: "a1", downRevisions: [])])
        let merging = #expect(throws: MergeError.self) { try graph.revisionsToMerge(["a1"]) }
        let errors: [any ExplainedError] = [
            RevisionGraphError.ambiguousPrefix("a1", candidates: ["a1b2", "a1c3"]), try #require(merging),
            ReparentingError.ontoItself("a1"),
        ]
        #expect(
            errors.map { "\($0)" } == [
                "error: 'a1' is the beginning of several names: a1b2, a1c3\nWrite more of the id.",
                "error: there is nothing to merge: the names mean only 'a1'\nName two revisions or more; `athanor heads` "
                    + "shows whether there are several heads at all.",
                "error: revision 'a1' cannot come after itself\nNothing was changed.\nName the revision that it must come "
                    + "after, or base.",
            ])
    }
}
