/// A view that a revision made and that is not there any more, though no revision dropped it.
public struct MissingView: Sendable, Hashable {
    /// The name that the revisions gave it.
    public let name: QualifiedName
    /// The name that it has now, where somebody has renamed or moved it; `nil` where it is gone, or where the database does not
    /// tell one view from another but by its name.
    public let presentName: QualifiedName?

    /// A view that is missing.
    public init(name: QualifiedName, presentName: QualifiedName?) {
        self.name = name
        self.presentName = presentName
    }
}
