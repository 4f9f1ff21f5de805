internal import ArgumentParser

/// The option of commands that show revisions in lines or in full.
struct DetailFlags: ParsableArguments {
    @Flag(name: .customShort("v"), help: "Show file, date and the whole message of each (so does --verbose).")
    private var isDetailed = false

    /// Whether revisions are to be shown in full.
    func showsAll(_ general: GeneralFlags) -> Bool { isDetailed || general.verbose }
}
