internal import Synchronization

/// The arguments that the command line passes to a revision. Records whether the revision has read them: its operations
/// may then differ from run to run.
final class GivenArguments: Sendable {
    private let values: [String: String]
    private let tagOfRun: String?
    private let isAskedFor = Atomic(false)

    init(_ values: [String: String], tag: String?) {
        self.values = values
        tagOfRun = tag
    }

    /// The `-x name=value` arguments.
    var arguments: [String: String] {
        isAskedFor.store(true, ordering: .relaxed)
        return values
    }

    /// The `--tag` of the command line, a name for the run.
    var tag: String? {
        isAskedFor.store(true, ordering: .relaxed)
        return tagOfRun
    }

    /// Whether the revision has read the arguments or the tag.
    var hasBeenAskedFor: Bool { isAskedFor.load(ordering: .relaxed) }

    /// The same arguments, not read yet.
    var unasked: GivenArguments { GivenArguments(values, tag: tagOfRun) }
}
