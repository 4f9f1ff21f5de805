import AthanorSQLite
import Testing

@testable import Athanor

@Suite struct SegmentTests {
    static func step(_ text: String, alone: Bool = false) -> LoweredStep {
        .statement(LoweredStatement(SQLStatement(text), execution: alone ? .alone : .inTransaction, command: text))
    }

    static func shape(_ steps: [LoweredStep]) -> [String] {
        Segment.dividing(steps).map { segment in
            switch segment {
            case .alone(let lowered): lowered.command
            case .ownTransaction(let steps): "own(\(steps.map(\.summary).joined(separator: " ")))"
            case .batches(let backfill): backfill.summary
            case .transaction(let steps): "(\(steps.map(\.summary).joined(separator: " ")))"
            }
        }
    }

    @Test("What can share a transaction does, and the version row always has one to move in")
    func dividing() {
        #expect(Self.shape([]) == ["()"])
        #expect(Self.shape([Self.step("a"), Self.step("b")]) == ["(a b)"])
        #expect(Self.shape([Self.step("a"), Self.step("V", alone: true), Self.step("b")]) == ["(a)", "V", "(b)"])
        #expect(Self.shape([Self.step("V", alone: true)]) == ["V", "()"])
        #expect(Self.shape([Self.step("a"), Self.step("V", alone: true)]) == ["(a)", "V", "()"])
        #expect(
            Self.shape([Self.step("V", alone: true), Self.step("W", alone: true), Self.step("a")]) == ["V", "W", "(a)"])
    }

    @Test("What commits by itself is a segment of its own, and an edit shows in its fingerprint")
    func ownTransactions() {
        let own = LoweredStep.ownTransaction([Self.step("a"), Self.step("b")])
        let backfill = LoweredStep.batches(
            Backfill(table: "t", assignments: [Backfill.Assignment(column: "c", value: 1)]))
        #expect(
            Self.shape([own, own, Self.step("c"), backfill])
                == ["own(a b)", "own(a b)", "(c)", "backfill t: set c", "()"])
        let reader = SQLite().scriptReader
        let prints = [own, .ownTransaction([Self.step("a")]), backfill].map {
            Segment.dividing([$0]).fingerprint(of: 0, readBy: reader)
        }
        #expect(Set(prints).count == 3)
        #expect(Segment.dividing([own]).fingerprint(of: 0, readBy: reader) == prints[0])
    }
}
