internal import ArgumentParser
internal import Athanor

/// `views show`: shows the details of a view.
struct ViewsShowCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("views show daily_usage", ""),
            ("views show reporting.daily_usage --exact", ""),
        ])
        return CommandConfiguration(
            commandName: "show", abstract: "Show the details of a view.",
            discussion: """
                Shows definition, columns, indexes, privileges, owner and comment; what it reads and what reads it; \
                when Athanor last refreshed it. It only reads.

                \(examples.text)
                """)
    }

    @Argument(
        help: "The view's name, with or without its schema.", completion: .viewName(.view, .materializedView))
    var name: String?
    @Flag(help: "Count the rows instead of showing the estimate, and look for NULL in the key.")
    var exact = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard name == nil else { return }
        throw ValidationError("Show which view? `\(Invocation.current.name) views` lists them.")
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database)
        let output = project.invocation.output
        let details = try await project.inspector().view(name ?? "", exact: exact)
        if project.printsJSON {
            try output.document(ViewDetailsDocument(details))
            return
        }
        output.line(ViewDetailsText(details).lines(for: output).joined(separator: "\n"))
    }
}
