internal import Athanor

/// The schemas, extensions and objects of the server that an upgrade creates and expects to be missing, and those that
/// it expects to exist.
///
/// It reads the statements of the plan, not the code of DO blocks and functions. The first statement that names an
/// object decides: `CREATE … IF NOT EXISTS` and `DROP … IF EXISTS` work whether or not it exists.
struct PlannedCreations {
    /// The kind of object. The raw value is its word in messages and in SQL.
    enum Kind: String, CaseIterable {
        case schema, `extension`, role, tablespace, database
    }

    /// One object.
    struct Name: Hashable {
        let kind: Kind
        let name: String
    }

    /// The revision that creates each object.
    private(set) var revisions: [Name: RevisionEntry] = [:]
    /// The revision that drops, renames or alters each object that none has created before.
    private(set) var needs: [Name: RevisionEntry] = [:]

    /// Of no upgrade.
    init() {}

    /// Of an upgrade.
    init(in plan: MigrationPlan) {
        var isNamed: Set<Name> = []
        for revision in plan.revisions {
            for mention in revision.lowered.flatMap(\.parts).flatMap(Self.statements).flatMap(Self.mentions) {
                guard isNamed.insert(mention.name).inserted else { continue }
                if mention.isCreated { revisions[mention.name] = revision.entry }
                if mention.isNeeded { needs[mention.name] = revision.entry }
            }
        }
    }

    /// Returns the revision that creates an object; `nil` if none does.
    subscript(kind: Kind, name: String) -> RevisionEntry? { revisions[Name(kind: kind, name: name)] }

    /// Returns the names of a kind.
    func names(_ kind: Kind) -> [String] { revisions.keys.filter { $0.kind == kind }.map(\.name).sorted() }

    /// Returns the error for an object that exists, that a revision creates, and that erasing keeps.
    func conflict(_ kind: Kind, _ name: String, because reason: String) -> DatabaseFailure {
        let object = "the \(kind.rawValue) \"\(name)\""
        return DatabaseFailure(
            kind: .statement,
            message: prefix(of: self[kind, name])
                + "it creates \(object), which would still exist after erasing: \(reason)",
            advice: kind == .schema || kind == .extension
                ? "Write CREATE \(kind.rawValue.uppercased()) IF NOT EXISTS in the revision, or drop \(object) first."
                : "Drop \(object) first, or let the revision look in the catalog before it creates \(object).")
    }

    /// Returns the error for an object that exists, that a revision creates, and that the role may drop but not create.
    func notCreatedAgain(_ kind: Kind, _ name: String, advice: String) -> DatabaseFailure {
        DatabaseFailure(
            kind: .statement,
            message: prefix(of: self[kind, name])
                + "it creates the \(kind.rawValue) \"\(name)\", which the role may not create again after erasing",
            advice: advice)
    }

    /// Returns the error for an object that a revision needs, and that no longer exists.
    func missing(_ kind: Kind, _ name: String) -> DatabaseFailure {
        DatabaseFailure(
            kind: .statement,
            message: prefix(of: needs[Name(kind: kind, name: name)])
                + "it needs the \(kind.rawValue) \"\(name)\", which existed before the first revision and is gone",
            advice: "Create it first, as it was: CREATE \(kind.rawValue.uppercased()) "
                + "\(PostgreSQLDialect().quote(name)); Or write IF EXISTS where the revision drops it.")
    }

    private func prefix(of entry: RevisionEntry?) -> String {
        entry.map { "\($0.path): revision \($0.id): " } ?? ""
    }

    private struct Mention {
        let name: Name
        let isCreated: Bool
        let isNeeded: Bool

        init?(_ kind: Kind, _ name: Any?, isCreated: Bool = false, isNeeded: Bool = false) {
            guard let name = name as? String else { return nil }
            self.name = Name(kind: kind, name: name)
            self.isCreated = isCreated
            self.isNeeded = isNeeded
        }
    }

    private static func statements(of step: LoweredStep) -> [LoweredStatement] {
        switch step.content {
        case .statement(let lowered): [lowered]
        case .resolvedWhenRun(let resolved): resolved.writtenStatements ?? []
        case .rows, .ownTransaction, .batches: []
        }
    }

    /// The words that a command ends with if it may create, drop or rename such an object.
    private static let kinds: Set<Substring> = [
        "SCHEMA", "EXTENSION", "ROLE", "USER", "GROUP", "TABLESPACE", "DATABASE",
    ]

    private static func mentions(in lowered: LoweredStatement) -> [Mention] {
        let words = lowered.command.split(separator: " ")
        guard let verb = words.first, let kind = words.last, ["CREATE", "DROP", "ALTER"].contains(verb),
            kinds.contains(kind), let statement = ParsedStatement(lowered.statement.text)
        else { return [] }
        let node = statement.node
        let creates = node["if_not_exists"] as? Bool != true
        let mentions: [Mention?]
        switch statement.kind {
        case "CreateSchemaStmt":
            let owner = node["authrole"] as? [String: Any]
            mentions = [Mention(.schema, node["schemaname"] ?? owner?["rolename"], isCreated: creates)]
        case "CreateExtensionStmt": mentions = [Mention(.extension, node["extname"], isCreated: creates)]
        case "CreateRoleStmt": mentions = [Mention(.role, node["role"], isCreated: true)]
        case "CreateTableSpaceStmt": mentions = [Mention(.tablespace, node["tablespacename"], isCreated: true)]
        case "CreatedbStmt": mentions = [Mention(.database, node["dbname"], isCreated: true)]
        case "DropTableSpaceStmt": mentions = [Mention(.tablespace, node["tablespacename"])]
        case "DropdbStmt": mentions = [Mention(.database, node["dbname"])]
        case "DropRoleStmt":
            mentions = statement.nodes(node["roles"], of: "RoleSpec").map { Mention(.role, $0["rolename"]) }
        case "DropStmt":
            guard let kind = Self.kind(ofObject: node["removeType"]) else { return [] }
            let needs = node["missing_ok"] as? Bool != true
            mentions = statement.nodes(node["objects"], of: "String").map {
                Mention(kind, $0["sval"], isNeeded: needs)
            }
        case "RenameStmt":
            guard let kind = Self.kind(ofObject: node["renameType"]) else { return [] }
            mentions = [
                Mention(kind, node["subname"], isNeeded: true), Mention(kind, node["newname"], isCreated: true),
            ]
        case "AlterOwnerStmt":
            guard let kind = Self.kind(ofObject: node["objectType"]) else { return [] }
            mentions = [Mention(kind, Self.text(node["object"]), isNeeded: true)]
        case "AlterObjectSchemaStmt":
            guard let kind = Self.kind(ofObject: node["objectType"]) else { return [] }
            mentions = [
                Mention(kind, Self.text(node["object"]), isNeeded: true),
                Mention(.schema, node["newschema"], isNeeded: true),
            ]
        case "AlterExtensionStmt", "AlterExtensionContentsStmt":
            mentions = [Mention(.extension, node["extname"], isNeeded: true)]
        default: mentions = []
        }
        return mentions.compactMap(\.self)
    }

    /// The text of a node that holds a name.
    private static func text(_ node: Any?) -> Any? { ((node as? [String: Any])?["String"] as? [String: Any])?["sval"] }

    /// The kind for the grammar's name of it, such as `OBJECT_SCHEMA`.
    private static func kind(ofObject name: Any?) -> Kind? {
        Kind.allCases.first { "OBJECT_\($0.rawValue.uppercased())" == name as? String }
    }
}
