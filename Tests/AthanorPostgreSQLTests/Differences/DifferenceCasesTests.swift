import TestSupport
import Testing

/// Differences between two schemas, with the hazards of the change.
@Suite("Differences: known cases")
struct DifferenceCasesTests {
    private static let cases = DifferenceCase.all(in: "cases")

    @Test("The file of cases is complete")
    func file() {
        #expect(Self.cases.count == 93)
    }

    @Test("A case becomes the other schema in both directions, and the hazards are stated", arguments: cases)
    func known(_ tested: DifferenceCase) async throws {
        guard let judgement = try await DifferenceBench().judge(tested) else { return }
        #expect(judgement.notMade == nil)
        for direction in judgement.directions {
            Self.expectResult(of: direction, tested)
            #expect(direction.remainder ?? [] == [], "a second comparison finds something: \(direction.explanation)")
        }
        guard let forward = judgement.directions.first, forward.outcome != .refused else { return }
        let missing = tested.hazards.subtracting(forward.hazards)
        #expect(missing.isEmpty, "not stated: \(missing.sorted().map(\.rawValue)) \(forward.explanation)")
    }

    private static func expectResult(of direction: DirectionJudgement, _ tested: DifferenceCase) {
        if tested.isSilent { #expect(direction.statements.isEmpty, direction.explanation) }
        switch direction.outcome {
        case .identical: break
        case .refused: #expect(tested.canBeRefused, direction.explanation)
        case .error: Issue.record(direction.explanation)
        case .differs:
            let isSame = tested.canMeanTheSame && direction.statements.isEmpty
            let isAllowed = tested.allowed.map { word in
                direction.differences.allSatisfy { $0.uppercased().contains(word.uppercased()) }
            }
            #expect(isSame || isAllowed == true, direction.explanation)
        }
    }
}
