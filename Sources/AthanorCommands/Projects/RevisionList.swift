internal import Athanor

extension [RevisionID] {
    /// The ids divided by commas; `base` for none.
    var listed: String {
        isEmpty ? "base" : map(\.rawValue).joined(separator: ", ")
    }
}
