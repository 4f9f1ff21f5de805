internal import ArgumentParser

/// Options of commands that run revisions.
struct RunFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A name for the run, which Swift revisions see as op.tag.", valueName: "name"))
    var tag: String?

    @Flag(help: "Show what would run, in order, with each revision's operations and statements, and run nothing.")
    var plan = false
}
