internal import ArgumentParser
internal import Athanor

/// `views list`: lists the views with their status.
struct ViewsListCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "List the views of the database.",
            discussion: """
                For each: its kind; of a materialized view the rows (~ before an estimate of the database's), the size \
                with its indexes, and the columns by which a refresh can run beside readers, or why it cannot; how old \
                its rows are as far as Athanor knows, how long a refresh takes, its freshness target, and whether it \
                is older than that (stale); failures since the last refresh that went well, and whether somebody else \
                has refreshed or altered it since (changed elsewhere); a hash of the definition; its origin: whether \
                that is what the revisions made (same), was changed by somebody else since (differs), or no revision \
                made the view (none); and how many views read it, directly or through others. On a terminal, what \
                has no room is left out or shortened, but not what was found: differs, stale, failures.

                A key with ! has NULL in some rows, which every concurrent refresh then writes anew. `views show` says \
                more of one view, --json of all.
                """)
    }

    @Flag(help: "Count the rows instead of showing the database's estimates, and look for NULL in keys.")
    var exact = false
    @Flag(help: "Only materialized views.")
    var materialized = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database)
        let output = project.invocation.output
        if project.configuration[.refresh] != nil {
            project.warnOfTargets(try await project.refresher().freshness())
        }
        let views = try await project.inspector().views(exact: exact)
            .filter { !materialized || $0.view.materialized != nil }
        if project.printsJSON {
            try output.document(views.map(ViewDocument.init))
            return
        }
        guard !views.isEmpty else {
            output.line(materialized ? "There are no materialized views." : "There are no views.")
            return
        }
        output.line(
            ViewTable(views, width: output.isTerminal ? output.size().columns : nil).lines(for: output).joined(
                separator: "\n"))
    }
}
