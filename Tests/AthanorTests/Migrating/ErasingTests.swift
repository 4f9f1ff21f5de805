import AthanorTesting
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Athanor

@Suite struct ErasingTests {
    private static let first = sqlRevision("a", "CREATE TABLE t (id int);", down: "DROP TABLE t;")
    private static let edited = sqlRevision("a", "CREATE TABLE t (id int, name text);", down: "DROP TABLE t;")
    private static let second = sqlRevision("b", after: "a", "CREATE TABLE u (id int);", down: "DROP TABLE u;")

    /// The error of erasing, which must be refused.
    private func refusal(of migrator: Migrator) async throws -> ErasingError {
        let error = await #expect(throws: ErasingError.self) { try await migrator.eraseIfEdited() }
        return try #require(error)
    }

    @Test(
        "An edited revision erases a marked database, and the upgrade starts over", arguments: TestedDatabase.allCases)
    func edited(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let before = try bench.migrator([Self.first, Self.second])
            try await before.markAsDisposable()
            try await before.upgrade()
            try await bench.run("INSERT INTO t VALUES (1)")
            #expect(try await before.eraseIfEdited() == nil)
            #expect(try await bench.rows("SELECT id FROM t") == ["1"])
            let after = try bench.migrator([Self.edited, Self.second])
            let erased = try #require(try await after.eraseIfEdited())
            #expect(erased.edited == ["a"] && erased.missing.isEmpty && erased.rows == ["b"])
            #expect(try await after.versionRows().isEmpty)
            #expect(try await after.disposableMark()?.isOfThisDatabase == true)
            #expect(try await after.survey().disposable?.isOfThisDatabase == true)
            #expect(try await after.eraseIfEdited() == nil)
            try await after.upgrade()
            #expect(try await bench.rows("SELECT id, name FROM t").isEmpty)
            #expect(try await after.checkRevisions().isClean)
            #expect(try await bench.log() == ["upgrade|a|done", "upgrade|b|done"])
        }
    }

    @Test(
        "A revision whose file is gone erases too, with objects that no revision made",
        arguments: TestedDatabase.allCases)
    func gone(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let before = try bench.migrator([Self.first, Self.second])
            try await before.upgrade()
            try await bench.run("CREATE TABLE other (id int)", "CREATE VIEW seen AS SELECT id FROM other")
            try await before.markAsDisposable()
            let after = try bench.migrator([Self.first])
            let erased = try #require(try await after.eraseIfEdited())
            #expect(erased.missing == ["b"] && erased.edited.isEmpty)
            try await after.upgrade()
            let schema = try await after.snapshot()
            let fresh = try await tested.with { bench in
                let migrator = try bench.migrator([Self.first])
                try await migrator.upgrade()
                return try await migrator.snapshot()
            }
            #expect(schema.differences(to: fresh).isEmpty, "\(schema.differences(to: fresh))")
        }
    }

    @Test("A database without the mark is never erased", arguments: TestedDatabase.allCases)
    func unmarked(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            // Refused before there is anything to erase, so that a wrong script fails on its first day.
            guard case .notDisposable = try await refusal(of: bench.migrator([Self.first])) else {
                Issue.record("erased")
                return
            }
            try await bench.migrator([Self.first]).upgrade()
            try await bench.run("INSERT INTO t VALUES (1)")
            let migrator = try bench.migrator([Self.edited])
            let refusal = try await refusal(of: migrator)
            #expect(refusal.description.contains("is not marked as disposable"), "\(refusal)")
            #expect(refusal.description.contains("Nothing was erased."), "\(refusal)")
            #expect(refusal.description.contains("athanor mark-disposable"), "\(refusal)")
            try await migrator.markAsDisposable()
            try await migrator.unmarkAsDisposable()
            try await migrator.unmarkAsDisposable()
            #expect(try await migrator.disposableMark() == nil)
            #expect(try await migrator.survey().disposable == nil)
            _ = try await self.refusal(of: migrator)
            #expect(try await bench.rows("SELECT id FROM t") == ["1"])
        }
    }

    @Test("A target that no upgrade can reach erases nothing", arguments: TestedDatabase.allCases)
    func wrongTarget(on tested: TestedDatabase) async throws {
        let third = sqlRevision("c", after: "a", "CREATE TABLE w (id int);", down: "DROP TABLE w;")
        try await tested.with { bench in
            let before = try bench.migrator([Self.first, Self.second, third])
            try await before.markAsDisposable()
            try await before.upgrade()
            try await bench.run("INSERT INTO t VALUES (1)")
            let after = try bench.migrator([Self.edited, Self.second, third])
            let wrong: [MigrationTarget] = ["haed", "head", "+1", "+5", "a@+1", "a:b", "base", "", .revision("zz")]
            for target in wrong {
                await #expect(throws: (any Error).self, "\(target)") {
                    try await after.eraseIfEdited(upgradingTo: target)
                }
                #expect(try await bench.rows("SELECT id FROM t") == ["1"], "\(target)")
            }
            #expect(try await after.versionRows().sorted() == ["b", "c"])
            #expect(try await after.eraseIfEdited(upgradingTo: "b")?.edited == ["a"])
            try await after.upgrade(to: "b")
            #expect(try await after.versionRows() == ["b"])
        }
    }

    @Test("A target that counts from the database's place is refused, even if nothing was edited")
    func relativeTarget() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let migrator = try bench.migrator([Self.first])
            try await migrator.markAsDisposable()
            let error = await #expect(throws: ErasingError.self) {
                try await migrator.eraseIfEdited(upgradingTo: .steps(1))
            }
            #expect(error == .relativeTarget("+1"))
            #expect("\(try #require(error))".contains("Nothing was erased."))
        }
    }

    @Test("An empty history erases nothing", arguments: TestedDatabase.allCases)
    func emptyHistory(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let before = try bench.migrator([Self.first])
            try await before.markAsDisposable()
            try await before.upgrade()
            try await bench.run("INSERT INTO t VALUES (1)")
            #expect(try await refusal(of: bench.migrator([String]())) == .nothingToApply("heads"))
            #expect(try await bench.rows("SELECT id FROM t") == ["1"])
        }
    }

    @Test("A history with a revision that cannot run erases nothing", arguments: TestedDatabase.allCases)
    func unplannable(on tested: TestedDatabase) async throws {
        let broken = sqlRevision("b", after: "a", "COMMIT;", down: "SELECT 1;")
        try await tested.with { bench in
            let before = try bench.migrator([Self.first])
            try await before.markAsDisposable()
            try await before.upgrade()
            try await bench.run("INSERT INTO t VALUES (1)")
            let after = try bench.migrator([Self.edited, broken])
            await #expect(throws: PlanError.self) { try await after.eraseIfEdited() }
            #expect(try await bench.rows("SELECT id FROM t") == ["1"])
            // The target does not need that revision.
            #expect(try await after.eraseIfEdited(upgradingTo: "a")?.edited == ["a"])
            try await after.upgrade(to: "a")
        }
    }

    @Test("A pending revision that cannot run matters only if there is something to erase")
    func unplannableAndClean() async throws {
        let broken = sqlRevision("b", after: "a", "COMMIT;", down: "SELECT 1;")
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.first]).markAsDisposable()
            try await bench.migrator([Self.first]).upgrade()
            #expect(try await bench.migrator([Self.first, broken]).eraseIfEdited(upgradingTo: "a") == nil)
        }
    }

    @Test("A refused erasing creates no database file")
    func noFile() async throws {
        let temporary = try TemporarySQLiteDatabase()
        defer { temporary.remove() }
        _ = try await refusal(of: try TestBench(temporary.address).migrator([Self.first]))
        #expect(!FileManager.default.fileExists(atPath: temporary.path))
    }

    @Test("A copied file is not disposable, and marking makes it so")
    func copiedFile() async throws {
        let (original, copy) = (try TemporarySQLiteDatabase(), try TemporarySQLiteDatabase())
        defer {
            original.remove()
            copy.remove()
        }
        let before = try TestBench(original.address).migrator([Self.first])
        try await before.markAsDisposable()
        try await before.upgrade()
        try FileManager.default.copyItem(atPath: original.path, toPath: copy.path)
        try await copied(TestBench(copy.address))
    }

    @Test("A file that takes the place of the marked one is not disposable")
    func replacedFile() async throws {
        let (original, other) = (try TemporarySQLiteDatabase(), try TemporarySQLiteDatabase())
        defer {
            original.remove()
            other.remove()
        }
        let bench = TestBench(original.address)
        try await bench.migrator([Self.first]).markAsDisposable()
        try await bench.migrator([Self.first]).upgrade()
        try FileManager.default.copyItem(atPath: original.path, toPath: other.path)
        try await TestBench(other.address).run("INSERT INTO t VALUES (1)")
        // The new file often gets the number of the removed one.
        try FileManager.default.removeItem(atPath: original.path)
        try FileManager.default.copyItem(atPath: other.path, toPath: original.path)
        let refusal = try await refusal(of: bench.migrator([Self.edited]))
        #expect(refusal.description.contains("another file is at the same path now"), "\(refusal)")
        #expect(try await bench.rows("SELECT id FROM t") == ["1"])
        try await copied(bench)
    }

    @Test(
        "A mark of another file system or machine does not count",
        arguments: [
            ("fileSystem", "1"), ("machine", "'other'"), ("inode", "1"), ("createdAt", "1"), ("path", "'/other'"),
        ])
    func otherPlace(key: String, value: String) async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.first]).markAsDisposable()
            try await bench.migrator([Self.first]).upgrade()
            try await bench.run("UPDATE athanor_disposable SET database = json_set(database, '$.\(key)', \(value))")
            try await copied(bench)
        }
    }

    @Test("A copy of a database is not disposable, and marking makes it so")
    func copiedDatabase() async throws {
        try await TemporaryPostgreSQLDatabase.with { original in
            let before = try TestBench(original.address).migrator([Self.first])
            try await before.markAsDisposable()
            try await before.upgrade()
            let copy = try await TemporaryPostgreSQLDatabase(
                on: PrivatePostgreSQL.shared.url, named: TemporaryPostgreSQLDatabase.uniqueName(),
                options: "TEMPLATE \(original.name)")
            try await copy.removed { try await copied(TestBench($0.address)) }
        }
    }

    private func copied(_ bench: TestBench) async throws {
        let after = try bench.migrator([Self.edited])
        let refusal = try await refusal(of: after)
        guard case .copied = refusal else {
            Issue.record("\(refusal)")
            return
        }
        #expect(refusal.description.contains("is not the one that"), "\(refusal)")
        #expect(try await after.survey().disposable?.isOfThisDatabase == false)
        try await after.markAsDisposable()
        #expect(try await after.eraseIfEdited() != nil)
    }

    @Test("Odd names, foreign keys, triggers and views are dropped", arguments: TestedDatabase.allCases)
    func oddNames(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([Self.first])
            try await migrator.markAsDisposable()
            try await migrator.upgrade()
            try await bench.run(
                #"CREATE TABLE "it's ""odd"" %I $1; --" ("a b" int PRIMARY KEY)"#,
                #"CREATE TABLE "CHILD" (p int REFERENCES "it's ""odd"" %I $1; --" ON DELETE RESTRICT)"#,
                #"INSERT INTO "it's ""odd"" %I $1; --" VALUES (1)"#, #"INSERT INTO "CHILD" VALUES (1)"#,
                #"CREATE VIEW "v;w" AS SELECT p FROM "CHILD""#,
                #"CREATE VIEW "a view of a view" AS SELECT p FROM "v;w""#,
                #"CREATE INDEX "i j" ON "CHILD" (p)"#)
            if tested == .sqlite {
                try await bench.run(
                    #"CREATE TRIGGER "tr'" BEFORE DELETE ON "CHILD" BEGIN SELECT RAISE(ABORT, 'kept'); END"#,
                    "CREATE VIRTUAL TABLE words USING fts5(word)", "INSERT INTO words VALUES ('a')",
                    "CREATE TABLE counted (id integer PRIMARY KEY AUTOINCREMENT)")
            }
            _ = try #require(try await bench.migrator([Self.edited]).eraseIfEdited())
            let left =
                tested == .sqlite
                ? "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                : "SELECT relname::text FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'athanor'::regnamespace)"
            #expect(
                try await bench.rows(left) == [tested == .sqlite ? "athanor_disposable" : "disposable"])
            try await bench.migrator([Self.edited]).upgrade()
        }
    }

    @Test("Tables with the names of a virtual table's own tables are dropped")
    func externalContent() async throws {
        let upgrade = """
            CREATE TABLE docs_content (id integer PRIMARY KEY, body text);
            CREATE VIRTUAL TABLE docs USING fts5(body, content='docs_content', content_rowid='id');
            CREATE TRIGGER docs_added AFTER INSERT ON docs_content
            BEGIN INSERT INTO docs (rowid, body) VALUES (new.id, new.body); END;
            CREATE TABLE rows_content (id integer);
            CREATE VIRTUAL TABLE rows USING fts5(body, content='');
            CREATE VIRTUAL TABLE words USING fts5vocab('docs', 'row');
            """
        let down =
            "DROP TABLE words; DROP TABLE rows; DROP TABLE rows_content; DROP TABLE docs; DROP TABLE docs_content;"
        try await TestedDatabase.sqlite.with { bench in
            let before = try bench.migrator([sqlRevision("a", upgrade, down: down)])
            try await before.markAsDisposable()
            try await before.upgrade()
            try await bench.run("INSERT INTO docs_content (body) VALUES ('a')")
            let after = try bench.migrator([sqlRevision("a", upgrade + "\nSELECT 1;", down: down)])
            #expect(try await after.eraseIfEdited() != nil)
            #expect(
                try await bench.rows("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
                    == ["athanor_disposable"])
            try await after.upgrade()
            #expect(try await bench.rows("SELECT count(*) FROM docs_content") == ["0"])
        }
    }

    @Test("Two migrators at the same time erase once", arguments: TestedDatabase.allCases)
    func together(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let before = try bench.migrator([Self.first, Self.second])
            try await before.markAsDisposable()
            try await before.upgrade()
            let erasures = try await withThrowingTaskGroup(of: ErasedHistory?.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let migrator = try bench.migrator([Self.edited, Self.second])
                        let erased = try await migrator.eraseIfEdited()
                        try await migrator.upgrade()
                        return erased
                    }
                }
                return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(erasures.count == 1)
            #expect(try await bench.rows("SELECT id, name FROM t").isEmpty)
            #expect(try await bench.migrator([Self.edited, Self.second]).versionRows() == ["b"])
        }
    }

    @Test("Erasing waits for a migrator that holds the lock", arguments: TestedDatabase.allCases)
    func waits(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let before = try bench.migrator([Self.first])
            try await before.markAsDisposable()
            try await before.upgrade()
            try await bench.connected { connection in
                let version = try await connection.module.catalog(on: connection).locate(VersionTable())
                let lock = connection.module.migrationLock(
                    on: connection, scope: MigrationLockScope(versionTable: version.name))
                #expect(try await lock.tryAcquire())
                let isWaiting = Mutex(false)
                let migrator = try bench.migrator(
                    [Self.edited],
                    options: MigratorOptions { event in
                        if case .waitingForLock = event { isWaiting.withLock { $0 = true } }
                    })
                async let erased = migrator.eraseIfEdited()
                try await Task.wait { isWaiting.withLock { $0 } }
                #expect(try await bench.rows("SELECT count(*) FROM t") == ["0"])
                try await lock.release()
                #expect(try await erased?.edited == ["a"])
            }
        }
    }

    @Test("A partially applied revision that was edited erases", arguments: TestedDatabase.allCases)
    func partially(on tested: TestedDatabase) async throws {
        let alone = tested == .sqlite ? "VACUUM;" : "VACUUM t;"
        func history(_ table: String, then last: String) -> [String] {
            [
                Self.first,
                sqlRevision("b", after: "a", "CREATE TABLE \(table) (id int);\n\(alone)\n\(last)", down: "SELECT 1;"),
            ]
        }
        try await tested.with { bench in
            let failing = try bench.migrator(history("u", then: "SELECT missing FROM t;"))
            try await failing.markAsDisposable()
            await #expect(throws: MigrationFailure.self) { try await failing.upgrade() }
            // It continues after what was committed.
            #expect(try await bench.migrator(history("u", then: "SELECT id FROM t;")).eraseIfEdited() == nil)
            let edited = try bench.migrator(history("v", then: "SELECT id FROM t;"))
            await #expect(throws: PartiallyAppliedRevision.self) { try await edited.upgrade() }
            #expect(try await edited.eraseIfEdited()?.partiallyApplied == ["b"])
            try await edited.upgrade()
            #expect(try await edited.versionRows() == ["b"])
        }
    }

    @Test("An interrupted erasing leaves everything, and the mark", arguments: TestedDatabase.allCases)
    func interrupted(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let before = try bench.migrator([Self.first])
            try await before.markAsDisposable()
            try await before.upgrade()
            try await bench.run("INSERT INTO t VALUES (1)")
            let migrator = try bench.migrator([Self.edited], options: MigratorOptions(lockWait: .seconds(60)))
            try await bench.connected { holder in
                // Keeps the table, or on SQLite the whole database, until the task is cancelled.
                try await holder.query(sql: tested == .sqlite ? "BEGIN IMMEDIATE" : "BEGIN")
                try await holder.query("UPDATE t SET id = 1")
                let erasing = Task { try await migrator.eraseIfEdited() }
                if tested == .postgreSQL {
                    try await Task.wait {
                        try await bench.rows(
                            "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 't'::regclass"
                        ).isEmpty == false
                    }
                }
                erasing.cancel()
                await #expect(throws: (any Error).self) { try await erasing.value }
                try await holder.query("ROLLBACK")
            }
            #expect(try await bench.rows("SELECT id FROM t") == ["1"])
            #expect(try await migrator.versionRows() == ["a"])
            #expect(try await migrator.eraseIfEdited() != nil)
        }
    }

    @Test("A table or trigger with the name of the mark does not prevent marking")
    func tableInPlaceOfMark() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let migrator = try bench.migrator([Self.first])
            try await bench.run(
                "CREATE TABLE athanor_disposable (database TEXT, marked_at TEXT, marked_by TEXT)",
                """
                CREATE TRIGGER swallow AFTER INSERT ON athanor_disposable
                BEGIN DELETE FROM athanor_disposable; END
                """)
            #expect(try await migrator.disposableMark() == nil)
            try await migrator.markAsDisposable()
            #expect(try await migrator.disposableMark()?.isOfThisDatabase == true)
        }
    }

    @Test("A view with the name of the mark is not reported as a mark")
    func viewInPlaceOfMark() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let migrator = try bench.migrator([Self.first])
            try await bench.run("CREATE VIEW athanor_disposable AS SELECT 1 AS database")
            await #expect(throws: DatabaseFailure.self) { try await migrator.markAsDisposable() }
            #expect(try await migrator.disposableMark() == nil)
        }
    }

    @Test("A database in memory cannot be marked")
    func inMemory() async throws {
        let migrator = try TestBench(TestedDatabase.sqlite.database.at("sqlite::memory:")).migrator([Self.first])
        let failure = await #expect(throws: DatabaseFailure.self) { try await migrator.markAsDisposable() }
        #expect(failure?.message == "a database in memory cannot be marked as disposable")
    }
}
