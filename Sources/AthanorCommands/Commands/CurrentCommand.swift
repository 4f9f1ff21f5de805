internal import ArgumentParser
internal import Athanor

/// `current`: where the database is.
struct CurrentCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("current", ""),
            ("current --check-heads", "exit with 1 if revisions are missing; for scripts and probes"),
        ])
        return CommandConfiguration(
            commandName: "current", abstract: "Show which revisions the database is at.",
            discussion: """
                Prints a line for each row of the version table, in the history's order; heads are marked (head). Also \
                prints what is left of partially applied revisions, applied revisions that were edited since or have no \
                file any more, and whether the database is marked as disposable. It only reads.

                \(examples.text)
                """)
    }

    @Flag(help: "Exit with 1 if the database is not at every head.")
    var checkHeads = false
    @OptionGroup var detail: DetailFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database)
        let history = try project.history()
        let survey = try await project.migrator(history).survey()
        let (rows, halfDone, findings) = (survey.rows, survey.partiallyApplied, try? survey.revisions.get())
        let place = DatabasePlace(rows: rows, history: history)
        let output = project.invocation.output
        let listing = RevisionListing(history: history, marks: RevisionMarks(history.graph))
        if project.printsJSON {
            try output.document(
                CurrentDocument(
                    database: project.announcedDatabase,
                    revisions: listing.documents(place.known, current: Set(place.known)),
                    unknown: place.unknown.map(\.rawValue), isAtHeads: place.isAtHeads,
                    isDisposable: survey.disposable?.isOfThisDatabase == true,
                    halfDone: halfDone.isEmpty ? nil : halfDone.map(PartiallyAppliedDocument.init),
                    edited: findings.flatMap { $0.edited.isEmpty ? nil : $0.edited.map(\.rawValue) },
                    missing: findings.flatMap { $0.missing.isEmpty ? nil : $0.missing.map(\.rawValue) }))
        } else if rows.isEmpty {
            output.line("The database is at base: no revision is applied.")
        } else if !place.known.isEmpty {
            output.line(listing.text(place.known, inFull: detail.showsAll(general), for: output))
        }
        if !project.printsJSON {
            for half in halfDone { PartiallyAppliedText(half).lines.forEach { output.line($0) } }
            for line in findings.map({ RevisionFindingsText($0, of: history).place }) ?? [] { output.line(line) }
            if let mark = survey.disposable {
                output.line(
                    mark.difference.map { "The mark as disposable was made for another database: \($0)." }
                        ?? "The database is marked as disposable.")
            }
        }
        if case .failure(let error) = survey.revisions { project.warn("\(error.message)\n\(error.advice ?? "")") }
        if let failure = place.failure(checkingHeads: checkHeads) { throw FailureAfterOutput(failure.explanation) }
    }
}

/// The place of a database in its history, as JSON.
struct CurrentDocument: Encodable {
    let database: DatabaseDocument?
    let revisions: [RevisionDocument]
    /// The rows of the version table without a revision file.
    let unknown: [String]
    /// Whether the database is at every head: every row is known, and every revision is applied.
    let isAtHeads: Bool
    /// Whether the database is marked as disposable, as far as the role may know.
    let isDisposable: Bool
    /// The partially applied revisions; absent if there are none.
    let halfDone: [PartiallyAppliedDocument]?
    /// The applied revisions that were edited since; absent if there are none, or if they could not be read.
    let edited: [String]?
    /// The applied revisions without a file; absent in the same cases.
    let missing: [String]?
}
