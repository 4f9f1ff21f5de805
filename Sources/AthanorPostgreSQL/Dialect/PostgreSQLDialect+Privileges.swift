package import Athanor

extension PostgreSQLDialect {
    /// `GRANT`, `REVOKE`, `ALTER DEFAULT PRIVILEGES`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: PrivilegeOperation) throws -> [LoweredStep] {
        let action: String
        let target: PrivilegeTarget
        switch operation {
        case .grant(let privileges, let object, let grantees, let grantOption):
            target = object
            action = """
                GRANT \(try list(privileges)) ON \(try text(of: object)) TO \(try text(of: grantees))\
                \(grantOption ? " WITH GRANT OPTION" : "")
                """
        case .revoke(let privileges, let object, let grantees, let grantOptionOnly, let dependents):
            target = object
            action = """
                REVOKE \(grantOptionOnly ? "GRANT OPTION FOR " : "")\(try list(privileges)) ON \(try text(of: object)) \
                FROM \(try text(of: grantees))\(dependents == .cascade ? " CASCADE" : "")
                """
        }
        guard case .future(_, let maker, let schemas) = target else {
            return [step(action, command: action.hasPrefix("GRANT") ? "GRANT" : "REVOKE")]
        }
        let words = [
            "ALTER DEFAULT PRIVILEGES", try maker.map { "FOR ROLE \(try text(of: $0))" },
            schemas.isEmpty ? nil : "IN SCHEMA \(try identifiers(schemas))", action,
        ]
        return [step(words.compactMap(\.self).joined(separator: " "), command: "ALTER DEFAULT PRIVILEGES")]
    }

    private func list(_ privileges: [Privilege]) throws(OperationError) -> String {
        guard !privileges.isEmpty else {
            throw OperationError("an operation names no privilege", advice: "Name one: [.select].")
        }
        var texts: [String] = []
        for privilege in privileges {
            let columns = privilege.columns.isEmpty ? "" : " (\(try identifiers(privilege.columns)))"
            texts.append(privilege.keyword.rawValue.uppercased() + columns)
        }
        return texts.joined(separator: ", ")
    }

    private func text(of target: PrivilegeTarget) throws(OperationError) -> String {
        switch target {
        case .tables(let names): return "TABLE \(try qualified(names))"
        case .sequences(let names): return "SEQUENCE \(try qualified(names))"
        case .types(let names): return "TYPE \(try qualified(names))"
        case .schemas(let names): return "SCHEMA \(try identifiers(names))"
        case .databases(let names): return "DATABASE \(try identifiers(names))"
        case .functions(let signatures): return "FUNCTION \(try texts(of: signatures))"
        case .procedures(let signatures): return "PROCEDURE \(try texts(of: signatures))"
        case .future(let kind, _, _): return kind.rawValue.uppercased()
        case .all(let kind, let schemas):
            guard kind != .types, kind != .schemas else {
                throw OperationError(
                    "PostgreSQL has no privileges on all \(kind.rawValue) of a schema at once",
                    advice: "Name each of them.")
            }
            return "ALL \(kind.rawValue.uppercased()) IN SCHEMA \(try identifiers(schemas))"
        }
    }

    private func qualified(_ names: [QualifiedName]) throws(OperationError) -> String {
        var texts: [String] = []
        for name in names { texts.append(try identifier(name)) }
        return texts.joined(separator: ", ")
    }

    private func texts(of signatures: [RoutineSignature]) throws(OperationError) -> String {
        var texts: [String] = []
        for signature in signatures { texts.append(try text(of: signature)) }
        return texts.joined(separator: ", ")
    }
}
