/// Two schemas as scripts, and what is known about the way from one to the other.
package struct SchemaPair: Sendable, Hashable {
    /// The databases that the scripts are for.
    package enum Database: String, Sendable, Hashable, Codable, CaseIterable {
        case postgresql
        case sqlite
    }

    /// A scripted schema of a pair.
    package enum Side: String, Sendable, Hashable, Codable, CaseIterable {
        case before
        case after
    }

    /// Identifies the pair. The part before the first slash is the source.
    package let id: String
    /// The database.
    package let database: Database
    /// The script that runs before either side.
    package let setup: String
    /// The first schema.
    package let before: String
    /// The second schema.
    package let after: String
    /// The roles that must exist. A name in double quotes is quoted as in SQL.
    package let roles: [String]
    /// Whether no difference is expected.
    package let isSame: Bool
    /// The hazards of the way from the first to the second schema, in the words of the source.
    package let hazards: [String]

    /// A pair.
    package init(
        id: String, database: Database = .postgresql, setup: String = "", before: String, after: String,
        roles: [String] = [], isSame: Bool = false, hazards: [String] = []
    ) {
        self.id = id
        self.database = database
        self.setup = setup
        self.before = before
        self.after = after
        self.roles = roles
        self.isSame = isSame
        self.hazards = hazards
    }

    /// The script of a side.
    package subscript(side: Side) -> String {
        switch side {
        case .before: before
        case .after: after
        }
    }
}

extension SchemaPair {
    /// The source: the first part of the id.
    package var source: String { String(id.prefix { $0 != "/" }) }

    /// Whether making it may create or change roles. Roles belong to the server, so such pairs disturb each other.
    package var usesRoles: Bool {
        !roles.isEmpty || [setup, before, after].contains { $0.lowercased().contains("role") }
    }
}

extension SchemaPair: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id, database, setup, before, after, roles, same, hazards
    }

    /// Reads a line of a pairs file.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: values.decode(String.self, forKey: .id), database: values.decode(Database.self, forKey: .database),
            setup: values.decodeIfPresent(String.self, forKey: .setup) ?? "",
            before: values.decode(String.self, forKey: .before), after: values.decode(String.self, forKey: .after),
            roles: values.decodeIfPresent([String].self, forKey: .roles) ?? [],
            isSame: values.decodeIfPresent(Bool.self, forKey: .same) ?? false,
            hazards: values.decodeIfPresent([String].self, forKey: .hazards) ?? [])
    }
}
