extension [RevisionID] {
    /// The ids divided by commas; `base` for none.
    package var listed: String {
        isEmpty ? "base" : map(\.rawValue).joined(separator: ", ")
    }
}
