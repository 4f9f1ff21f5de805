internal import ArgumentParser
internal import Athanor

/// `repair`: records the outcome of a statement during which a run died.
struct RepairCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("repair", "list the statements of unknown outcome"),
            ("repair 3f9a --took-effect", "the statement took effect: the next run continues after it"),
            ("repair 3f9a --no-effect", "it had no effect, or what it left is removed: the next run runs it again"),
        ])
        return CommandConfiguration(
            commandName: "repair", abstract: "Record the outcome of a statement that a run died in.",
            discussion: """
                A non-transactional statement can take effect without a record of it, if the process or the connection \
                dies between the two. Usually the next run finds out by itself: an index exists, or it is invalid and \
                built again. If nothing in the database shows it, as after a procedure that commits, Athanor does not \
                guess. Look at the database, then record the outcome here.

                \(examples.text)
                """)
    }

    @Argument(help: "The id of the revision, or its beginning.", completion: .revisionName())
    var revision: String?
    @Flag(help: "The statement took effect.")
    var tookEffect = false
    @Flag(help: "The statement had no effect, or what it left behind is removed.")
    var noEffect = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard !(tookEffect && noEffect) else {
            throw ValidationError("--took-effect and --no-effect contradict each other. Leave one of them out.")
        }
        guard revision != nil || !(tookEffect || noEffect) else {
            throw ValidationError("Of which revision? `\(Invocation.current.name) repair` lists them.")
        }
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database, lock)
        let history = try project.history()
        let answer: Migrator.RepairAnswer? = tookEffect ? .tookEffect : noEffect ? .noEffect : nil
        if let revision, let answer {
            try await repair(revision, answer, project, history)
        } else {
            try await list(project, history)
        }
    }

    private func repair(
        _ revision: String, _ answer: Migrator.RepairAnswer, _ project: Project, _ history: RevisionSet
    ) async throws {
        let display = RunDisplay(project, history)
        defer { display.end() }
        let repaired = try await project.migrator(history) { display.show($0) }.repair(revision, answer)
        display.end()
        if project.printsJSON {
            try project.invocation.output.document(RepairDocument(repaired, answer, in: project.announcedDatabase))
        } else {
            project.progress.line(
                "Recorded: \"\(repaired.statement)\" of revision \(repaired.revision) \(answer.rawValue). "
                    + "`\(Invocation.current.name) \(repaired.direction)` continues "
                    + (answer == .tookEffect ? "after it." : "with it."))
        }
    }

    private func list(_ project: Project, _ history: RevisionSet) async throws {
        let begun = try await project.migrator(history).state().partiallyApplied.filter { half in
            revision.map { half.revision.rawValue.hasPrefix($0) } ?? true
        }.filter { $0.begunStatement != nil }
        let output = project.invocation.output
        if project.printsJSON {
            try output.document(
                RepairListDocument(
                    halfDone: begun.map(PartiallyAppliedDocument.init), database: project.announcedDatabase))
        } else if begun.isEmpty {
            output.line("There is nothing to repair.")
        } else {
            for half in begun { PartiallyAppliedText(half).lines.forEach { output.line($0) } }
        }
    }
}

/// The statements to repair, as JSON.
struct RepairListDocument: Encodable {
    let halfDone: [PartiallyAppliedDocument]
    let database: DatabaseDocument?
}

/// A repaired statement, as JSON.
struct RepairDocument: Encodable {
    let revision: String
    let command: String
    let statement: String
    let tookEffect: Bool
    let database: DatabaseDocument?

    init(_ repaired: Migrator.Repaired, _ answer: Migrator.RepairAnswer, in database: DatabaseDocument?) {
        self.database = database
        revision = repaired.revision.rawValue
        command = "\(repaired.direction)"
        statement = repaired.statement
        tookEffect = answer == .tookEffect
    }
}
