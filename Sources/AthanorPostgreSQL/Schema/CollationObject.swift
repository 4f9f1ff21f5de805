internal import Athanor

/// A collation, without the version of its provider's rules.
struct CollationObject: DefinedObject {
    /// `libc`, `icu` or `builtin`.
    let provider: ExactText
    /// Whether strings are equal only if their bytes are.
    let isDeterministic: Bool
    /// The locale of ICU and of the built-in provider.
    let locale: ExactText?
    /// `LC_COLLATE` of libc.
    let collate: ExactText?
    /// `LC_CTYPE` of libc.
    let characterType: ExactText?
    /// Rules besides those of the locale, from PostgreSQL 16 on.
    let rules: ExactText?

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        var options = ["PROVIDER = \(provider)"]
        func add(_ name: String, _ value: ExactText?) {
            if let value { options.append("\(name) = \(dialect.quoteText(value.text))") }
        }
        if !isDeterministic { options.append("DETERMINISTIC = false") }
        add("LOCALE", locale ?? (collate == characterType ? collate : nil))
        if collate != characterType {
            add("LC_COLLATE", collate)
            add("LC_CTYPE", characterType)
        }
        add("RULES", rules)
        return [ChangeStatement("CREATE COLLATION \(key.sql) (\n    \(options.joined(separator: ",\n    "))\n)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP COLLATION \(key.sql)", [.breaksPrograms])]
    }

    /// A new collation: nothing of one can be altered. Columns that have it get the new one.
    func alteration(to new: CollationObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        TypeSwap(
            key: key, creation: new.creation(of: key, in: plan), hazards: [.scan, .blocksReaders, .breaksPrograms]
        ) { _, _ in nil }.alteration(in: plan)
    }
}
