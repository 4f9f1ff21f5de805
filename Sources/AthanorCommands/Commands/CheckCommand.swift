internal import ArgumentParser
internal import Athanor

/// `check`: compares the database with its history.
struct CheckCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("check", "run all checks; exit code 1 if anything is found"),
            ("check --revisions", "only whether applied revisions were edited"),
            ("check --views", "only whether views are as the revisions made them, and fresh"),
        ])
        return CommandConfiguration(
            commandName: "check", abstract: "Compare the database with its history.",
            discussion: """
                Without options, it runs all checks. It only reads.

                --revisions finds applied revisions whose file was edited since, applied revisions without a file, and \
                rows of the version table that neither a file nor a checksum explains. Comments, white space and line \
                endings do not count as edits, nor does the downgrade of a SQL revision. Restore the file, and make \
                changes in a new revision; or accept the file as it is now: `\(Invocation.current.name) reseal`. It \
                also warns of revisions with an empty section that somebody seems to have forgotten.

                --views finds views whose definition was changed since the revisions made them, views that were \
                dropped or renamed, and materialized views that are older than their freshness targets.

                \(examples.text)
                """)
    }

    @Flag(help: "Check for applied revisions that were edited, or have no file any more.")
    var revisions = false
    @Flag(help: "Check for views that were changed since the revisions made them, or miss their freshness targets.")
    var views = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database)
        let history = try project.history()
        let all = !revisions && !views
        let ofRevisions = revisions || all ? try await project.migrator(history).checkRevisions() : nil
        let inspection = views || all ? try await project.inspector().inspection() : nil
        let ofViews = inspection.map(ViewFindings.init)
        for problem in inspection?.targetProblems ?? [] { project.warn(problem) }
        let warnings = revisions || all ? try project.emptySectionWarnings(history.all, of: history) : []
        let output = project.invocation.output
        if project.printsJSON {
            try output.document(
                CheckDocument(
                    ofRevisions, of: history, ofViews, history.warnings + warnings, in: project.announcedDatabase))
        } else {
            let text = ofRevisions.map { RevisionFindingsText($0, of: history) }
            let lines = [
                text?.table(for: output), ofViews?.table(for: output), text?.summary,
                ofViews.flatMap { views || !$0.isUneventful ? $0.summary : nil },
            ].compactMap(\.self).flatMap(\.self)
            for line in lines { output.line(project.invocation.namingTool(in: line)) }
            RevisionFileWarnings(warnings).show(on: project.invocation.errorOutput)
        }
        let failures =
            [
                ofRevisions.flatMap { $0.isClean ? nil : RevisionsNotAsApplied(findings: $0).explanation }
            ].compactMap(\.self) + (ofViews?.explanations ?? [])
        guard var failure = failures.first else { return }
        for other in failures.dropFirst() {
            failure.message += "; and \(other.message)"
            failure.advice = [failure.advice, other.advice].compactMap(\.self).joined(separator: "\n")
        }
        throw FailureAfterOutput(failure)
    }
}

/// The results of the checks, as JSON.
struct CheckDocument: Encodable {
    /// Whether nothing was found.
    let isClean: Bool
    /// Absent if revisions were not checked.
    let revisions: RevisionFindingsDocument?
    /// Absent if views were not checked.
    let views: ViewFindings.Document?
    /// The warnings about revision files; absent if there are none.
    let warnings: [WarningDocument]?
    /// The database; absent if there was none to connect to.
    let database: DatabaseDocument?

    init(
        _ revisions: RevisionFindings?, of history: RevisionSet, _ views: ViewFindings?,
        _ warnings: [RevisionFileWarning], in database: DatabaseDocument?
    ) {
        isClean = revisions?.isClean != false && views?.isClean != false
        self.revisions = revisions.map { RevisionFindingsDocument($0, of: history) }
        self.views = views?.document
        self.warnings = warnings.isEmpty ? nil : warnings.map(WarningDocument.init)
        self.database = database
    }
}

/// The error for applied revisions that were edited, have no file any more, or are unknown.
struct RevisionsNotAsApplied: ExplainedError {
    let findings: RevisionFindings

    var explanation: Explanation {
        let known = findings.edited + findings.missing
        guard !known.isEmpty else {
            return RevisionGraphError.databaseRevisionUnknown(findings.unknown).explanation
        }
        return Explanation(
            known.count == 1
                ? "an applied revision was edited or removed since it was applied"
                : "\(known.count) applied revisions were edited or removed since they were applied",
            state: "The database keeps what was applied.",
            advice: "Restore \(known.count == 1 ? "its file" : "their files"), and write a new revision for the changes"
                + (acceptable.isEmpty ? "." : "; or accept the present state: `athanor reseal \(accepted)`.")
                + adviceOnRows)
    }

    /// Advice on rows of the version table whose files are gone.
    private var adviceOnRows: String {
        guard !findings.missingRows.isEmpty else { return "" }
        return
            " The version table names \(findings.missingRows.listed). If a file is gone for good, record where the "
            + "database is: `athanor stamp` with an id, 'head' or 'base' replaces the rows of revisions without a file."
    }

    /// The revisions that `reseal` can accept.
    private var acceptable: [RevisionID] {
        findings.edited + findings.missing.filter { !findings.missingRows.contains($0) }
    }

    /// The arguments for `reseal`: the ids of up to five revisions, else an option.
    private var accepted: String {
        if acceptable.count <= 5 { return acceptable.map(\.rawValue).joined(separator: " ") }
        return findings.edited.isEmpty ? "--missing" : "--all"
    }
}
