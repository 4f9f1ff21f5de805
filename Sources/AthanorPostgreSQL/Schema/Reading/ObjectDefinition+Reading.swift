internal import Foundation

extension ObjectDefinition {
    /// Reads the definition of an object.
    /// - Parameters:
    ///   - json: an object of JSON with the properties of the definition.
    ///   - kind: the kind of the object.
    ///   - decoder: a decoder without settings.
    /// - Throws: `DecodingError`.
    init(_ json: Data, of kind: SchemaObjectKind, with decoder: JSONDecoder) throws {
        func read<Definition: DefinedObject>(_ make: (Definition) -> ObjectDefinition) throws -> ObjectDefinition {
            make(try decoder.decode(Definition.self, from: json))
        }
        self =
            switch kind {
            case .defaultPrivileges: try read(Self.defaultPrivileges)
            case .schema: try read(Self.schema)
            case .sequence: try read(Self.sequence)
            case .sequenceOwner: try read(Self.sequenceOwner)
            case .table: try read(Self.table)
            case .column: try read(Self.column)
            case .columnDefault: try read(Self.columnDefault)
            case .constraint: try read(Self.constraint)
            case .index: try read(Self.index)
            case .indexAttachment: try read(Self.indexAttachment)
            case .partition: try read(Self.partition)
            case .inheritance: try read(Self.inheritance)
            case .replicaIdentity: try read(Self.replicaIdentity)
            case .clusteredIndex: try read(Self.clusteredIndex)
            case .enumType: try read(Self.enumType)
            case .compositeType: try read(Self.compositeType)
            case .attribute: try read(Self.attribute)
            case .domain: try read(Self.domain)
            case .domainConstraint: try read(Self.domainConstraint)
            case .rangeType: try read(Self.rangeType)
            case .function, .procedure: try read(Self.routine)
            case .aggregate: try read(Self.aggregate)
            case .collation: try read(Self.collation)
            case .extension: try read(Self.extension)
            case .foreignDataWrapper: try read(Self.foreignDataWrapper)
            case .server: try read(Self.server)
            case .userMapping: try read(Self.userMapping)
            case .operator: try read(Self.operator)
            case .cast: try read(Self.cast)
            case .textSearchDictionary: try read(Self.textSearchDictionary)
            case .textSearchConfiguration: try read(Self.textSearchConfiguration)
            case .view: try read(Self.view)
            case .viewColumn: try read(Self.viewColumn)
            case .viewColumnDefault: try read(Self.viewColumnDefault)
            case .materializedView: try read(Self.materializedView)
            case .rule: try read(Self.rule)
            case .trigger: try read(Self.trigger)
            case .inheritedTrigger: try read(Self.inheritedTrigger)
            case .policy: try read(Self.policy)
            case .statistics: try read(Self.statistics)
            case .publication: try read(Self.publication)
            case .publishedSchema: try read(Self.publishedSchema)
            case .publishedTable: try read(Self.publishedTable)
            case .eventTrigger: try read(Self.eventTrigger)
            }
    }
}
