internal import Athanor

/// An object of a schema, as the catalog describes it.
struct SchemaObject: Sendable, Hashable, Codable {
    /// Identifies it.
    let key: SchemaObjectKey
    /// Everything that its SQL says, except owner, privileges and comment.
    var definition: ObjectDefinition
    /// The object that it is a part of: dropping that one drops it too. `nil` for objects of a schema.
    let parent: SchemaObjectKey?
    /// The role that owns it; `nil` where the kind has no owner or the parent's.
    var owner: ExactText?
    /// Its privileges, sorted; `nil` where the kind has none.
    var privileges: [GrantedPrivilege]?
    /// The comment on it.
    var comment: ExactText?
    /// The objects that it needs to exist, without its parent.
    var dependencies: Set<SchemaObjectKey>
}

extension SchemaObject {
    /// Writes the dependencies always in the same order.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(key, forKey: .key)
        try values.encode(definition, forKey: .definition)
        try values.encodeIfPresent(parent, forKey: .parent)
        try values.encodeIfPresent(owner, forKey: .owner)
        try values.encodeIfPresent(privileges, forKey: .privileges)
        try values.encodeIfPresent(comment, forKey: .comment)
        try values.encode(dependencies.sorted(), forKey: .dependencies)
    }
}
