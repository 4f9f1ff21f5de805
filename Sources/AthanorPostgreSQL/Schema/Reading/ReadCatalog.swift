internal import Athanor
internal import Foundation

/// The rows that ``SchemaReader`` got, and the schema that they describe.
struct ReadCatalog {
    /// The objects, by address.
    private var objects: [String: ReadObject] = [:]
    private var addresses = ObjectAddresses()
    /// What objects need, by address.
    private var needs: [(address: String, needed: String)] = []
    private var uncompared: [String: [String]] = [:]
    private var serverVersion = 0
    private var role: ExactText?

    /// Rows that are no objects, by their kind.
    private enum Section: String {
        case needs
        case means
        case uncompared = "not compared"
        case database
    }

    /// Reads rows with the columns that ``SchemaReader/statement`` has.
    /// - Throws: ``UnreadableSchema``.
    init(_ rows: StatementResult) throws(UnreadableSchema) {
        let decoder = JSONDecoder()
        objects.reserveCapacity(rows.count)
        for row in rows {
            let values = row.values.map(Self.text)
            guard values.count == 9, let kind = values[0] else { throw UnreadableSchema("a row has no kind") }
            switch Section(rawValue: kind) {
            case .needs: if let address = values[1], let needed = values[3] { needs.append((address, needed)) }
            case .means: if let address = values[1], let meant = values[3] { addresses.add(address, meaning: meant) }
            case .uncompared:
                if let kind = values[7], let name = values[8] { uncompared[kind, default: []].append(name) }
            case .database:
                role = values[4].map { ExactText($0) }
                serverVersion = values[8].flatMap { Int($0) } ?? 0
            case nil:
                let object = try ReadObject(values, kind: kind, decoder: decoder)
                objects[object.address] = object
                addresses.add(object.address, of: object.key)
            }
        }
    }

    private static func text(_ value: Value) -> String? {
        if case .text(let text) = value { text } else { nil }
    }

    /// Returns the schema.
    func schema() -> PostgreSQLSchema {
        let parents = Dictionary(
            objects.values.compactMap { object in
                object.parent.flatMap(addresses.key).map { (object.key, $0) }
            }, uniquingKeysWith: { first, _ in first })
        var dependencies: [SchemaObjectKey: Set<SchemaObjectKey>] = [:]
        for (address, neededAddress) in needs {
            guard let key = addresses.key(address), let needed = addresses.key(neededAddress),
                key != needed, parents[key] != needed, !Self.isPart(needed, of: key, parents)
            else { continue }
            dependencies[key, default: []].insert(needed)
        }
        let read = objects.values.map { object in
            SchemaObject(
                key: object.key, definition: object.definition, parent: parents[object.key], owner: object.owner,
                privileges: object.privileges(onServer: serverVersion), comment: object.comment,
                dependencies: dependencies[object.key] ?? [])
        }
        return PostgreSQLSchema(
            serverVersion: serverVersion, role: role, objects: read, uncompared: uncompared.mapValues { $0.sorted() })
    }

    /// Whether an object is a part of another one, or of its parts.
    private static func isPart(
        _ key: SchemaObjectKey, of whole: SchemaObjectKey, _ parents: [SchemaObjectKey: SchemaObjectKey]
    ) -> Bool {
        var part = key
        while let parent = parents[part] {
            if parent == whole { return true }
            part = parent
        }
        return false
    }
}

/// An object as its row describes it.
private struct ReadObject {
    let key: SchemaObjectKey
    /// The object's row in the catalog: the OIDs of the catalog table and the row, and the number of a column or 0.
    let address: String
    let parent: String?
    let owner: ExactText?
    let comment: ExactText?
    let definition: ObjectDefinition
    private let grants: Grants

    /// The privileges as the catalog has them.
    private enum Grants {
        /// The kind has no privileges.
        case none
        /// They were never changed.
        case builtIn
        case granted([GrantedPrivilege])
    }

    init(_ values: [String?], kind name: String, decoder: JSONDecoder) throws(UnreadableSchema) {
        guard let kind = SchemaObjectKind(rawValue: name), let address = values[1],
            let path = values[2].flatMap({ ArrayText($0) })
        else { throw UnreadableSchema("an object of the kind `\(name)` has no name") }
        self.address = address
        key = SchemaObjectKey(kind, path.elements.map { ExactText($0 ?? "") })
        parent = values[3]
        owner = values[4].map { ExactText($0) }
        comment = values[7].map { ExactText($0) }
        if values[6] == nil {
            grants = .none
        } else if let acl = values[5] {
            guard let read = PrivilegesText(acl) else {
                throw UnreadableSchema("the privileges of \(key) are `\(acl)`")
            }
            grants = .granted(read.privileges)
        } else {
            grants = .builtIn
        }
        do {
            definition = try ObjectDefinition(Data((values[8] ?? "null").utf8), of: kind, with: decoder)
        } catch {
            throw UnreadableSchema("the definition of \(key) is `\(values[8] ?? "NULL")`: \(error)")
        }
    }

    /// The privileges, sorted; `nil` if the kind has none.
    func privileges(onServer version: Int) -> [GrantedPrivilege]? {
        switch grants {
        case .none: nil
        case .builtIn: PrivilegeScope(key)?.builtIn(owner: owner ?? "", onServer: version) ?? []
        case .granted(let privileges): privileges
        }
    }
}

/// An error: the catalog has something that Athanor does not understand.
struct UnreadableSchema: ExplainedError {
    /// The problem.
    let explanation: Explanation

    init(_ problem: String) {
        explanation = Explanation(
            "the schema of the database cannot be read: \(problem)",
            advice: "Nothing was changed. Athanor does not handle this case; please report it.")
    }
}
