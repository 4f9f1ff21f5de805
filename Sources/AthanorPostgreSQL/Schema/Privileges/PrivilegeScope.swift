internal import Athanor

/// A kind of object in the sense of GRANT. It determines which privileges exist.
///
/// The raw values are the letters that PostgreSQL's function `acldefault` takes.
///
/// Source: PostgreSQL documentation, "Privileges", table "Summary of Access Privileges".
enum PrivilegeScope: String, Sendable, Hashable {
    case relation = "r"
    case sequence = "s"
    case column = "c"
    case routine = "f"
    case type = "T"
    case schema = "n"
    case foreignDataWrapper = "F"
    case server = "S"
    case largeObject = "L"

    /// The scope of an object's privileges; `nil` for an object of a kind without privileges. Default privileges have
    /// the scope of the objects that get them.
    init?(_ key: SchemaObjectKey) {
        switch key.kind {
        case .defaultPrivileges:
            guard let scope = Self.defaultable.first(where: { $0.plural == key.name }) else { return nil }
            self = scope
        case .table, .view, .materializedView: self = .relation
        case .sequence: self = .sequence
        case .column, .viewColumn: self = .column
        case .function, .procedure, .aggregate: self = .routine
        case .enumType, .compositeType, .domain, .rangeType: self = .type
        case .schema: self = .schema
        case .foreignDataWrapper: self = .foreignDataWrapper
        case .server: self = .server
        default: return nil
        }
    }

    /// The scopes that ALTER DEFAULT PRIVILEGES knows.
    private static let defaultable: [PrivilegeScope] = [.relation, .sequence, .routine, .type, .schema, .largeObject]

    /// The last part of the key of default privileges, and the word for such objects in ALTER DEFAULT PRIVILEGES, in
    /// lower case.
    var plural: String {
        switch self {
        case .relation: "tables"
        case .sequence: "sequences"
        case .column: "columns"
        case .routine: "functions"
        case .type: "types"
        case .schema: "schemas"
        case .foreignDataWrapper: "foreign data wrappers"
        case .server: "foreign servers"
        case .largeObject: "large objects"
        }
    }

    /// All privileges that exist on such an object, in the order in which GRANT lists them.
    /// - Parameter version: the server's version, such as `170000`.
    func names(onServer version: Int) -> [ExactText] {
        switch self {
        case .relation:
            ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
                + (version >= 170_000 ? ["MAINTAIN"] : [])
        case .sequence: ["SELECT", "UPDATE", "USAGE"]
        case .column: ["SELECT", "INSERT", "UPDATE", "REFERENCES"]
        case .routine: ["EXECUTE"]
        case .type, .foreignDataWrapper, .server: ["USAGE"]
        case .schema: ["CREATE", "USAGE"]
        case .largeObject: ["SELECT", "UPDATE"]
        }
    }

    /// The privileges that PUBLIC has on a new object without default privileges.
    var publicNames: [ExactText] {
        switch self {
        case .routine: ["EXECUTE"]
        case .type: ["USAGE"]
        case .relation, .sequence, .column, .schema, .foreignDataWrapper, .server, .largeObject: []
        }
    }

    /// The privileges of an object whose privileges were never changed.
    /// - Parameters:
    ///   - owner: the object's owner.
    ///   - version: the server's version.
    func builtIn(owner: ExactText, onServer version: Int) -> [GrantedPrivilege] {
        // An owner has its privileges on columns by those on the table.
        guard self != .column else { return [] }
        let own = names(onServer: version).map {
            GrantedPrivilege(grantee: owner, grantor: owner, name: $0, isGrantable: false)
        }
        let everyones = publicNames.map {
            GrantedPrivilege(grantee: nil, grantor: owner, name: $0, isGrantable: false)
        }
        return (own + everyones).sorted()
    }
}
