public import Athanor

/// An error: a round trip has found revisions that are not reverted correctly.
public struct RoundTripFailure: Error, Sendable, CustomStringConvertible {
    /// A problem of a revision.
    public struct Finding: Sendable, Hashable {
        /// A kind of problem.
        public enum Problem: Sendable, Hashable {
            /// After the downgrade the schema differs from that before the upgrade.
            case leftBehind([SchemaDifference])
            /// After the second upgrade the schema differs from that after the first.
            case otherAfterwards([SchemaDifference])
            /// The downgrade failed. The revision is still applied.
            case downgradeFailed(Explanation)
            /// The second upgrade failed. Later revisions were not checked.
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
                "the second upgrade of \(finding.revision) makes a different schema than the first:"
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

/// An error: a round trip could not start.
public enum RoundTripError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The database already has applied revisions.
    case notAtBase([RevisionID])
    /// The history has no such revision to start after or to exclude.
    case noSuchRevision(RevisionID)

    /// The problem.
    public var description: String {
        switch self {
        case .notAtBase(let rows):
            "a round trip begins with an empty database; this one is at \(rows.map(\.rawValue).joined(separator: ", "))"
        case .noSuchRevision(let id): "the history has no revision \(id)"
        }
    }
}
