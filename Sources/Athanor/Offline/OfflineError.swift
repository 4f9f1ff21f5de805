/// An error: offline SQL cannot be written. Nothing was written.
public enum OfflineError: Error, Sendable, Hashable, ExplainedError {
    /// A downgrade has no start.
    case downgradeWithoutStart(String)
    /// `current` was used without a database.
    case currentWithoutDatabase
    /// A step cannot be written into a script.
    case refusedStep(RevisionID, path: String, step: String, reason: String)
    /// A step reads the database when it runs, and no database is configured.
    case needsDatabase(RevisionID, path: String, step: String, database: String)
    /// A step reads the database when it runs, and this database cannot be copied for it.
    case needsLiveRun(RevisionID, path: String, step: String, database: String)
    /// Some steps read the database, and the database is not at the start of the script.
    case databaseIsElsewhere(found: [RevisionID], start: [RevisionID])

    /// A step reads the database when it runs, and earlier work of the script may change what it finds.
    case catalogWillChange(CatalogChange)

    /// A step whose statements are not known yet, with the work before it.
    public struct CatalogChange: Sendable, Hashable {
        /// The revision of the step, with its direction.
        public let step: RevisionStep
        /// The revision's file.
        public let path: String
        /// A description of the step.
        public let summary: String
        /// The work that runs before it.
        public let earlier: String
        /// The revision of that work.
        public let earlierRevision: RevisionID
        /// The last revision before that of the step; `nil` if the script begins with it.
        public let revisionBefore: RevisionID?
        /// The error of the step in the present database; `nil` if there was none.
        public let finding: String?

        fileprivate var message: String {
            let whose = earlierRevision == step.revision ? "" : " of revision \(earlierRevision)"
            let found = finding.map { " (now: \($0))" } ?? ""
            return
                "\(path): revision \(step.revision): the effect of \"\(summary)\" depends on the database just before "
                + "it\(found), and \"\(earlier)\"\(whose), which the script would run first, may change that"
        }

        fileprivate var advice: String {
            var sentences: [String] = []
            if let revisionBefore {
                // A downgrade to the step's own revision ends right before the step.
                let end = step.direction == .upgrade ? revisionBefore : step.revision
                sentences.append(
                    "The script can be written up to \(end): `athanor \(step.direction) current:\(end) --sql`. Run it, then write "
                        + "the rest.")
            }
            if earlierRevision == step.revision {
                sentences.append(
                    "Run revision \(step.revision) with Athanor itself, or divide it before this step into two revisions."
                )
            }
            return sentences.joined(separator: " ")
        }
    }

    /// The problem, and what to do.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .downgradeWithoutStart(let target):
            explanation = Explanation(
                "offline, a downgrade to \"\(target)\" needs a start",
                advice:
                    "Write `athanor downgrade START:\(target) --sql`, where START is the revision that the database is "
                    + "at (several separated by commas), or `current:\(target)` to read it from the configured "
                    + "database.")
        case .currentWithoutDatabase:
            explanation = Explanation(
                "\"current\" needs a database, and none is configured",
                advice: "Name the revisions that it is at, separated by commas, or configure `database`.")
        case .refusedStep(let id, let path, let step, let reason):
            explanation = Explanation(
                "\(path): revision \(id): \"\(step)\" \(reason)",
                advice: "Run this revision with Athanor itself, and write scripts for those before and after it "
                    + "(`athanor upgrade START:END --sql`).")
        case .needsDatabase(let id, let path, let step, let database):
            explanation = Explanation(
                "\(path): revision \(id): the effect of \"\(step)\" depends on the \(database) database just before it",
                advice: "Configure `database`. Athanor reads it for this, and changes nothing.")
        case .needsLiveRun(let id, let path, let step, let database):
            explanation = Explanation(
                "\(path): revision \(id): the effect of \"\(step)\" depends on the \(database) database just before it",
                advice: "Run this revision with Athanor itself.")
        case .catalogWillChange(let change):
            explanation = Explanation(change.message, advice: change.advice)
        case .databaseIsElsewhere(let found, let start):
            explanation = Explanation(
                "the script starts from \(start.listed), but the database, which some of its steps must read, "
                    + "is at \(found.listed)",
                advice: "Start from `current`, as in `athanor upgrade current:head --sql`.")
        }
        explanation.state = "Nothing was written."
        return explanation
    }
}
