/// The name of a statement's command: `CREATE MATERIALIZED VIEW`, `CREATE INDEX`, `INSERT`.
enum CommandName {
    /// Words between the verb, such as CREATE, and the kind of object. They do not change the kind.
    private static let modifiers: Set<String> = [
        "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "RECURSIVE", "CONSTRAINT",
        "TRUSTED", "PROCEDURAL",
    ]

    /// Kinds of objects whose names have several words.
    private static let longKinds: [[String]] = [
        ["MATERIALIZED", "VIEW"], ["FOREIGN", "TABLE"], ["FOREIGN", "DATA", "WRAPPER"], ["EVENT", "TRIGGER"],
        ["ACCESS", "METHOD"], ["USER", "MAPPING"], ["OPERATOR", "CLASS"], ["OPERATOR", "FAMILY"],
        ["DEFAULT", "CONVERSION"], ["DEFAULT", "PRIVILEGES"], ["LARGE", "OBJECT"],
        ["TEXT", "SEARCH", "CONFIGURATION"], ["TEXT", "SEARCH", "DICTIONARY"], ["TEXT", "SEARCH", "PARSER"],
        ["TEXT", "SEARCH", "TEMPLATE"],
    ]

    static func name(of shape: StatementShape) -> String {
        // A query may begin with a parenthesis. Then no word is outside parentheses.
        guard let verb = shape[0] else { return "SELECT" }
        switch verb {
        case "CREATE", "ALTER", "DROP", "REFRESH", "IMPORT", "SECURITY", "REASSIGN": break
        default: return verb
        }
        let rest = shape.words.dropFirst().drop { $0.map(modifiers.contains) == true }.compactMap { $0 }
        guard let kind = rest.first else { return verb }
        let long = longKinds.first { rest.starts(with: $0) }
        return ([verb] + (long ?? [kind])).joined(separator: " ")
    }
}
