internal import Athanor

/// An erased database, for people.
struct ErasedHistoryText {
    private let erased: ErasedHistory

    init(_ erased: ErasedHistory) {
        self.erased = erased
    }

    /// A line with the reason.
    var lines: [String] {
        func listed(_ ids: [RevisionID], _ what: String) -> String? {
            ids.isEmpty ? nil : "\(what): \(ids.listedBriefly)"
        }
        let reasons = [
            listed(erased.edited, "edited since they were applied"),
            listed(erased.missing, "applied, and no file has them any more"),
            listed(erased.partiallyApplied, "partially applied and cannot continue"),
        ].compactMap(\.self)
        return ["erased     everything in the database. \(reasons.joined(separator: "; "))".onOneLine]
    }
}
