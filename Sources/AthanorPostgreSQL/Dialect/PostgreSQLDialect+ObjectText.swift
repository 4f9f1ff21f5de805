internal import Athanor

extension PostgreSQLDialect {
    /// `DROP KIND [IF EXISTS] object [CASCADE]`; the object is already quoted.
    func dropping(
        _ kind: String, _ object: String, ifExists: Bool, dependents: DependentObjects = .refuse
    ) -> LoweredStep {
        let words = [
            "DROP \(kind)", ifExists ? "IF EXISTS" : nil, object, dependents == .cascade ? "CASCADE" : nil,
        ]
        return step(words.compactMap(\.self).joined(separator: " "), command: "DROP \(kind)")
    }

    /// `ALTER KIND object change`.
    func altering(_ kind: String, _ object: String, _ change: String) -> LoweredStep {
        step("ALTER \(kind) \(object) \(change)", command: "ALTER \(kind)")
    }

    func text(of role: DatabaseRole) throws(OperationError) -> String {
        switch role {
        case .role(let name): try identifier(name)
        case .currentUser: "CURRENT_USER"
        }
    }

    func text(of grantee: Grantee) throws(OperationError) -> String {
        switch grantee {
        case .public: "PUBLIC"
        case .role(let name): try identifier(name)
        case .currentUser: "CURRENT_USER"
        }
    }

    /// A function or procedure with the types of its arguments.
    func text(of signature: RoutineSignature) throws(OperationError) -> String {
        var types: [String] = []
        for type in signature.arguments { types.append(try name(of: type)) }
        return "\(try identifier(signature.name))(\(types.joined(separator: ", ")))"
    }

    /// String literals, separated by commas.
    func literals(_ texts: [String]) -> String {
        texts.map { literal(.text($0)) }.joined(separator: ", ")
    }
}
