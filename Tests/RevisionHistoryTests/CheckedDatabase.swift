import RevisionHistory
import Testing

/// What a database would hold, checked at each step against the definition.
struct CheckedDatabase {
    let random: RandomGraph
    var applied: Set<RevisionID> = []
    var rows: Set<RevisionID> = []

    init(random: RandomGraph, at applied: Set<RevisionID> = []) {
        self.random = random
        self.applied = applied
        rows = random.maximalElements(of: applied)
    }

    mutating func run(_ steps: [RevisionStep]) throws {
        for step in steps {
            let below = try #require(random.below[step.revision])
            switch step.direction {
            case .upgrade:
                #expect(below.isSubset(of: applied), "\(step.revision) ran before what it needs")
                #expect(applied.insert(step.revision).inserted)
            case .downgrade:
                #expect(applied.remove(step.revision) != nil)
                #expect(applied.allSatisfy { !(random.below[$0] ?? []).contains(step.revision) })
            }
            #expect(rows.isSuperset(of: step.rowsRemoved))
            #expect(rows.isDisjoint(with: step.rowsAdded))
            #expect(Set(step.rowsRemoved).isDisjoint(with: step.rowsAdded))
            rows.subtract(step.rowsRemoved)
            rows.formUnion(step.rowsAdded)
            #expect(rows == random.maximalElements(of: applied))
        }
    }
}
