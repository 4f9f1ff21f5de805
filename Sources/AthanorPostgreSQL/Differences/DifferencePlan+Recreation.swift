internal import Athanor

extension DifferencePlan {
    /// The statements that drop an object and create it again with nothing between, for kinds that nothing depends on.
    ///
    /// A replacement can have other statements between, which can commit.
    func recreation<Definition: DefinedObject>(
        of key: SchemaObjectKey, from old: Definition, to new: Definition
    ) -> [ChangeStatement] {
        let statements = old.removal(of: key, in: self) + new.creation(of: key, in: self)
        // A comment that differs is set after every alteration.
        guard let object = to[key], from[key]?.comment == object.comment else { return statements }
        return statements + attributeChanges(from: nil, to: object)
    }
}
