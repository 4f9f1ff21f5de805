import Testing

@testable import Athanor

@Suite struct SegmentTests {
    static func step(_ text: String, alone: Bool = false) -> LoweredStep {
        .statement(LoweredStatement(Statement(text), execution: alone ? .alone : .inTransaction, command: text))
    }

    static func shape(_ steps: [LoweredStep]) -> [String] {
        Segment.dividing(steps).map { segment in
            switch segment {
            case .alone(let lowered): lowered.command
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
}
