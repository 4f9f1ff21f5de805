internal import ArgumentParser
internal import Athanor

/// `reseal`: accepts edits of applied revisions.
struct ResealCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("reseal 3f9a", "accept that revision's file as it is now"),
            ("reseal 3f9a1c2e77b0", "accept that it has no file any more, by its whole id"),
            ("reseal --all", "accept all applied revisions, also those without a checksum"),
            ("reseal --missing", "forget all revisions without a file, as after a squash"),
        ])
        return CommandConfiguration(
            commandName: "reseal", abstract: "Accept applied revisions as their files are now.",
            discussion: """
                Use it for a revision that was edited on purpose, in a way that needs no change in databases that have \
                it. It records the checksum of the present file, and writes a log entry; nothing of the revision is \
                run. A revision that was stamped, or applied before checksums were kept, gets its first checksum in \
                this way.

                \(examples.text)
                """)
    }

    @Argument(
        help: ArgumentHelp(
            "Ids or their beginnings, head, current …; for a revision without a file, its whole id.",
            valueName: "revision"),
        completion: .revisionName("head", "heads", "current"))
    var revisions: [String] = []
    @Flag(help: "Accept all applied revisions that have a file, and forget those without one.")
    var all = false
    @Flag(help: "Forget the revisions without a file, and leave all others unchanged.")
    var missing = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard all || missing || !revisions.isEmpty else {
            let name = Invocation.current.name
            throw ValidationError(
                "Reseal which revisions? `\(name) check --revisions` lists those that were edited; "
                    + "`\(name) reseal --all` accepts all that have a file.")
        }
        guard [all, missing, !revisions.isEmpty].count(where: \.self) == 1 else {
            throw ValidationError("--all, --missing and names of revisions contradict each other. Use one of them.")
        }
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database, lock)
        let history = try project.history()
        let target: ChecksumUpdateTarget =
            all ? .all : missing ? .missing : .revisions(try await ids(project, history))
        let display = RunDisplay(project, history)
        defer { display.end() }
        let migrator = try project.migrator(history) { display.show($0) }
        let report = try await migrator.updateChecksums(target)
        display.end()
        if project.printsJSON {
            try project.invocation.output.event(
                RunEvent.done(report, rows: try await migrator.versionRows(), in: project.announcedDatabase))
        }
        for line in lines(report) { project.progress.line(line) }
    }

    /// Resolves the names. A name that the history does not know may be the id of a revision without a file.
    private func ids(_ project: Project, _ history: RevisionSet) async throws -> [RevisionID] {
        var ids: [RevisionID] = []
        for name in revisions {
            do {
                let named = try await project.revisions(named: name, in: history)
                guard !named.isEmpty else { throw SingleRevisionError.notOne(name, []) }
                ids += named
            } catch let error as RevisionGraphError {
                let id = RevisionID(name)
                guard try await project.migrator(history).checkRevisions().missing.contains(id) else { throw error }
                ids.append(id)
            }
        }
        return ids
    }

    private func lines(_ report: ChecksumUpdateReport) -> [String] {
        func list(_ ids: [RevisionID], _ text: String) -> [String] {
            ids.isEmpty ? [] : ["\(text): \(ids.listedBriefly)."]
        }
        let lines =
            list(report.updated, "Checksums updated") + list(report.forgotten, "Forgotten, without a file")
            + list(report.unchanged, "Unchanged since they were applied")
        let nothing = missing ? "every revision that was applied has a file" : "no revision is applied"
        return lines.isEmpty ? ["Nothing to do: \(nothing)."] : lines
    }
}
