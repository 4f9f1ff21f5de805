internal import ArgumentParser
internal import Athanor

/// `views`: the materialized views of the database.
struct ViewsCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "views", abstract: "List the materialized views of the database.",
            discussion: """
                For each: whether it holds data, how many rows (~ before an estimate of the database's), the size with \
                its indexes, the unique index by which a refresh can run beside readers or why there is none, and \
                when it was last refreshed by Athanor. Reads only.
                """)
    }

    @Flag(help: "Count the rows instead of showing the database's estimates.")
    var exact = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(general, database)
        let output = project.invocation.output
        let states = try await project.refresher().views(exactRows: exact)
        if project.printsJSON {
            try output.document(states.map(ViewDocument.init))
            return
        }
        guard !states.isEmpty else {
            output.line("There are no materialized views.")
            return
        }
        var table = Table([
            ("view", .left), ("populated", .left), ("rows", .right), ("size", .right), ("unique key", .left),
            ("last refresh", .left),
        ])
        for state in states {
            let view = state.view
            table.add([
                view.name.description, view.isPopulated ? "yes" : "no", view.rows.displayText,
                view.sizeInBytes.map { ByteCount(bytes: $0).displayText } ?? "–", view.uniqueKey.displayText,
                state.lastRefresh.displayText,
            ])
        }
        output.line(table.lines(for: output).joined(separator: "\n"))
    }
}

extension UniqueKey {
    /// The columns of the key, or why there is none that would do.
    var displayText: String {
        switch self {
        case .usable(_, let columns):
            return columns.joined(separator: ", ")
        case .missing(let unusable):
            guard !unusable.isEmpty else { return "none" }
            return "none usable: " + unusable.map { "\($0.index) \($0.reason.clause)" }.joined(separator: "; ")
        }
    }
}

extension LastRefresh {
    /// The moment, or why there is none.
    var displayText: String {
        switch self {
        case .at(let moment): moment
        case .never: "never"
        case .hidden: "may not be read"
        }
    }
}
