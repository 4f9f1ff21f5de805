internal import Athanor

/// Finds all objects that depend on a relation: what `DROP … CASCADE` would drop in addition to the relation's own
/// parts.
///
/// The algorithm is PostgreSQL's (`findDependentObjects` in `dependency.c`). An object that depends on another one is
/// either a part of it (an index, the row type, a view's rule), which is dropped silently, or it blocks the drop. If a
/// dependent is itself a part of another object, as the rule that holds a view's query, the result has that object
/// instead.
struct DependentsWalk {
    private typealias Address = DependentObject.Address

    private let connection: any Connection

    init(connection: any Connection) {
        self.connection = connection
    }

    /// The objects that depend on a relation, directly or through others. Each follows those that it depends on.
    /// - Throws: ``DatabaseFailure``.
    func dependents(ofRelation oid: Int64) async throws -> [DependentObject] {
        var sources: [Address: Set<Address>] = [:]
        var parts: Set<Address> = []
        var objects: [Address: DependentObject] = [:]
        for row in try await connection.query(own: Self.walking, [.integer(oid)]) {
            let source = Address(
                catalog: try row["source_catalog", as: Int64.self], object: try row["source_object", as: Int64.self],
                column: try row["source_column", as: Int64.self])
            let address = Address(
                catalog: try row["catalog", as: Int64.self], object: try row["object", as: Int64.self],
                column: try row["column", as: Int64.self])
            sources[address, default: []].insert(source)
            if try row["is_part", as: Bool.self] { parts.insert(address) }
            objects[address] = DependentObject(
                address, type: try row["type", as: String.self], identity: try row["identity", as: String.self])
        }
        return Self.ordered(objects, after: sources).filter { dependent in
            let address = dependent.address
            let whole = Address(catalog: address.catalog, object: address.object, column: 0)
            return !parts.contains(address) && (address == whole || objects[whole] == nil)
        }
    }

    /// Sorts objects after those that they depend on, and by kind and name where the order is free. Two that depend on
    /// each other, such as a view and a function that reads it, are sorted by kind and name.
    private static func ordered(
        _ objects: [Address: DependentObject], after sources: [Address: Set<Address>]
    ) -> [DependentObject] {
        var waiting = objects.values.sorted {
            ($0.description, $0.address.object) < ($1.description, $1.address.object)
        }
        var missing = Set(objects.keys)
        var ordered: [DependentObject] = []
        while !waiting.isEmpty {
            var ready = waiting.filter { sources[$0.address, default: []].isDisjoint(with: missing) }
            if ready.isEmpty { ready = [waiting[0]] }
            ordered += ready
            missing.subtract(ready.map(\.address))
            waiting.removeAll { !missing.contains($0.address) }
        }
        return ordered
    }

    /// The edges of the graph under a relation: from an object to one that depends on it, or to the object that such a
    /// dependent is a part of (`i`) or belongs to as an extension's member (`e`).
    private static let walking = """
        WITH RECURSIVE walk (catalog, object, part) AS (
            SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, $1::pg_catalog.oid, 0
            UNION
            SELECT found.catalog, found.object, found.part
            FROM walk
            \(finding)
        )
        SELECT walk.catalog::bigint AS source_catalog, walk.object::bigint AS source_object,
               walk.part::bigint AS source_column, found.catalog::bigint AS catalog, found.object::bigint AS object,
               found.part::bigint AS column, found.is_part, named.type, named.identity
        FROM walk
        \(finding)
        CROSS JOIN LATERAL pg_catalog.pg_identify_object(found.catalog, found.object, found.part) AS named
        WHERE (found.catalog, found.object, found.part) <> (walk.catalog, walk.object, walk.part)
          AND (found.catalog, found.object, found.part)
              <> ('pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, $1::pg_catalog.oid, 0)
        """

    private static let finding = """
        JOIN pg_catalog.pg_depend AS d
          ON d.refclassid = walk.catalog AND d.refobjid = walk.object
         AND (walk.part = 0 OR d.refobjsubid = walk.part)
        CROSS JOIN LATERAL (
            SELECT d.classid, d.objid, d.objsubid, d.deptype <> 'n'
            UNION ALL
            SELECT o.refclassid, o.refobjid, o.refobjsubid, false
            FROM pg_catalog.pg_depend AS o
            WHERE o.classid = d.classid AND o.objid = d.objid AND o.objsubid = d.objsubid AND o.deptype IN ('i', 'e')
        ) AS found (catalog, object, part, is_part)
        """
}
