extension RevisionGraphError {
    /// The next thing to do, in one sentence.
    public var advice: String {
        switch self {
        case .invalidRevisionID:
            "Give the revision an id of letters, digits, '_' and '.', in its file and wherever it is a down revision. "
                + "The words 'head', 'heads', 'base' and 'current' are reserved."
        case .invalidBranchLabel:
            "Give the branch a label of letters, digits, '_' and '.'. The words 'head', 'heads', 'base' and 'current' "
                + "are reserved."
        case .duplicateRevision:
            "Remove the copy, or give one of the two a new id."
        case .duplicateBranchLabel:
            "Keep the label in the first revision of the branch only; the ones after it inherit it."
        case .branchLabelIsRevision:
            "Choose another label, so that the name has one meaning."
        case .missingDownRevision:
            "Correct the down revision, or bring back its file (it may still be on another branch of the code)."
        case .missingDependency:
            "Correct the name, or bring back the file (it may still be on another branch of the code)."
        case .revisesItself:
            "Name the revision that it comes after, or none if it is the first."
        case .dependsOnItself:
            "Remove the revision's own id and labels from depends_on."
        case .cycle:
            "Correct the down revision of the one that is in the wrong place."
        case .dependencyCycle:
            "Remove the dependency that points the wrong way."
        case .invalidName, .revisionNotFound:
            "List the names with `athanor history`, or write 'head', 'heads', 'base', 'branch@head', '+1' or '-1'."
        case .idNotFound(let id, _):
            "Give a whole id; `athanor history` lists them. For a branch write `.branch(\"\(id)\")`, for another name "
                + "or the beginning of an id `.named(\"\(id)\")`."
        case .ambiguousPrefix:
            "Write more of the id."
        case .shortenedName(_, let whole):
            "Write '\(whole)' if you mean it. `athanor stamp` takes whole names, because a shortened one may be that "
                + "of another migration; only ids of twelve random hexadecimal digits may be shortened."
        case .severalHeads(let name, _) where Self.meansAllHeads(name):
            "Write 'branch@head' or an id for one of them, or write a revision that merges them: `athanor merge heads`."
        case .severalHeads:
            "Write 'heads' for all of them, 'branch@head' or an id for one, or write a revision that merges them: "
                + "`athanor merge heads`."
        case .revisionNotInBranch:
            "Leave out the branch, or name a revision that is in it."
        case .relativeNameNotUnderstood:
            "Name the revision by its id; `athanor history` shows them."
        case .rangeNotUnderstood:
            "Name one revision; ranges belong to `athanor history`, and to --sql and --plan of upgrade and downgrade."
        case .invalidRange:
            "Write 'start:end', 'start:' or ':end'."
        case .stepsPastEnd:
            "Use fewer steps, or name the revision, 'head' or 'base' for example."
        case .nothingToUndo:
            "Nothing needs to be done; `athanor history` shows which revisions there are to apply."
        case .stepsInWrongDirection(_, .upgrade):
            "Write '+N' to go up, or use `athanor downgrade` to go down."
        case .stepsInWrongDirection(_, .downgrade):
            "Write '-N' to go down, or use `athanor upgrade` to go up."
        case .rangeEndNotAbove:
            "End the range with '+N' to count up from its start, or with a name: an id, 'branch@head' or 'head-1'."
        case .ambiguousSteps(let name, let choices):
            Self.advice(onSteps: name, choices: choices)
        case .rangeStartNotAncestor:
            "Swap the ends, or choose a start that the end comes after."
        case .rangeBranchWithoutLabel:
            "Begin the range with 'label@', or with a revision without a branch."
        case .branchNotApplied:
            "See the database's present revision with `athanor current`, and name a branch that is applied."
        case .revisionNotApplied:
            "See the database's present revision with `athanor current`, and name a revision below that."
        case .databaseRevisionUnknown:
            "Most likely it was applied from another branch of the code, or its file has been removed since. Use the "
                + "branch with the file. If the file is lost, record the database's present revision: "
                + "`athanor stamp` with an id, 'head' or 'base' replaces the rows of revisions without a file."
        case .overlappingRevisions:
            "Leave out the implied one; if it is a row of the version table, clear that with `athanor stamp base` "
                + "and stamp the others again."
        case .notAHead:
            "Name a head, or splice the new revision in with --splice, so that a branch begins there."
        case .namedTwice:
            "Name each revision once."
        }
    }

    /// Going down, several lines lead from a merge, and each revision below it is a possible target.
    private static func advice(onSteps name: String, choices: [RevisionID]) -> String {
        let isDown = (try? RevisionName(name))?.steps.map { !$0.isUp } ?? false
        let examples = choices.prefix(3).map { "'\($0)'" }.joined(separator: " or ")
        guard isDown else {
            return "Name the revision by its id (\(examples)), or the branch by its label, as in 'branch@+1'."
        }
        return "Name the revision to go down to by its id, \(examples): what comes after it is undone, the merge too."
    }
}
