extension RevisionGraphError {
    /// The problem, in one sentence without a final full stop, with the files and revisions concerned.
    public var message: String {
        switch self {
        case .invalidRevisionID(let id, let origin):
            id.rawValue.isEmpty
                ? "\(origin): the revision's id is empty"
                : "\(origin): the revision id '\(id)' \(Self.fault(of: id.rawValue))"
        case .invalidBranchLabel(let label, let origin):
            label.rawValue.isEmpty
                ? "\(origin): a branch label is empty"
                : "\(origin): the branch label '\(label)' \(Self.fault(of: label.rawValue))"
        case .duplicateRevision(let id, let origins):
            "the revision id '\(id)' is in several files: \(Self.list(origins))"
        case .duplicateBranchLabel(let label, let origins):
            "the branch label '\(label)' is in several files: \(Self.list(origins))"
        case .branchLabelIsRevision(let label, let origin, let revisionOrigin):
            "\(origin): the branch label '\(label)' is also the revision id of \(revisionOrigin)"
        case .missingDownRevision(let id, let missing, let origin, let nearest):
            "\(origin): revision '\(id)' has the down revision '\(missing)', which no file has\(Self.guess(nearest))"
        case .missingDependency(let id, let missing, let origin, let nearest):
            "\(origin): revision '\(id)' depends on '\(missing)', which is neither a revision nor a branch label"
                + "\(Self.guess(nearest))"
        case .revisesItself(let id, let origin):
            "\(origin): revision '\(id)' is its own down revision"
        case .dependsOnItself(let id, let origin):
            "\(origin): revision '\(id)' depends on itself"
        case .cycle(let ids, let origins):
            "the revisions form a cycle: \(Self.ring(ids)) (\(Self.list(origins)))"
        case .dependencyCycle(let ids, let origins):
            "the revisions form a cycle through depends_on: \(Self.ring(ids)) (\(Self.list(origins)))"
        case .invalidName(let name):
            name.isEmpty ? "the name of the revision is empty" : "'\(name)' is not the name of a revision"
        case .revisionNotFound(let name, let nearest):
            "there is no revision or branch '\(name)'\(Self.guess(nearest))"
        case .idNotFound(let id, let nearest):
            "there is no revision with the id '\(id)'\(Self.guess(nearest))"
        case .ambiguousPrefix(let prefix, let candidates):
            "'\(prefix)' is the beginning of several names: \(Self.list(candidates))"
        case .shortenedName(let name, let whole):
            "'\(name)' is only the beginning of '\(whole)'"
        case .severalHeads(let name, let heads):
            Self.meansAllHeads(name)
                ? "'\(name)' means several revisions, but one is needed here: \(Self.list(heads))"
                : "'\(name)' means a single head, but there are several: \(Self.list(heads))"
        case .revisionNotInBranch(let id, let branch):
            "revision '\(id)' is not in the branch '\(branch)'"
        case .relativeNameNotUnderstood(let name):
            "'\(name)' counts steps, but only a revision without steps is allowed here"
        case .rangeNotUnderstood(let name):
            "'\(name)' is a range, but one revision is needed here"
        case .invalidRange(let range):
            "'\(range)' is not a range of revisions"
        case .stepsPastEnd(let name):
            "'\(name)' goes further than there are revisions"
        case .nothingToUndo(let name):
            "'\(name)' leads down, but the database is at base: there is nothing to undo"
        case .stepsInWrongDirection(let name, let direction):
            switch direction {
            case .upgrade: "'\(name)' does not lead up from where the database is"
            case .downgrade: "'\(name)' does not lead down from where the database is"
            }
        case .rangeEndNotAbove(let name):
            "'\(name)' does not lead up from the range's start"
        case .ambiguousSteps(let name, let choices):
            "'\(name)' is ambiguous: a step could lead to any of \(Self.list(choices))"
        case .rangeStartNotAncestor(let start, let end):
            "the range's start '\(start)' does not come before its end '\(end)'"
        case .rangeBranchWithoutLabel(let id):
            "the branch of '\(id)' has no unique label: the revision has none, or several"
        case .branchNotApplied(let branch):
            "nothing of the branch '\(branch)' can be undone here"
        case .revisionNotApplied(let target, let rows):
            rows.isEmpty
                ? "'\(target)' is not applied: the database has no revision yet"
                : "'\(target)' is not applied, or nothing above it is: the database is at \(Self.list(rows))"
        case .databaseRevisionUnknown(let ids):
            "the database holds \(ids.count == 1 ? "a revision" : "revisions") that no file has: \(Self.list(ids))"
        case .overlappingRevisions(let ids, let implied):
            "of the revisions \(Self.list(ids)), '\(implied)' is implied by another"
        case .notAHead(let id):
            "revision '\(id)' is not a head: another comes after it already"
        case .namedTwice(let id):
            "revision '\(id)' is named twice"
        }
    }

    private static func fault(of name: String) -> String {
        RevisionGraph.reservedNames.contains(name)
            ? "is a word that means a place in every history"
            : "holds white space, a control character, or one of '@', '-', '+', ':', ','"
    }

    /// Whether a name means all heads, of the history or of a branch.
    static func meansAllHeads(_ name: String) -> Bool { name == "heads" || name.hasSuffix("@heads") }

    private static func list(_ names: [some CustomStringConvertible]) -> String {
        let shown = names.prefix(10).map { "\($0)" }.joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }

    private static func ring(_ ids: [RevisionID]) -> String {
        let shown = ids.prefix(10).map(\.rawValue)
        let rest = ids.count > 10 ? ["\(ids.count - 10) more"] : []
        return (shown + rest + ids.prefix(1).map(\.rawValue)).joined(separator: " -> ")
    }

    private static func guess(_ nearest: [String]) -> String {
        nearest.isEmpty ? "" : "; the nearest is \(nearest.map { "'\($0)'" }.joined(separator: " or "))"
    }
}
