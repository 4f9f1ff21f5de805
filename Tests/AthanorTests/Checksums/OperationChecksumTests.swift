import Foundation
import TestSupport
import Testing

@testable import Athanor

/// What counts of operations in a checksum: their values.
@Suite struct OperationChecksumTests {
    /// An operation of somebody's own.
    struct Own: MigrationOperation {
        enum Way: Sendable { case plain, thorough(times: Int), named(String) }

        final class Box: Sendable {
            let content: Int
            init(_ content: Int) { self.content = content }
        }

        var name = "n"
        var way = Way.plain
        var limits: [String: Int] = [:]
        var tags: Set<String> = []
        var note: String?
        var list: [Int?] = []
        var pair: (Int, String) = (1, "a")
        var box = Box(1)
        var span = Duration.seconds(1)
        var moment = Date(timeIntervalSince1970: 1)
        var bytes = Data([1, 2])
        var body: @Sendable () -> Int = { 1 }
        var other: (@Sendable () -> Int)?

        var summary: String { "own" }
        func lower(for database: any DatabaseSystem) throws -> [LoweredStep] { [] }
    }

    private func text(_ operations: any MigrationOperation...) -> String {
        ComparableContent(of: operations, reader: TestedDatabase.postgreSQL.database.scriptReader).text
    }

    @Test(
        "Freshness targets and limits are compared as when they had other types, because databases keep the checksums")
    func formerTypes() throws {
        let op = Operations(databaseKind: .postgreSQL)
        let tokyo = FreshnessTarget.cron(try CronSchedule("0 4 * * *", timeZone: "Asia/Tokyo"))
        let content = text(op.setRefreshTarget("v", to: .every(minutes: 5), was: tokyo))
        #expect(content.contains("FreshnessTarget.every(RefreshInterval(seconds: 300))"))
        #expect(content.contains("FreshnessTarget.cron((.0: \"0 4 * * *\", timeZone: \"Asia/Tokyo\"))"))
        let replacing = text(op.replaceMaterializedView("v", as: "SELECT 1 AS a", was: "SELECT 2 AS a"))
        #expect(replacing.contains("SwapPatience(deadline: 0.40000000000000000, givingUpAfter: 600.0)"))
    }

    private static func changed(_ change: (inout Own) -> Void) -> Own {
        var own = Own()
        change(&own)
        return own
    }

    @Test("Each value of an operation counts")
    func valuesCount() {
        let variants: [Own] = [
            Own(), Self.changed { $0.name = "m" }, Self.changed { $0.way = .thorough(times: 1) },
            Self.changed { $0.way = .thorough(times: 2) }, Self.changed { $0.way = .named("plain") },
            Self.changed { $0.limits = ["a": 1] }, Self.changed { $0.limits = ["a": 2] },
            Self.changed { $0.tags = ["x"] }, Self.changed { $0.note = "" }, Self.changed { $0.note = "nil" },
            Self.changed { $0.list = [nil] }, Self.changed { $0.list = [nil, 1] }, Self.changed { $0.list = [1, nil] },
            Self.changed { $0.pair.1 = "b" }, Self.changed { $0.box = .init(2) },
            Self.changed { $0.span = .milliseconds(1) }, Self.changed { $0.moment += 1 },
            Self.changed { $0.bytes = Data([2, 1]) }, Self.changed { $0.other = { 2 } },
            Self.changed { $0.name = "n\", way: Way.\"plain" },
        ]
        #expect(Set(variants.map { text($0) }).count == variants.count)
    }

    @Test("Equal values are written alike, whatever order a set or a dictionary has them in")
    func orderOfUnordered() {
        let names = (0..<50).map { "name \($0)" }
        var numbers = SeededNumbers(seed: 3)
        let texts = (0..<20).map { _ in
            var own = Own()
            for name in names.shuffled(using: &numbers) {
                own.limits[name] = name.count
                own.tags.insert(name)
            }
            return text(own)
        }
        #expect(Set(texts).count == 1)
    }

    @Test("Code does not count, and is noticed; a property that is nil is left out")
    func code() {
        let reader = TestedDatabase.sqlite.database.scriptReader
        #expect(text(Own()) == text(Self.changed { $0.body = { 2 } }))
        #expect(ComparableContent(of: [Own()], reader: reader).holdsCode)
        #expect(!ComparableContent(of: [Irreversible(reason: "so")], reader: reader).holdsCode)
        #expect(!text(Own()).contains("note"))
    }

    /// An object that refers to itself.
    final class Circle: Sendable {
        nonisolated(unsafe) var next: Circle?
    }

    struct Circular: MigrationOperation {
        let circle: Circle
        var summary: String { "circular" }
        func lower(for database: any DatabaseSystem) throws -> [LoweredStep] { [] }
    }

    @Test("Objects in a circle come to an end")
    func circle() {
        let circle = Circle()
        circle.next = circle
        #expect(text(Circular(circle: circle)) == "[Circular(circle: Circle(next: Circle))]")
        circle.next = nil
    }

    @Test(
        "Where SQL stands in Swift, and how it is laid out, does not count; its values do",
        arguments: TestedDatabase.allCases)
    func executedSQL(_ tested: TestedDatabase) {
        let op = Operations(databaseKind: tested.database.kind)
        func text(_ operation: any MigrationOperation) -> String {
            ComparableContent(of: [operation], reader: tested.database.scriptReader).text
        }
        let expected = text(op.execute("INSERT INTO t VALUES ($1, $2)", [1, "a"]))
        #expect(text(op.execute("INSERT INTO t\n  VALUES ($1,$2) -- two", [1, "a"], file: "x", line: 3)) == expected)
        #expect(text(op.execute("INSERT INTO t VALUES ($1, $2)", [1, "b"])) != expected)
        #expect(text(op.execute("INSERT INTO t VALUES ($1, $2)", ["1", "a"])) != expected)
        #expect(text(op.execute("INSERT INTO u VALUES ($1, $2)", [1, "a"])) != expected)
        let view = text(op.createMaterializedView("m", as: "SELECT 1"))
        #expect(text(op.createMaterializedView("m", as: "SELECT  1; -- one")) == view)
        #expect(text(op.createMaterializedView("m", as: "SELECT 2")) != view)
    }

    @Test("Values whose types have changed are written as before")
    func earlierForms() {
        let op = Operations(databaseKind: TestedDatabase.postgreSQL.database.kind)
        let column = #"DatabaseObject.column((.0: QualifiedName(name: "t"), .1: "c"))"#
        #expect(
            text(op.comment(on: .column("c", of: "t"), nil, was: "x"))
                == #"[ObjectOperation.setComment((.0: \#(column), .1: "", was: "x"))]"#)
        #expect(
            text(op.comment(on: .column("c", of: "t"), "x"))
                == #"[ObjectOperation.setComment((.0: \#(column), .1: "x", was: nil))]"#)
        #expect(
            text(op.alterColumn("c", of: "t", .comment("x", was: nil))).contains(
                #"ColumnAlteration.setComment((.0: "x", was: ""))"#))
        #expect(text(op.createTable("t", [.column("c", .text)])).components(separatedBy: #"comment: """#).count == 3)
        let view = MaterializedViewDefinition("m", as: "SELECT 1")
        let created = text(op.createMaterializedView(view))
        #expect(created.hasPrefix("[CreateMaterializedView(name: QualifiedName(name: \"m\"), columns: [], query: "))
        #expect(!created.contains("comment"))
        #expect(text(op.dropMaterializedView(view)).contains("was: " + created.dropFirst().dropLast()))
    }

    @Test("Random operations are written alike exactly when they are equal")
    func randomDirectives() {
        var numbers = SeededNumbers(seed: 11)
        func one<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: elements.indices, using: &numbers)]
        }
        var operations: [CreateMaterializedView] = []
        for _ in 0..<400 {
            operations.append(
                CreateMaterializedView(
                    MaterializedViewDefinition(
                        QualifiedName(schema: one([nil, "s"]), name: one(["m", "n"])),
                        as: one(["SELECT 1", "SELECT 2"]), columns: one([[], ["a"], ["a", "b"]]),
                        indexes: one([[], [.unique("a")]]), withData: one([true, false]), tablespace: one([nil, "x"]),
                        comment: one([nil, "", "c"]),
                        refresh: one([nil, .manual, .every(minutes: 5), .every(minutes: 6)]))))
        }
        for first in operations.prefix(60) {
            for second in operations { #expect((text(first) == text(second)) == (first == second)) }
        }
    }
}
