internal import ArgumentParser

/// The option of commands that list revisions, to show them in full.
struct DetailFlags: ParsableArguments {
    @Flag(name: .customShort("v"), help: "Show the file, date and whole message of each revision (so does --verbose).")
    private var isDetailed = false

    /// Whether to show revisions in full.
    func showsAll(_ general: GeneralFlags) -> Bool { isDetailed || general.verbose }
}
