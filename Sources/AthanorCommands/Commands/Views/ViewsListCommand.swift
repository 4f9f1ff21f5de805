internal import ArgumentParser
internal import Athanor

/// `views list`: lists the views with their status.
struct ViewsListCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "List the views of the database.",
            discussion: """
                For each view, it shows its kind, a hash of its definition, and how many views read it, directly or \
                through others. The origin says whether the definition is what the revisions made (same), was changed \
                by somebody else since (differs), or was made by no revision (none).

                For a materialized view, it also shows the rows (~ marks an estimate by the database), the size \
                with its indexes, and the columns by which a refresh can run concurrently with readers, or why it \
                cannot. It shows how old the rows are as far as Athanor knows, how long a refresh takes, and the \
                freshness target, with `stale` if the view is older. Notes are the failures since the last successful \
                refresh, and whether somebody else has refreshed or altered the view since (changed elsewhere).

                A key with ! has NULL in some rows, which every concurrent refresh then writes again. On a terminal, \
                columns without space are left out or shortened, except for findings: differs, stale, failures. `views \
                show` shows more of one view, --json of all.
                """)
    }

    @Flag(help: "Count the rows instead of showing estimates, and look for NULL in keys.")
    var exact = false
    @Flag(help: "List only materialized views.")
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
