import TestSupport

/// Judges pairs, several at the same time.
struct PairQueue {
    /// The judges by database.
    let judges: [SchemaPair.Database: any DifferenceJudge]
    /// The number of pairs that are judged at the same time.
    let jobs: Int

    /// Judges pairs.
    /// - Parameters:
    ///   - pairs: the pairs.
    ///   - report: gets each judgement, in the order of the pairs.
    func judge(_ pairs: [SchemaPair], report: (PairJudgement) -> Void) async {
        await withTaskGroup(of: (Int, PairJudgement).self) { group in
            var waiting = Array(pairs.indices)
            var running = 0
            // Only one of the pairs that use roles runs at a time.
            var isUsingRoles = false
            func begin() {
                while running < max(1, jobs),
                    let place = waiting.firstIndex(where: { !(isUsingRoles && pairs[$0].usesRoles) })
                {
                    let index = waiting.remove(at: place)
                    let pair = pairs[index]
                    if pair.usesRoles { isUsingRoles = true }
                    running += 1
                    group.addTask { (index, await judgement(of: pair)) }
                }
            }
            begin()
            var finished: [Int: PairJudgement] = [:]
            var next = pairs.startIndex
            while let (index, judgement) = await group.next() {
                running -= 1
                if pairs[index].usesRoles { isUsingRoles = false }
                begin()
                finished[index] = judgement
                while let ready = finished.removeValue(forKey: next) {
                    report(ready)
                    next += 1
                }
            }
        }
    }

    private func judgement(of pair: SchemaPair) async -> PairJudgement {
        guard let judge = judges[pair.database] else {
            return PairJudgement(pair, error: "no engine for \(pair.database.rawValue)")
        }
        return await judge.judge(pair)
    }
}
