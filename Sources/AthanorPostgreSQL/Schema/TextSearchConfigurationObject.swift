internal import Athanor

/// A text search configuration.
struct TextSearchConfigurationObject: DefinedObject {
    /// The parser, in SQL.
    let parser: ExactText
    /// The dictionaries of each type of token that has some.
    let mappings: [Mapping]

    /// The dictionaries of a type of token.
    struct Mapping: Sendable, Hashable, Codable {
        /// The name of the type of token.
        let token: ExactText
        /// The dictionaries in order, in SQL.
        let dictionaries: [ExactText]

        /// The mapping after ADD or ALTER.
        var sql: String {
            "MAPPING FOR \(PostgreSQLDialect().quote(token.text))"
                + " WITH \(dictionaries.map(\.text).joined(separator: ", "))"
        }
    }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("CREATE TEXT SEARCH CONFIGURATION \(key.sql) (PARSER = \(parser))")]
            + mappings.map { ChangeStatement("ALTER TEXT SEARCH CONFIGURATION \(key.sql) ADD \($0.sql)") }
    }

    func alteration(
        to new: TextSearchConfigurationObject, of key: SchemaObjectKey, in plan: DifferencePlan
    ) -> Alteration {
        guard parser == new.parser else { return plan.replacement(of: key) }
        var actions: [String] = []
        for mapping in mappings where !new.mappings.contains(where: { $0.token == mapping.token }) {
            actions.append("DROP MAPPING FOR \(PostgreSQLDialect().quote(mapping.token.text))")
        }
        for mapping in new.mappings where !mappings.contains(mapping) {
            let isPresent = mappings.contains { $0.token == mapping.token }
            actions.append("\(isPresent ? "ALTER" : "ADD") \(mapping.sql)")
        }
        return .statements(actions.map { ChangeStatement("ALTER TEXT SEARCH CONFIGURATION \(key.sql) \($0)") })
    }
}
