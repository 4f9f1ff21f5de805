internal import Athanor

/// The mapping of a user to one of a foreign server. The path has the server and the user, `public` for all users.
struct UserMappingObject: DefinedObject {
    /// The options, such as the password.
    let options: ForeignOptions

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let clause = options.clause.map { "\n    \($0)" } ?? ""
        return [ChangeStatement("CREATE USER MAPPING \(key.sql)\(clause)")]
    }

    func alteration(to new: UserMappingObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard let change = options.change(to: new.options) else { return .nothing }
        return .statements([ChangeStatement("ALTER USER MAPPING \(key.sql)\n    \(change)")])
    }
}
