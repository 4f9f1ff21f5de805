import TestSupport
import Testing

/// Differences between two schemas, for all kinds of objects. `make differences` scores files of other projects' pairs.
@Suite("Differences: pairs of schemas")
struct DifferencePairsTests {
    private static let pairs = DifferenceCase.all(in: "pairs")

    @Test("The file of pairs can be read")
    func file() {
        #expect(Self.pairs.count > 40)
    }

    @Test("A schema becomes the other one in both directions, and then nothing is left to do", arguments: pairs)
    func pair(_ tested: DifferenceCase) async throws {
        guard let judgement = try await DifferenceBench().judge(tested) else { return }
        #expect(judgement.notMade == nil)
        for direction in judgement.directions where !(tested.canBeRefused && direction.outcome == .refused) {
            #expect(direction.outcome == .identical, direction.explanation)
            #expect(direction.remainder == [], direction.explanation)
        }
    }
}
