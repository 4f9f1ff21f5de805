internal import Athanor

/// The schema of a database as a value, read in one snapshot.
package struct PostgreSQLSchema: Sendable, Hashable, Codable {
    /// The server's version, such as `150018`.
    let serverVersion: Int
    /// The role that has read it. The role that makes a schema on a scratch database is not what the schema says, so
    /// objects of this role count as those of the role that runs the changes.
    let role: ExactText?
    /// The objects.
    private(set) var objects: [SchemaObjectKey: SchemaObject]
    /// The objects of kinds that Athanor does not compare: names by kind, such as `operator class`.
    let uncompared: [String: [String]]

    /// A schema.
    init(
        serverVersion: Int, role: ExactText? = nil, objects: some Sequence<SchemaObject>,
        uncompared: [String: [String]] = [:]
    ) {
        self.serverVersion = serverVersion
        self.role = role
        self.objects = Dictionary(objects.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        self.uncompared = uncompared
    }

    /// A schema without objects.
    static func empty(serverVersion: Int) -> PostgreSQLSchema {
        PostgreSQLSchema(serverVersion: serverVersion, objects: [SchemaObject]())
    }

    subscript(_ key: SchemaObjectKey) -> SchemaObject? { objects[key] }

    /// The keys in order.
    var keys: [SchemaObjectKey] { objects.keys.sorted() }

    /// The objects that are parts of another one, by that one, in order.
    var parts: [SchemaObjectKey: [SchemaObjectKey]] {
        var parts: [SchemaObjectKey: [SchemaObjectKey]] = [:]
        for object in objects.values {
            if let parent = object.parent { parts[parent, default: []].append(object.key) }
        }
        return parts.mapValues { $0.sorted() }
    }

    /// The objects that need another one, by that one, in order.
    var dependents: [SchemaObjectKey: [SchemaObjectKey]] {
        var dependents: [SchemaObjectKey: [SchemaObjectKey]] = [:]
        for object in objects.values {
            for needed in object.dependencies { dependents[needed, default: []].append(object.key) }
        }
        return dependents.mapValues { $0.sorted() }
    }
}

extension PostgreSQLSchema {
    private enum CodingKeys: String, CodingKey {
        case serverVersion, objects, uncompared
    }

    /// Reads what ``encode(to:)`` writes. The role is not known.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            serverVersion: try values.decode(Int.self, forKey: .serverVersion),
            objects: try values.decode([SchemaObject].self, forKey: .objects),
            uncompared: try values.decode([String: [String]].self, forKey: .uncompared))
    }

    /// Writes everything but the role, always in the same order.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(serverVersion, forKey: .serverVersion)
        try values.encode(objects.values.sorted { $0.key < $1.key }, forKey: .objects)
        try values.encode(uncompared, forKey: .uncompared)
    }

    /// Compares everything but the role.
    package static func == (one: PostgreSQLSchema, other: PostgreSQLSchema) -> Bool {
        one.serverVersion == other.serverVersion && one.objects == other.objects && one.uncompared == other.uncompared
    }

    /// Hashes what is compared.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(serverVersion)
        hasher.combine(objects)
        hasher.combine(uncompared)
    }
}
