internal import Athanor

/// The definition of one kind of object, and the SQL that creates, drops and alters such an object.
///
/// Functions are pure: they see both schemas, and what is going to happen to other objects.
protocol DefinedObject: Sendable, Hashable, Codable {
    /// Whether CREATE TABLE, or ADD COLUMN, can contain it, for a part of a table or a column.
    var isPartOfCreation: Bool { get }

    /// Returns the keyword of the object in SQL, where it does not follow from the kind: `FOREIGN TABLE`.
    func keyword(of key: SchemaObjectKey) -> String

    /// Whether dropping the object loses rows. Such an object is not replaced for another object's sake.
    var holdsRows: Bool { get }

    /// Returns names besides the object's own that no other object can have while it exists.
    func occupiedNames(_ key: SchemaObjectKey) -> [OccupiedName]

    /// Returns the change of another object that makes a change of this object too.
    ///
    /// What a leader drops has no statements of its own for that. The statements of a creation and of an alteration run
    /// after the leader's change, and what the leader's change needs of the object runs before it.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey, in plan: DifferencePlan) -> ChangeLeader?

    /// Returns the statements that create the object. Its owner, privileges and comment are not its concern.
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement]

    /// Returns the statements that drop the object. Its parts go with it.
    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement]

    /// Returns how to change the object into a new definition, which differs.
    func alteration(to new: Self, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration
}

extension DefinedObject {
    /// It has a separate statement.
    var isPartOfCreation: Bool { false }

    /// The kind's.
    func keyword(of key: SchemaObjectKey) -> String { key.keyword }

    /// It has no rows.
    var holdsRows: Bool { false }

    /// None.
    func occupiedNames(_ key: SchemaObjectKey) -> [OccupiedName] { [] }

    /// It has separate statements.
    func leader(of action: PlannedChange.Action, _ key: SchemaObjectKey, in plan: DifferencePlan) -> ChangeLeader? {
        nil
    }

    /// `DROP KIND name`.
    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP \(keyword(of: key)) \(key.sql)")]
    }

    /// A new object, since most kinds cannot be altered.
    func alteration(to new: Self, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration { .replacement }
}

/// How an object gets a new definition.
enum Alteration: Sendable, Hashable {
    /// The difference does not matter.
    case nothing
    /// By statements. Objects of the given kinds that depend on it, and exist before and after, are dropped before and
    /// created again after them.
    case statements([ChangeStatement], disturbing: Set<SchemaObjectKind> = [])
    /// It is dropped and created again, with everything that depends on it.
    case replacement
    /// By statements that give its name to a new object, move the given columns to that, and drop the present object.
    ///
    /// Everything else that depends on it, and what cannot depend on a column while its type changes, is dropped before
    /// and created again after them. The statements create the parts that ``DifferencePlan/contents`` has; other parts
    /// are created after them.
    case swap([ChangeStatement], columns: Set<SchemaObjectKey>)
    /// Athanor does not do it. The text completes the sentence "`table public.t` is not changed: …".
    case refused(String)
}
