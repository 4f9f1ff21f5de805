import Athanor
import TestSupport

/// The hazards that the sources of pairs state, compared with Athanor's. For information: tools make the same change in
/// different ways.
struct StatedHazards {
    /// Athanor's hazards for a word of a source; one of them is enough. Other words are not compared.
    private static let meanings: [String: Set<Hazard>] = [
        "AcquiresAccessExclusiveLock": [.blocksReaders, .rewrite],
        "AcquiresShareLock": [.blocksWriters, .blocksReaders],
        "AcquiresShareRowExclusiveLock": [.blocksWriters, .blocksReaders],
        "AuthzUpdate": [.exposure],
        "DeletesData": [.dataLoss],
        "ImpactsDatabasePerformance": [.rewrite, .scan, .notTransactional],
        "IndexBuild": [.notTransactional, .scan, .blocksWriters, .blocksReaders],
    ]

    private var stated: [String: Int] = [:]
    private var alsoAthanor: [String: Int] = [:]

    /// Counts the hazards of a pair from before to after.
    mutating func count(_ judgement: PairJudgement) {
        guard let forward = judgement.directions.first(where: { $0.direction == .forward }),
            forward.outcome == .identical
        else { return }
        for word in judgement.pair.hazards {
            guard let meaning = Self.meanings[word] else { continue }
            stated[word, default: 0] += 1
            if !meaning.isDisjoint(with: forward.hazards) { alsoAthanor[word, default: 0] += 1 }
        }
    }

    /// The words with the numbers of pairs; nothing if no source states hazards.
    var table: [String] {
        guard !stated.isEmpty else { return [] }
        let rows = stated.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)", "\(alsoAthanor[$0.key] ?? 0)"] }
        return TextTable([["hazard", "stated", "also by Athanor"]] + rows).lines
    }
}
