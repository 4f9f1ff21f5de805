internal import ArgumentParser

/// Options of commands that run revisions.
struct RunFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A name for the run; Swift revisions read it as op.tag.", valueName: "name"))
    var tag: String?

    @Flag(help: "Show each revision's operations and statements in order, and run nothing.")
    var plan = false
}
