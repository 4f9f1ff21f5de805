/// A view that a revision made and that no longer exists, although no revision dropped it.
public struct MissingView: Sendable, Hashable {
    /// The name that the revisions gave it.
    public let name: QualifiedName
    /// Its present name, if others have renamed or moved it; `nil` if it is gone, or if the database identifies views
    /// only by name.
    public let presentName: QualifiedName?

    /// Creates a missing view.
    package init(name: QualifiedName, presentName: QualifiedName?) {
        self.name = name
        self.presentName = presentName
    }
}
