/// A view as the revisions state it that are noted as applied.
public struct StatedView: Sendable, Hashable {
    /// A definition and the revision that states it.
    public struct Definition: Sendable, Hashable {
        /// The definition.
        public let definition: StatedDefinition
        /// The revision.
        public let revision: RevisionID
        /// The settings that it is read under.
        public let settings: [Statement]
        /// The tokens of the definition and the settings.
        let words: Set<String>
        /// The last revision since that may have changed what the definition means, or the view's columns: then the
        /// database's definition may be another one though nobody else has touched the view.
        var alteredBy: RevisionID?
    }

    /// Which view it is: told apart by name and schema, as the database compares them.
    struct Place: Sendable, Hashable {
        var name: String
        /// `nil` where it is not known, or names have no schemas.
        var schema: String?

        /// Names are told apart by their bytes.
        static func == (left: Place, right: Place) -> Bool {
            left.name.isSameText(as: right.name)
                && left.schema.map { ExactText($0) } == right.schema.map { ExactText($0) }
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ExactText(name))
            hasher.combine(schema.map { ExactText($0) })
        }
    }

    /// How fresh the view is to be kept, and the revision that says so.
    public struct Target: Sendable, Hashable {
        /// How fresh; `nil` where a revision took back what was said.
        public let target: FreshnessTarget?
        /// The revision.
        public let revision: RevisionID
    }

    /// The name as the last revision wrote it that said something of the view.
    public internal(set) var name: QualifiedName
    /// The definition; `nil` where no revision states one.
    public internal(set) var definition: Definition?
    /// How fresh it is to be kept; `nil` where no revision says anything of that.
    public internal(set) var target: Target?
    /// The settings that the name is looked up under.
    public internal(set) var settings: [Statement]
    /// The last revision that said something of it.
    public internal(set) var revision: RevisionID
    /// Which view it is.
    var place: Place
}

/// Something in a revision that may do anything to views.
public struct UnknownViewWork: Sendable, Hashable {
    /// The revision.
    public let revision: RevisionID
    /// What it is.
    public let work: String

    /// Work that cannot be known.
    public init(revision: RevisionID, work: String) {
        self.revision = revision
        self.work = work
    }
}
