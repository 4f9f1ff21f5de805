public import Athanor

/// Revisions that a round trip has found to be undone wrongly.
public struct RoundTripFailure: Error, Sendable, CustomStringConvertible {
    /// What is wrong with a revision.
    public struct Finding: Sendable, Hashable {
        /// A kind of problem.
        public enum Problem: Sendable, Hashable {
            /// After the downgrade, the schema is not as before the upgrade.
            case leftBehind([SchemaDifference])
            /// After the second upgrade, the schema is not as after the first.
            case otherAfterwards([SchemaDifference])
            /// The downgrade failed; the revision stayed applied.
            case downgradeFailed(Explanation)
            /// The second upgrade failed; later revisions were not checked.
            case secondUpgradeFailed(Explanation)
        }

        /// The revision.
        public let revision: RevisionID
        /// The problem.
        public let problem: Problem
    }

    /// The findings, in the order of the revisions.
    public let findings: [Finding]
    /// The revisions that were checked.
    public let report: RoundTripReport

    /// The findings, each with its revision.
    public var description: String {
        findings.map { finding in
            switch finding.problem {
            case .leftBehind(let differences):
                "the downgrade of \(finding.revision) does not restore the schema:" + Self.list(differences)
            case .otherAfterwards(let differences):
                "the second upgrade of \(finding.revision) makes another schema than the first:"
                    + Self.list(differences)
            case .downgradeFailed(let explanation):
                "the downgrade of \(finding.revision) failed: \(explanation)"
            case .secondUpgradeFailed(let explanation):
                "the second upgrade of \(finding.revision) failed, and later revisions were not checked: \(explanation)"
            }
        }.joined(separator: "\n")
    }

    private static func list(_ differences: [SchemaDifference]) -> String {
        differences.map { "\n  \($0)" }.joined()
    }
}

/// A round trip could not be begun.
public enum RoundTripError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The database stands at revisions already.
    case notAtBase([RevisionID])
    /// The history has no such revision to begin after or to leave out.
    case noSuchRevision(RevisionID)

    /// What was found.
    public var description: String {
        switch self {
        case .notAtBase(let rows):
            "a round trip begins with an empty database; this one is at \(rows.map(\.rawValue).joined(separator: ", "))"
        case .noSuchRevision(let id): "the history has no revision \(id)"
        }
    }
}
