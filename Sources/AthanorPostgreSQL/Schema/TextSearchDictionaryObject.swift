internal import Athanor

/// A text search dictionary.
struct TextSearchDictionaryObject: DefinedObject {
    /// The template, in SQL.
    let template: ExactText
    /// The options in SQL, with a comma between them.
    let options: ExactText?

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let options = options.map { ",\n    \($0)" } ?? ""
        return [ChangeStatement("CREATE TEXT SEARCH DICTIONARY \(key.sql) (\n    TEMPLATE = \(template)\(options)\n)")]
    }

    /// A new dictionary, since ALTER TEXT SEARCH DICTIONARY needs each option's name.
    func alteration(
        to new: TextSearchDictionaryObject, of key: SchemaObjectKey, in plan: DifferencePlan
    ) -> Alteration {
        plan.replacement(of: key)
    }
}
