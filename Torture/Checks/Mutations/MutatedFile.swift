/// What a mutated file pretends to be.
enum MutatedFile: String, Sendable, CaseIterable {
    /// A revision in SQL.
    case revision
    /// `athanor.yaml`.
    case configuration
}
