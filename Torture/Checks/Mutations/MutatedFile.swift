/// The kind of a mutated file.
enum MutatedFile: String, Sendable, CaseIterable {
    /// A revision in SQL.
    case revision
    /// `athanor.yaml`.
    case configuration
}
