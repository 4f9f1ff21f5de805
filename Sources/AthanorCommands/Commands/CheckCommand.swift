internal import ArgumentParser
internal import Athanor

/// `check`: whether the database is as its history says.
struct CheckCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("check", "all checks: exit code 1 when anything is found"),
            ("check --revisions", "only whether applied revisions were edited"),
        ])
        return CommandConfiguration(
            commandName: "check", abstract: "Look whether the database is as its history says.",
            discussion: """
                Without options, all checks are made; there is one. Reads only.

                --revisions finds applied revisions whose file says something else than when it was applied (comments, \
                white space and line endings do not count; the way down does not either, in SQL), those that no file has \
                any more, and rows of the version table that nobody knows. Put the file back, and change things by a new \
                revision; or accept it as it is now: `\(Invocation.current.name) reseal`.

                \(examples.text)
                """)
    }

    @Flag(help: "Look for applied revisions that were edited, or have no file any more.")
    var revisions = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(general, database)
        let history = try project.history()
        let findings = try await project.migrator(history).checkRevisions()
        let output = project.invocation.output
        if project.printsJSON {
            try output.document(CheckDocument(findings, of: history))
        } else {
            let text = RevisionFindingsText(findings, of: history)
            for line in text.table(for: output) + text.summary {
                output.line(project.invocation.namingTool(in: line))
            }
        }
        if !findings.isClean { throw FailureAfterOutput(RevisionsNotAsApplied(findings: findings).explanation) }
    }
}

/// What was checked, for machines.
struct CheckDocument: Encodable {
    /// Whether nothing was found.
    let isClean: Bool
    let revisions: RevisionFindingsDocument

    init(_ findings: RevisionFindings, of history: RevisionSet) {
        isClean = findings.isClean
        revisions = RevisionFindingsDocument(findings, of: history)
    }
}

/// Applied revisions are not as they were when they were applied.
struct RevisionsNotAsApplied: ExplainedError {
    let findings: RevisionFindings

    var explanation: Explanation {
        let known = findings.edited + findings.missing
        guard !known.isEmpty else {
            return RevisionGraphError.databaseRevisionUnknown(findings.unknown).explanation
        }
        var explanation = Explanation(
            known.count == 1
                ? "an applied revision is not as it was applied"
                : "\(known.count) applied revisions are not as they were applied")
        explanation.state = "The database keeps what was applied."
        explanation.advice =
            "Put \(known.count == 1 ? "its file" : "their files") back, and write a new revision for what is to change; or "
            + "accept what is there now: `athanor reseal \(known.map(\.rawValue).joined(separator: " "))`."
        return explanation
    }
}
