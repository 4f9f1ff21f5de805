internal import Synchronization

/// What the command line gives to a revision, and whether the revision has asked for it: what it does may then be something
/// else in every run.
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

    /// The name of the run.
    var tag: String? {
        isAskedFor.store(true, ordering: .relaxed)
        return tagOfRun
    }

    /// Whether anyone has asked.
    var hasBeenAskedFor: Bool { isAskedFor.load(ordering: .relaxed) }

    /// The same, for a revision that has not asked yet.
    var unasked: GivenArguments { GivenArguments(values, tag: tagOfRun) }
}
