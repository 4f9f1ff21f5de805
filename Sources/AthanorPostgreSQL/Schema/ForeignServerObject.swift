internal import Athanor

/// A foreign server.
struct ForeignServerObject: DefinedObject {
    /// The name of its foreign-data wrapper.
    let wrapper: ExactText
    /// The type of server.
    let type: ExactText?
    /// The version of the server.
    let version: ExactText?
    /// The options.
    let options: ForeignOptions

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        var clauses = ["CREATE SERVER \(key.sql)"]
        if let type { clauses.append("TYPE \(dialect.quoteText(type.text))") }
        if let version { clauses.append("VERSION \(dialect.quoteText(version.text))") }
        clauses.append("FOREIGN DATA WRAPPER \(dialect.quote(wrapper.text))")
        if let clause = options.clause { clauses.append(clause) }
        return [ChangeStatement(clauses.joined(separator: "\n    "))]
    }

    /// ALTER SERVER changes options and sets a version. It does not remove one.
    func alteration(to new: ForeignServerObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard wrapper == new.wrapper, type == new.type, version == nil || new.version != nil else {
            return plan.replacement(of: key)
        }
        var clauses = ["ALTER SERVER \(key.sql)"]
        if version != new.version, let version = new.version {
            clauses.append("VERSION \(PostgreSQLDialect().quoteText(version.text))")
        }
        if let change = options.change(to: new.options) { clauses.append(change) }
        return .statements([ChangeStatement(clauses.joined(separator: "\n    "), [.breaksPrograms])])
    }
}
