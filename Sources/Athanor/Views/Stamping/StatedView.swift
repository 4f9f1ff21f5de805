/// A view as stated by the revisions that are stamped as applied.
package struct StatedView: Sendable, Hashable {
    /// A definition and the revision that states it.
    package struct Definition: Sendable, Hashable {
        /// The definition.
        package let definition: StatedDefinition
        /// The revision.
        package let revision: RevisionID
        /// The settings for reading the definition.
        package let settings: [SQLStatement]
        /// The tokens of the definition and the settings.
        let words: Set<String>
        /// The last later revision that may have changed the meaning of the definition, or the view's columns. Then the
        /// database's definition may differ although no other change of the view was made.
        var alteredBy: RevisionID?
    }

    /// The identity of a view: name and schema, compared as the database does.
    struct Place: Sendable, Hashable {
        var name: String
        /// `nil` if it is unknown, or names have no schemas.
        var schema: String?

        /// Compares names by their bytes.
        static func == (left: Place, right: Place) -> Bool {
            left.name.isSameText(as: right.name)
                && left.schema.map { ExactText($0) } == right.schema.map { ExactText($0) }
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ExactText(name))
            hasher.combine(schema.map { ExactText($0) })
        }
    }

    /// A freshness target, and the revision that states it.
    package struct Target: Sendable, Hashable {
        /// The target; `nil` if a revision removed it.
        package let target: FreshnessTarget?
        /// The revision.
        package let revision: RevisionID
    }

    /// The name as written by the last revision that stated something about the view.
    package internal(set) var name: QualifiedName
    /// The definition; `nil` if no revision states one.
    package internal(set) var definition: Definition?
    /// The freshness target; `nil` if no revision states one.
    package internal(set) var target: Target?
    /// The settings for looking up the name.
    package internal(set) var settings: [SQLStatement]
    /// The last revision that stated something about it.
    package internal(set) var revision: RevisionID
    /// The identity of the view.
    var place: Place
}

/// Work of a revision that may do anything to views.
public struct UnknownViewWork: Sendable, Hashable {
    /// The revision.
    public let revision: RevisionID
    /// A description of the work.
    public let work: String

    /// Creates unknown work.
    package init(revision: RevisionID, work: String) {
        self.revision = revision
        self.work = work
    }
}
