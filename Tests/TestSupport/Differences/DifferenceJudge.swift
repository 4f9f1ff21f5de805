/// Makes both sides of a pair, and judges Athanor's changes between them.
package protocol DifferenceJudge: Sendable {
    /// Judges a pair in both directions. A failure of the database itself is an error of the pair.
    func judge(_ pair: SchemaPair) async -> PairJudgement
}
