extension ObjectDefinition {
    /// Returns how to change an object into a new definition, which differs. An object of another kind replaces it.
    func alteration(
        to new: ObjectDefinition, of key: SchemaObjectKey, in plan: DifferencePlan
    ) -> Alteration {
        func change<Definition: DefinedObject>(_ old: Definition) -> Alteration {
            guard let new = new.object as? Definition else { return .replacement }
            return old.alteration(to: new, of: key, in: plan)
        }
        return change(object)
    }
}
