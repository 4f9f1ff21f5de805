/// The definition of an object, of any kind.
enum ObjectDefinition: Sendable, Hashable, Codable {
    case defaultPrivileges(DefaultPrivilegesObject)
    case schema(SchemaDefinition)
    case sequence(SequenceObject)
    case enumType(EnumTypeObject)
    case compositeType(CompositeTypeObject)
    case attribute(CompositeAttributeObject)
    case domain(DomainObject)
    case domainConstraint(DomainConstraintObject)
    case rangeType(RangeTypeObject)
    case routine(RoutineObject)
    case aggregate(AggregateObject)
    case collation(CollationObject)
    case `extension`(ExtensionObject)
    case foreignDataWrapper(ForeignDataWrapperObject)
    case server(ForeignServerObject)
    case userMapping(UserMappingObject)
    case `operator`(OperatorObject)
    case cast(CastObject)
    case textSearchDictionary(TextSearchDictionaryObject)
    case textSearchConfiguration(TextSearchConfigurationObject)
    case sequenceOwner(SequenceOwnerObject)
    case table(TableObject)
    case column(ColumnObject)
    case columnDefault(ColumnDefaultObject)
    case constraint(ConstraintObject)
    case index(IndexObject)
    case indexAttachment(IndexAttachmentObject)
    case partition(PartitionObject)
    case inheritance(InheritanceObject)
    case replicaIdentity(ReplicaIdentityObject)
    case clusteredIndex(ClusteredIndexObject)
    case view(ViewObject)
    case viewColumn(ViewColumnObject)
    case viewColumnDefault(ViewColumnDefaultObject)
    case materializedView(MaterializedViewObject)
    case rule(RuleObject)
    case trigger(TriggerObject)
    case inheritedTrigger(InheritedTriggerObject)
    case policy(PolicyObject)
    case statistics(StatisticsObject)
    case publication(PublicationObject)
    case publishedSchema(PublishedSchemaObject)
    case publishedTable(PublishedTableObject)
    case eventTrigger(EventTriggerObject)

    /// The definition as what all kinds have in common.
    var object: any DefinedObject {
        switch self {
        case .defaultPrivileges(let definition): definition
        case .schema(let definition): definition
        case .sequence(let definition): definition
        case .enumType(let definition): definition
        case .compositeType(let definition): definition
        case .attribute(let definition): definition
        case .domain(let definition): definition
        case .domainConstraint(let definition): definition
        case .rangeType(let definition): definition
        case .routine(let definition): definition
        case .aggregate(let definition): definition
        case .collation(let definition): definition
        case .extension(let definition): definition
        case .foreignDataWrapper(let definition): definition
        case .server(let definition): definition
        case .userMapping(let definition): definition
        case .operator(let definition): definition
        case .cast(let definition): definition
        case .textSearchDictionary(let definition): definition
        case .textSearchConfiguration(let definition): definition
        case .sequenceOwner(let definition): definition
        case .table(let definition): definition
        case .column(let definition): definition
        case .columnDefault(let definition): definition
        case .constraint(let definition): definition
        case .index(let definition): definition
        case .indexAttachment(let definition): definition
        case .partition(let definition): definition
        case .inheritance(let definition): definition
        case .replicaIdentity(let definition): definition
        case .clusteredIndex(let definition): definition
        case .view(let definition): definition
        case .viewColumn(let definition): definition
        case .viewColumnDefault(let definition): definition
        case .materializedView(let definition): definition
        case .rule(let definition): definition
        case .trigger(let definition): definition
        case .inheritedTrigger(let definition): definition
        case .policy(let definition): definition
        case .statistics(let definition): definition
        case .publication(let definition): definition
        case .publishedSchema(let definition): definition
        case .publishedTable(let definition): definition
        case .eventTrigger(let definition): definition
        }
    }
}
