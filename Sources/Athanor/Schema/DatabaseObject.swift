/// An object of a database that can have a comment or an owner.
public enum DatabaseObject: Sendable, Hashable, CustomStringConvertible {
    /// A table.
    case table(QualifiedName)
    /// A column of a table or view.
    case column(String, of: QualifiedName)
    /// A view.
    case view(QualifiedName)
    /// A materialized view.
    case materializedView(QualifiedName)
    /// An index.
    case index(QualifiedName)
    /// A constraint of a table.
    case constraint(String, on: QualifiedName)
    /// A constraint of a domain.
    case domainConstraint(String, on: QualifiedName)
    /// A schema.
    case schema(String)
    /// A sequence.
    case sequence(QualifiedName)
    /// A type.
    case type(QualifiedName)
    /// A domain.
    case domain(QualifiedName)
    /// A function.
    case function(QualifiedName, [ColumnType] = [])
    /// A procedure.
    case procedure(QualifiedName, [ColumnType] = [])
    /// A trigger.
    case trigger(String, on: QualifiedName)
    /// A row-level security policy.
    case policy(String, on: QualifiedName)
    /// An extension.
    case `extension`(String)
    /// A role.
    case role(String)
    /// A database.
    case database(String)

    /// A summary, such as `table orders`.
    public var description: String {
        switch self {
        case .table(let name): "table \(name)"
        case .column(let name, let table): "column \(name) of \(table)"
        case .view(let name): "view \(name)"
        case .materializedView(let name): "materialized view \(name)"
        case .index(let name): "index \(name)"
        case .constraint(let name, let table): "constraint \(name) on \(table)"
        case .domainConstraint(let name, let domain): "constraint \(name) on domain \(domain)"
        case .schema(let name): "schema \(name)"
        case .sequence(let name): "sequence \(name)"
        case .type(let name): "type \(name)"
        case .domain(let name): "domain \(name)"
        case .function(let name, _): "function \(name)"
        case .procedure(let name, _): "procedure \(name)"
        case .trigger(let name, let table): "trigger \(name) on \(table)"
        case .policy(let name, let table): "policy \(name) on \(table)"
        case .extension(let name): "extension \(name)"
        case .role(let name): "role \(name)"
        case .database(let name): "database \(name)"
        }
    }
}
