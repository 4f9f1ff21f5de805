/// Offline SQL cannot be written; none was.
public enum OfflineError: Error, Sendable, Hashable, ExplainedError {
    /// A downgrade that does not say where it starts.
    case downgradeWithoutStart(String)
    /// `current` without a database that could be asked.
    case currentWithoutDatabase
    /// A step does more than a script can hold.
    case refusedStep(RevisionID, path: String, step: String, reason: String)
    /// A step looks at the database when it runs, and there is none to look at.
    case needsDatabase(RevisionID, path: String, step: String, database: String)
    /// A step looks at the database when it runs, and of this one no copy can be made for it.
    case needsLiveRun(RevisionID, path: String, step: String, database: String)
    /// Steps look at the database, which is not where the script starts.
    case databaseIsElsewhere(found: [RevisionID], start: [RevisionID])

    /// A step looks at the database when it runs, and what the script does before it may change what it finds.
    case catalogWillChange(CatalogChange)

    /// A step whose statements cannot be told yet, with what comes before it.
    public struct CatalogChange: Sendable, Hashable {
        /// The revision of the step, with its direction.
        public let step: RevisionStep
        /// The revision's file.
        public let path: String
        /// What the step does.
        public let summary: String
        /// What is to run before it.
        public let earlier: String
        /// The revision of that.
        public let earlierRevision: RevisionID
        /// The last revision before that of the step; `nil` when the script begins with it.
        public let revisionBefore: RevisionID?
        /// What was found in the database as it is; `nil` when the step found all that it needs.
        public let finding: String?

        fileprivate var message: String {
            let whose = earlierRevision == step.revision ? "" : " of revision \(earlierRevision)"
            let found = finding.map { " (now: \($0))" } ?? ""
            return
                "\(path): revision \(step.revision): what \"\(summary)\" does depends on what the database holds just before it"
                + "\(found), and \"\(earlier)\"\(whose), which the script would run first, may change that"
        }

        fileprivate var advice: String {
            var sentences: [String] = []
            if let revisionBefore {
                // A downgrade to the step's own revision ends just before it.
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

    /// The error and what to do.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .downgradeWithoutStart(let target):
            explanation = Explanation("offline, a downgrade to \"\(target)\" does not say where it starts")
            explanation.advice =
                "Write `athanor downgrade START:\(target) --sql`, START being the revision that the database is at "
                + "(several are divided by commas), or `current:\(target)` to ask the configured database."
        case .currentWithoutDatabase:
            explanation = Explanation("\"current\" asks where the database is, and no database is configured")
            explanation.advice = "Name the revisions that it is at, divided by commas, or configure `database`."
        case .refusedStep(let id, let path, let step, let reason):
            explanation = Explanation("\(path): revision \(id): \"\(step)\" \(reason)")
            explanation.advice =
                "Run this revision with Athanor itself, and write scripts for those before and after it "
                + "(`athanor upgrade START:END --sql`)."
        case .needsDatabase(let id, let path, let step, let database):
            explanation = Explanation(
                "\(path): revision \(id): what \"\(step)\" does depends on what \(database) holds just before it")
            explanation.advice =
                "Configure `database`: it is then asked, and only read."
        case .needsLiveRun(let id, let path, let step, let database):
            explanation = Explanation(
                "\(path): revision \(id): what \"\(step)\" does depends on what \(database) holds just before it")
            explanation.advice = "Run this revision with Athanor itself."
        case .catalogWillChange(let change):
            explanation = Explanation(change.message)
            explanation.advice = change.advice
        case .databaseIsElsewhere(let found, let start):
            explanation = Explanation(
                "the script starts from \(start.listed), but the database, which some of its steps must look at, "
                    + "is at \(found.listed)")
            explanation.advice = "Start from `current`, as in `athanor upgrade current:head --sql`."
        }
        explanation.state = "Nothing was written."
        return explanation
    }
}
