import RevisionHistory

/// How a recorded case is judged. The reference's outcome counts, except where the reference has a defect: each such
/// defect is a rule of its own, which says what must come out instead. No rule names a graph or a case.
enum ConformanceRule: String, CaseIterable {
    case asRecorded = "as recorded"
    /// The reference keeps the later of two files with one id.
    case duplicateID = "two revisions with one id: refused with that id"
    /// The reference looks for cycles only where it finds no head or no base.
    case unnoticedCycle = "a cycle that the reference did not notice: refused with a true cycle"
    /// The reference reads the beginning of `+1junk`.
    case trailingJunk = "a relative name with something after its number: refused as no name"
    /// The reference's own code fails.
    case crashed = "the reference crashed: a clear error, or the answer by plain sets"
    /// The reference does not look at the branch of a name in some places.
    case branchElsewhere = "a branch that there is not, or that the revision is not in: refused for that"
    /// The reference goes to some other place.
    case belowBase = "steps down from the base: refused as past the end"
    /// The reference looks for a branch of the name 'heads', or finds no ancestor.
    case moreStepsThanRevisions = "a range from further below the head than there are revisions: all, by plain sets"
    /// The reference knows the word at one end of a range only.
    case currentTwice = "a range from current to current: a clear error, or the answer by plain sets"
    /// The reference records both, or only one, depending on the rows.
    case impliedTarget = "a stamp of a revision and of one that it implies: refused; the former, if one name means both"
    /// The reference leaves out a target that is a row when another target is none.
    case keptTarget = "a stamp of a revision that is a row already: recorded with the others"
    /// The reference takes the word for the id in one place, and for the place it names in another.
    case reservedWord = "an id or label that is a reserved word: a clear error, or the answer by plain sets"
    /// No sequence of upgrades leads there.
    case unreachableState = "rows that no upgrade leaves: as recorded, else a clear error or the answer by plain sets"
}

/// A recorded case with the graph it belongs to, judged.
struct ConformanceJudgement {
    let rule: ConformanceRule
    /// What is wrong, `nil` when nothing is.
    let failure: String?

    init(of test: ConformanceFile.Case, on nodes: [RevisionNode], _ plain: PlainGraph) {
        let result = Result { try ConformanceOutcome(of: test, on: nodes) }
        let difference = Self.difference(between: result, and: test)
        if let duplicate = plain.duplicateIDs.min() {
            rule = .duplicateID
            if case .failure(RevisionGraphError.duplicateRevision(let id, _)) = result, plain.duplicateIDs.contains(id)
            {
                failure = nil
            } else {
                failure = "'\(duplicate)' is there twice, but got \(result)"
            }
        } else if plain.hasCycle, !Self.cycleClasses.contains(test.expect.error ?? "") {
            rule = .unnoticedCycle
            failure = Self.isTrueCycle(result, plain) ? nil : "there is a cycle, but got \(result)"
        } else if let name = test.names.first(where: Self.hasTrailingJunk),
            difference != nil || test.expect.error == nil
        {
            rule = .trailingJunk
            if case .failure(RevisionGraphError.invalidName(let refused)) = result, Self.hasTrailingJunk(refused) {
                failure = nil
            } else {
                failure = "'\(name)' is no name, but got \(result)"
            }
        } else if test.expect.anyOf == ["error"] {
            rule = .crashed
            failure = Self.refusedOrPlain(result, test, plain)
        } else if difference != nil, Self.hasReservedWord(plain) {
            rule = .reservedWord
            failure = Self.refusedOrPlain(result, test, plain)
        } else if difference != nil, test.command == "stamp", plain.hasImpliedTarget(test) {
            rule = .impliedTarget
            failure = Self.objection(toImplied: result, test, plain)
        } else if difference != nil, test.command == "stamp", Self.keepsTargets(result, test, plain) {
            rule = .keptTarget
            failure = nil
        } else if difference != nil, test.names.contains(where: plain.namesBranchElsewhere) {
            rule = .branchElsewhere
            failure = Self.isRefusedForItsBranch(result) ? nil : "the branch is not there, but got \(result)"
        } else if difference != nil, test.names.contains(where: { $0.contains(/^(?:[^@]+@)?base-0*[1-9]/) }) {
            rule = .belowBase
            if case .failure(RevisionGraphError.stepsPastEnd) = result {
                failure = nil
            } else {
                failure = "nothing is below the base, but got \(result)"
            }
        } else if difference != nil, test.command == "history", plain.beginsBelowBase(test.range) {
            rule = .moreStepsThanRevisions
            let answer = try? plain.outcome(of: test)
            failure =
                answer != nil && (try? result.get())?.sets == answer
                ? nil : "plain sets give \(answer ?? [:]), got \(result)"
        } else if difference != nil, test.range == "current:current" {
            rule = .currentTwice
            failure = Self.refusedOrPlain(result, test, plain)
        } else if difference != nil, test.stateReachable == false {
            rule = .unreachableState
            failure = Self.refusedOrPlain(result, test, plain)
        } else {
            rule = .asRecorded
            failure = difference
        }
    }

    private static let cycleClasses: Set<String> = [
        "LoopDetected", "CycleDetected", "DependencyLoopDetected", "DependencyCycleDetected",
    ]

    /// What is not as recorded, or `nil`.
    private static func difference(
        between result: Result<ConformanceOutcome, any Error>, and test: ConformanceFile.Case
    ) -> String? {
        let expected = ConformanceOutcome(expected: test.expect, of: test.command)
        let allowed = Set(test.expect.anyOf ?? [])
        switch result {
        case .success(let outcome):
            if let error = test.expect.error { return "expected \(error), got \(outcome.sets)" }
            if !allowed.isEmpty, !allowed.contains("heads") { return "expected an error, got \(outcome.sets)" }
            return outcome.agrees(with: expected) ? nil : "expected \(expected), got \(outcome)"
        case .failure(let error):
            let found = ErrorClass(of: error, during: test.command).name
            if allowed.contains("error"), error is RevisionGraphError { return nil }
            guard let wanted = test.expect.error else { return "expected \(expected), got \(error)" }
            return found == wanted ? nil : "expected \(wanted), got \(found): \(error)"
        }
    }

    /// A clear error is right, and so is exactly the answer that plain sets give.
    private static func refusedOrPlain(
        _ result: Result<ConformanceOutcome, any Error>, _ test: ConformanceFile.Case, _ plain: PlainGraph
    ) -> String? {
        switch result {
        case .failure(let error as RevisionGraphError):
            return error.message.isEmpty ? "an error without words" : nil
        case .failure(let error): return "no error of ours: \(error)"
        case .success(let outcome):
            if test.command == "stamp" {
                return plain.objection(toStamping: test, leaving: outcome.sets["heads"] ?? [])
            }
            guard let answer = try? plain.outcome(of: test) else {
                return "plain sets have no answer, got \(outcome.sets)"
            }
            return outcome.sets == answer ? nil : "plain sets give \(answer), got \(outcome.sets)"
        }
    }

    private static func objection(
        toImplied result: Result<ConformanceOutcome, any Error>, _ test: ConformanceFile.Case, _ plain: PlainGraph
    ) -> String? {
        let wanted = plain.maximalElements(of: Set((test.expect.heads ?? []).map { RevisionID($0) }))
        switch result {
        case .failure(RevisionGraphError.overlappingRevisions): return nil
        case .success(let outcome) where outcome.sets["heads"] == Set(wanted.map(\.rawValue)): return nil
        default: return "a target implies another, but got \(result)"
        }
    }

    /// Whether the rows are those of the reference, and the targets that were rows before.
    private static func keepsTargets(
        _ result: Result<ConformanceOutcome, any Error>, _ test: ConformanceFile.Case, _ plain: PlainGraph
    ) -> Bool {
        guard let heads = test.expect.heads, let outcome = try? result.get() else { return false }
        let kept = plain.targets(of: test).intersection(test.rows)
        return outcome.sets["heads"] == Set(heads).union(kept.map(\.rawValue))
    }

    /// Whether the cycle that was refused is one: each of its revisions needs the one before it.
    private static func isTrueCycle(_ result: Result<ConformanceOutcome, any Error>, _ plain: PlainGraph) -> Bool {
        guard case .failure(let error as RevisionGraphError) = result else { return false }
        switch error {
        case .revisesItself(let id, _): return plain.down[id]?.contains(id) ?? false
        case .dependsOnItself(let id, _): return plain.needs[id]?.contains(id) ?? false
        case .cycle(let ids, _):
            return !ids.isEmpty
                && zip(ids, ids.dropFirst() + ids.prefix(1)).allSatisfy { plain.down[$1]?.contains($0) ?? false }
        case .dependencyCycle(let ids, _):
            return !ids.isEmpty
                && zip(ids, ids.dropFirst() + ids.prefix(1)).allSatisfy { plain.needs[$1]?.contains($0) ?? false }
        default: return false
        }
    }

    private static func isRefusedForItsBranch(_ result: Result<ConformanceOutcome, any Error>) -> Bool {
        guard case .failure(let error as RevisionGraphError) = result else { return false }
        switch error {
        case .revisionNotFound, .ambiguousPrefix, .revisionNotInBranch: return true
        default: return false
        }
    }

    private static func hasTrailingJunk(_ name: String) -> Bool {
        name.contains(/^(?:[^@]+@)?\w*[+\-][0-9]+[^0-9]/)
    }

    private static func hasReservedWord(_ plain: PlainGraph) -> Bool {
        let names = Set(plain.ids.map(\.rawValue)).union(plain.labelOwners.keys)
        return !names.isDisjoint(with: ["base", "head", "heads", "current"])
    }
}
