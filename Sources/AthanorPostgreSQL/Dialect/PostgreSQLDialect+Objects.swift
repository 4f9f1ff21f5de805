package import Athanor

extension PostgreSQLDialect {
    /// `COMMENT ON`, `ALTER … OWNER TO`.
    /// - Throws: ``OperationError`` for an owner of an object that has no owner.
    package func lower(_ operation: ObjectOperation) throws -> [LoweredStep] {
        switch operation {
        case .setComment(let object, let comment, _):
            return [self.comment(on: try text(of: object), comment)]
        case .setOwner(let object, let owner, _):
            guard Self.hasOwner(object) else {
                throw OperationError(
                    "\(object) has no owner that can be changed",
                    advice: "Change the owner of the object that it belongs to.")
            }
            let text = "ALTER \(try text(of: object)) OWNER TO \(try text(of: owner))"
            return [step(text, command: "ALTER")]
        }
    }

    private static func hasOwner(_ object: DatabaseObject) -> Bool {
        switch object {
        case .column, .index, .constraint, .domainConstraint, .trigger, .policy, .extension, .role: false
        default: true
        }
    }

    /// An object with its kind, in the form of COMMENT ON and ALTER.
    func text(of object: DatabaseObject) throws(OperationError) -> String {
        switch object {
        case .table(let name): "TABLE \(try identifier(name))"
        case .column(let name, let table): "COLUMN \(try identifier(table)).\(try identifier(name))"
        case .view(let name): "VIEW \(try identifier(name))"
        case .materializedView(let name): "MATERIALIZED VIEW \(try identifier(name))"
        case .index(let name): "INDEX \(try identifier(name))"
        case .constraint(let name, let table): "CONSTRAINT \(try identifier(name)) ON \(try identifier(table))"
        case .domainConstraint(let name, let domain):
            "CONSTRAINT \(try identifier(name)) ON DOMAIN \(try identifier(domain))"
        case .schema(let name): "SCHEMA \(try identifier(name))"
        case .sequence(let name): "SEQUENCE \(try identifier(name))"
        case .type(let name): "TYPE \(try identifier(name))"
        case .domain(let name): "DOMAIN \(try identifier(name))"
        case .function(let name, let arguments): "FUNCTION \(try text(of: RoutineSignature(name, arguments)))"
        case .procedure(let name, let arguments): "PROCEDURE \(try text(of: RoutineSignature(name, arguments)))"
        case .trigger(let name, let table): "TRIGGER \(try identifier(name)) ON \(try identifier(table))"
        case .policy(let name, let table): "POLICY \(try identifier(name)) ON \(try identifier(table))"
        case .extension(let name): "EXTENSION \(try identifier(name))"
        case .role(let name): "ROLE \(try identifier(name))"
        case .database(let name): "DATABASE \(try identifier(name))"
        }
    }
}
