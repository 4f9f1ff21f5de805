import Synchronization

/// Whether code of the revision's own has run in a transaction.
final class OwnCodeMark: Sendable {
    private let isSet = Atomic(false)

    var hasRun: Bool { isSet.load(ordering: .sequentiallyConsistent) }

    func mark() { isSet.store(true, ordering: .sequentiallyConsistent) }
}
