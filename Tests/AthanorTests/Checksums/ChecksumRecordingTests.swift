import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// What applied revisions said is kept with the version row, and compared.
@Suite struct ChecksumRecordingTests {
    private static let a1 = sqlRevision("a1", "CREATE TABLE t (a integer);", down: "DROP TABLE t;")
    private static let b2 = sqlRevision(
        "b2", after: "a1", "INSERT INTO t VALUES (1);", down: "DELETE FROM t WHERE a = 1;")
    private static let c3 = sqlRevision(
        "c3", after: "b2", "INSERT INTO t VALUES (3);", down: "DELETE FROM t WHERE a = 3;")
    private static let edited = b2.replacing("VALUES (1)", with: "VALUES (2)")

    private func sealed(_ bench: TestBench) async throws -> [String] {
        try await bench.rows("SELECT revision FROM \(bench.database.dialect.name(of: .revisions)) ORDER BY revision")
    }

    @Test(
        "An upgrade keeps what each revision said, a downgrade forgets it", arguments: TestedDatabase.allCases,
        [true, false])
    func upAndDown(_ tested: TestedDatabase, each: Bool) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(
                [Self.a1, Self.b2, Self.c3], options: MigratorOptions(transactionPerMigration: each))
            try await migrator.upgrade()
            let table = bench.database.dialect.name(of: .revisions)
            let name = tested == .sqlite ? "athanor_version" : "public.athanor_version"
            #expect(
                try await bench.rows("SELECT version_table, revision FROM \(table) ORDER BY revision")
                    == ["\(name)|a1", "\(name)|b2", "\(name)|c3"])
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchanged: 3))
            try await migrator.downgrade(to: "a1")
            #expect(try await sealed(bench) == ["a1"])
            try await migrator.upgrade()
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchanged: 3))
        }
    }

    @Test("A revision that fails is not sealed, nor are those rolled back with it", arguments: TestedDatabase.allCases)
    func failures(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let failing = sqlRevision("b2", after: "a1", "INSERT INTO missing VALUES (1);")
            let together = try bench.migrator(
                [Self.a1, failing], options: MigratorOptions(transactionPerMigration: false))
            await #expect(throws: MigrationFailure.self) { try await together.upgrade() }
            #expect(try await sealed(bench) == [])
            await #expect(throws: MigrationFailure.self) { try await bench.migrator([Self.a1, failing]).upgrade() }
            #expect(try await sealed(bench) == ["a1"])
        }
    }

    @Test("A revision of several parts is sealed with its last", arguments: TestedDatabase.allCases)
    func severalParts(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let parts = sqlRevision("b2", after: "a1", "VACUUM; INSERT INTO missing VALUES (1);")
            await #expect(throws: MigrationFailure.self) { try await bench.migrator([Self.a1, parts]).upgrade() }
            #expect(try await sealed(bench) == ["a1"])
            try await bench.run("CREATE TABLE missing (a integer)")
            let migrator = try bench.migrator([Self.a1, parts])
            try await migrator.upgrade()
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchanged: 2))
            let progress = bench.database.dialect.name(of: .progress)
            #expect(try await bench.rows("SELECT revision FROM \(progress)") == [])
        }
    }

    @Test(
        "Edited, missing and unknown revisions are told apart, and a pending one is nobody's business",
        arguments: TestedDatabase.allCases)
    func findings(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.a1, Self.b2]).upgrade()
            let pending = Self.c3.replacing("VALUES (3)", with: "VALUES (4)")
            let migrator = try bench.migrator([Self.a1, Self.edited, pending])
            #expect(try await migrator.checkRevisions() == RevisionFindings(edited: ["b2"], unchanged: 1))
            #expect(
                try await bench.migrator([Self.a1]).checkRevisions()
                    // Nothing tells what lies below a row that no file has.
                    == RevisionFindings(missing: ["b2"], missingRows: ["b2"]))
            try await bench.run("UPDATE athanor_version SET version_num = 'zz'")
            #expect(
                try await bench.migrator([Self.a1]).checkRevisions()
                    == RevisionFindings(missing: ["b2"], unknown: ["zz"]))
        }
    }

    @Test(
        "An upgrade and a downgrade say what was edited, also with nothing to do, and go on",
        arguments: TestedDatabase.allCases)
    func events(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.a1, Self.b2]).upgrade()
            let found = Mutex<[RevisionFindings]>([])
            let options = MigratorOptions { event in
                if case .revisionsChanged(let findings) = event { found.withLock { $0.append(findings) } }
            }
            try await bench.migrator([Self.a1, Self.edited], options: options).upgrade()
            #expect(found.withLock { $0.map(\.edited) } == [["b2"]])
            let migrator = try bench.migrator([Self.a1, Self.edited, Self.c3], options: options)
            #expect(try await migrator.upgrade().current == ["c3"])
            #expect(try await migrator.downgrade(to: "b2").current == ["b2"])
            #expect(found.withLock { $0.map(\.edited) } == [["b2"], ["b2"], ["b2"]])
            #expect(try await migrator.downgrade(to: "a1").current == ["a1"])
            try await migrator.upgrade()
            #expect(found.withLock { $0.count } == 4, "what is applied anew is as its file says")
        }
    }

    @Test("Resealing accepts edits, forgets what has no file, and is logged", arguments: TestedDatabase.allCases)
    func resealing(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.a1, Self.b2]).upgrade()
            let migrator = try bench.migrator([Self.a1, Self.edited, Self.c3])
            let report = try await migrator.updateChecksums(.revisions(["b2", "a1"]))
            #expect(report == ChecksumUpdateReport(updated: ["b2"], unchanged: ["a1"]))
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchanged: 2))
            #expect(try await bench.log().last == "reseal|b2|done")
            #expect(try await migrator.log(LogFilter(revisions: ["b2"])).map(\.kind) == [.checksumUpdate, .upgrade])
            #expect(try await migrator.updateChecksums(.all) == ChecksumUpdateReport(unchanged: ["a1", "b2"]))
            #expect(try await bench.log().count == 3, "nothing was done")
            await #expect(throws: ChecksumUpdateError.isNotApplied("c3")) {
                try await migrator.updateChecksums(.revisions(["a1", "c3"]))
            }
            await #expect(throws: ChecksumUpdateError.noSuchRevision("zz")) {
                try await migrator.updateChecksums(.revisions(["zz"]))
            }

            let squashed = try bench.migrator([sqlRevision("s1", "SELECT 1;")])
            #expect(try await squashed.updateChecksums(.all) == ChecksumUpdateReport())
            #expect(try await squashed.updateChecksums(.revisions(["b2"])) == ChecksumUpdateReport(forgotten: ["b2"]))
            #expect(try await sealed(bench) == ["a1"])
        }
    }

    @Test("Each revision of a large checksum update is found in the log", arguments: TestedDatabase.allCases)
    func largeUpdate(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let ids = (1...30).map { RevisionID("r\($0)") }
            let files = ids.map { sqlRevision($0.rawValue, "SELECT 1;") }
            try await bench.migrator(files).upgrade()
            let edited = try bench.migrator(files.map { $0.replacing("SELECT 1", with: "SELECT 2") })
            try await edited.updateChecksums(.all)
            let fewer = try bench.migrator([files[0]])
            try await fewer.updateChecksums(.revisions(Array(ids.dropFirst())))
            for id in ids.dropFirst() {
                let kinds = try await edited.log(LogFilter(revisions: [id])).map(\.kind)
                #expect(kinds == [.checksumUpdate, .checksumUpdate, .upgrade], "\(id)")
            }
        }
    }

    @Test("A stamp seals nothing, and forgets what is not applied any more", arguments: TestedDatabase.allCases)
    func stamping(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([Self.a1, Self.b2, Self.c3])
            try await migrator.upgrade(to: "b2")
            try await migrator.stamp(["c3"])
            #expect(try await sealed(bench) == ["a1", "b2"])
            let unchecked = RevisionFindings.Unchecked(revision: "c3", reason: .hasNoChecksum)
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchecked: [unchecked], unchanged: 2))
            #expect(try await migrator.updateChecksums(.all).updated == ["c3"])
            try await migrator.stamp(["a1"])
            #expect(try await sealed(bench) == ["a1"])
            try await bench.migrator([sqlRevision("s1", "SELECT 1;")]).stamp(["s1"], purge: true)
            #expect(try await sealed(bench) == [])
        }
    }

    @Test("What another revision depends on stays sealed when its row is gone", arguments: TestedDatabase.allCases)
    func dependencies(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let other = sqlRevision("d4", "CREATE TABLE u (a integer);")
            let dependent = sqlRevision("e5", "INSERT INTO u VALUES (1);")
                .replacing("-- down_revision: ", with: "-- depends_on: d4\n-- down_revision: ")
            let migrator = try bench.migrator([other, dependent])
            try await migrator.upgrade(to: "heads")
            try await migrator.stamp(["base"])
            try await migrator.stamp(["e5"])
            #expect(try await sealed(bench) == [])
            try await migrator.updateChecksums(.all)
            #expect(try await sealed(bench) == ["d4", "e5"])
        }
    }

    @Test("Two histories in one database know nothing of each other's", arguments: TestedDatabase.allCases)
    func twoHistories(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let other = MigratorOptions(versionTable: VersionTable(name: "other_version"))
            try await bench.migrator([Self.a1]).upgrade()
            let migrator = try bench.migrator([sqlRevision("a1", "CREATE TABLE v (a integer);")], options: other)
            try await migrator.upgrade()
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchanged: 1))
            #expect(try await bench.migrator([Self.a1]).checkRevisions() == RevisionFindings(unchanged: 1))
            try await migrator.stamp(["base"])
            #expect(try await bench.migrator([Self.a1]).checkRevisions() == RevisionFindings(unchanged: 1))
        }
    }

    @Test(
        "Databases of older formats can be looked at; the next run that writes begins to keep checksums",
        arguments: TestedDatabase.allCases, [1, 2, 3, 4])
    func olderFormats(_ tested: TestedDatabase, format: Int) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.a1]).upgrade()
            try await OldMetadataTables.replacePresent(in: bench, by: format, on: tested)
            let migrator = try bench.migrator([Self.a1, Self.b2])
            let unchecked = RevisionFindings.Unchecked(revision: "a1", reason: .hasNoChecksum)
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchecked: [unchecked]))
            #expect(try await migrator.survey().rows == ["a1"])
            try await migrator.upgrade()
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchecked: [unchecked], unchanged: 1))
            try await migrator.updateChecksums(.all)
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchanged: 2))
        }
    }

    @Test(
        "A checksum that another Athanor made in another way says nothing", arguments: TestedDatabase.allCases,
        ["2:abc", "1:zz", ""])
    func foreignChecksums(_ tested: TestedDatabase, _ checksum: String) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([Self.a1])
            try await migrator.upgrade()
            try await bench.run("UPDATE \(bench.database.dialect.name(of: .revisions)) SET checksum = '\(checksum)'")
            let foreign = RevisionFindings.Unchecked(revision: "a1", reason: .hasForeignChecksum)
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchecked: [foreign]))
            #expect(try await migrator.updateChecksums(.all).updated == ["a1"])
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchanged: 1))
        }
    }

    @Test("Migrators at once leave each applied revision sealed, and no other", arguments: TestedDatabase.allCases)
    func atOnce(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.a1]).upgrade()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    let migrator = try bench.migrator([Self.a1, Self.b2, Self.c3])
                    group.addTask {
                        switch number % 3 {
                        case 0: try await migrator.upgrade()
                        case 1: try await migrator.stamp(["b2"])
                        default: try await migrator.updateChecksums(.all)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let migrator = try bench.migrator([Self.a1, Self.b2, Self.c3])
            let findings = try await migrator.checkRevisions()
            #expect(findings.isClean)
            let applied = try migrator.revisions.graph.applied(try await migrator.versionRows()).map(\.rawValue)
            #expect(Set(try await sealed(bench)).isSubset(of: applied))
        }
    }

    @Test("A role that may not read the checksums is told the right that is missing")
    func missingRight() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([Self.a1]).upgrade()
            try await bench.migrator([Self.a1]).markAsDisposable()
            try await bench.run(
                "DO $$ BEGIN CREATE ROLE athanor_looker; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "GRANT SELECT ON athanor_version TO athanor_looker", "GRANT USAGE ON SCHEMA athanor TO athanor_looker",
                "GRANT SELECT ON athanor.format TO athanor_looker")
            let options = MigratorOptions(connection: ConnectionOptions(role: "athanor_looker"))
            let migrator = try bench.migrator([Self.a1], options: options)
            let right = "Checking for edited revisions needs SELECT on \"athanor\".\"revisions\""
            let error = await #expect(throws: DatabaseFailure.self) { try await migrator.checkRevisions() }
            #expect(error?.advice?.contains(right) == true)
            let survey = try await migrator.survey()
            #expect(survey.rows == ["a1"])
            #expect(survey.disposable == nil, "it may not read the mark either")
            guard case .failure(let reason) = survey.revisions else {
                Issue.record("the checksums could be read")
                return
            }
            #expect(reason.advice?.contains(right) == true)
            #expect(try await migrator.upgrade().steps.isEmpty)
        }
    }
}
