import RevisionHistory

/// The class of error that the conformance data records where we have a finer one.
struct ErrorClass {
    let name: String

    init(of error: any Error, during command: String) {
        switch error {
        case is DatabaseNotAtHead: name = "DatabaseNotAtHead"
        case let error as RevisionGraphError: name = Self.name(error, command)
        default: name = "\(error)"
        }
    }

    private static func name(_ error: RevisionGraphError, _ command: String) -> String {
        switch error {
        case .revisesItself: "LoopDetected"
        case .dependsOnItself: "DependencyLoopDetected"
        case .cycle: "CycleDetected"
        case .dependencyCycle: "DependencyCycleDetected"
        case .severalHeads: "MultipleHeads"
        case .rangeStartNotAncestor, .revisionNotApplied: "RangeNotAncestorError"
        case .invalidRange, .notAHead, .namedTwice: "CommandError"
        case .rangeNotUnderstood: command == "upgrade" ? "CommandError" : "ResolutionError"
        case .invalidName, .revisionNotFound, .idNotFound, .ambiguousPrefix, .revisionNotInBranch,
            .shortenedName, .relativeNameNotUnderstood, .databaseRevisionUnknown:
            "ResolutionError"
        case .invalidRevisionID, .invalidBranchLabel, .duplicateRevision, .duplicateBranchLabel,
            .branchLabelIsRevision, .missingDownRevision, .missingDependency, .stepsPastEnd, .nothingToUndo,
            .stepsInWrongDirection, .rangeEndNotAbove, .ambiguousSteps, .overlappingRevisions, .branchNotApplied,
            .rangeBranchWithoutLabel:
            "RevisionError"
        }
    }
}
