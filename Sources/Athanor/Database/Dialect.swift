/// What SQL looks like on a database: quoting, what operations become, transactions, Athanor's own tables. Pure.
///
/// Every operation that differs between databases has a requirement here, so that the compiler names the database that
/// lacks one.
public protocol Dialect: Sendable {
    /// An identifier in quotes, whatever it contains.
    func quote(_ identifier: String) -> String

    /// The most bytes that an identifier may have; `nil` for any number.
    var longestIdentifier: Int? { get }

    /// A value as a literal, for SQL that is printed rather than run.
    func literal(_ value: Value) -> String

    /// What a statement of an SQL revision becomes: itself, unless the database needs help with it.
    /// - Throws: ``OperationError``.
    func lower(_ statement: ScriptStatement) throws -> [LoweredStep]

    /// Joins neighbours among a revision's operations that the database does better at once.
    func joining(_ operations: [any Operation]) -> [any Operation]

    /// What an operation about a table becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: TableOperation) throws -> [LoweredStep]

    /// What altering a table becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlterTable) throws -> [LoweredStep]

    /// What an operation about an index becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: IndexOperation) throws -> [LoweredStep]

    /// What an operation about a schema becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: SchemaOperation) throws -> [LoweredStep]

    /// What an operation about a sequence becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: SequenceOperation) throws -> [LoweredStep]

    /// What an operation about an enum type becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: EnumOperation) throws -> [LoweredStep]

    /// What an operation about a domain becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: DomainOperation) throws -> [LoweredStep]

    /// What an operation about an extension becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ExtensionOperation) throws -> [LoweredStep]

    /// What an operation about a function or a procedure becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: RoutineOperation) throws -> [LoweredStep]

    /// What an operation about a trigger becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: TriggerOperation) throws -> [LoweredStep]

    /// What an operation about a view becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ViewOperation) throws -> [LoweredStep]

    /// What an operation about row-level security becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: PolicyOperation) throws -> [LoweredStep]

    /// What an operation about privileges becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: PrivilegeOperation) throws -> [LoweredStep]

    /// What an operation about an object's comment or owner becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ObjectOperation) throws -> [LoweredStep]

    /// What creating a materialized view becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep]

    /// What dropping a materialized view becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: DropMaterializedView) throws -> [LoweredStep]

    /// What giving a materialized view another name or schema becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlterMaterializedView) throws -> [LoweredStep]

    /// What giving a materialized view another definition becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep]

    /// What altering a table with its views set aside becomes.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlteringAround) throws -> [LoweredStep]

    /// What sets timeouts of the session until something else sets them. Nothing where the database has none.
    func setting(_ timeouts: TimeoutChange) -> [LoweredStep]

    /// Steps under other timeouts: those that held before are given back after them. The steps alone where the database has
    /// no timeouts.
    func steps(_ steps: [LoweredStep], under timeouts: TimeoutChange) -> [LoweredStep]

    /// What stands around a statement outside of transactions that has a patience of its own with locks
    /// (``Timeouts/indexLock``); `nil` where it has none.
    /// - Parameters:
    ///   - statement: the statement.
    ///   - timeouts: the timeouts of the run. What a revision has set itself is left alone.
    func patience(for statement: LoweredStatement, _ timeouts: Timeouts) -> (before: Statement, after: Statement)?

    /// The statements around the transaction that some work runs in.
    /// - Parameter work: what the transaction will hold, and the rest of its revision.
    func transaction(for work: TransactionWork) -> TransactionScope

    /// An SQL expression for the whole milliseconds since the transaction began, where the database can tell; with it, a
    /// revision's log entry travels together with its work.
    var millisecondsSinceBegin: String? { get }

    /// Whether a statement may end the transaction that it runs in, as code on the server may.
    func mayEndTransactions(_ statement: LoweredStatement) -> Bool

    /// What can be done about a statement of the kind that runs outside any transaction, of which nobody saw the end.
    func recovery(of statement: LoweredStatement) -> NonTransactionalStatementRecovery

    /// Asks for the number of the session's present transaction, which is higher by one with each, those among them that
    /// the database begins by itself; `nil` where sessions do not count. It tells that a statement which failed had
    /// committed nothing before.
    var transactionNumber: Statement? { get }

    /// Whether a step changes settings of the session or the transaction, and does nothing else.
    func onlyChangesSettings(_ step: LoweredStep) -> Bool

    /// Warns of what a statement has passed over, where something of that name was there but is of no use, or ends with an error
    /// where code of others that it has run left something in the session; `nil` for a statement that can do neither.
    func warning(after statement: LoweredStatement) -> Statement?

    /// Why a statement cannot be part of a script, where its text shows that; `nil` for one that can.
    func refusalInScript(of statement: LoweredStatement) -> OperationError?

    /// The setting that a step makes, for a look at the catalog as a later step of the revision would have it; `nil` for a step
    /// that makes none, or none that such a look could do with.
    func heldSetting(by step: LoweredStep) -> HeldSetting?

    /// Gives the rest of the transaction the rights that the session began with, whatever role a revision has taken: what
    /// Athanor writes to its own tables is written with them. Empty where the work cannot have taken another role.
    /// - Parameter work: all of the revision.
    func takingOwnRights(after work: [LoweredStep]) -> [Statement]

    /// What makes sure that Athanor's own tables are what Athanor made, and that nobody has code in them who is not to be trusted;
    /// and keeps them so until the transaction ends. Run in each transaction right before it reads or writes them, after the
    /// last code of others, with Athanor's own rights; also in scripts. Nothing where there are no roles.
    /// - Parameters:
    ///   - versionTable: the version table, where that is touched as well.
    ///   - access: what is done with them.
    func guardingMetadataTables(and versionTable: QualifiedName?, for access: MetadataTablesAccess) -> [Statement]

    /// What makes sure that the session holds the migration lock still, and takes it again where code that a revision has set off
    /// gave it back; an error where another migrator has it by then. Run in each transaction of a run before Athanor's own entries.
    /// Nothing where only the end of a transaction gives it back.
    /// - Parameter versionTable: the version table, by its full name.
    func keepingMigrationLock(of versionTable: QualifiedName) -> [Statement]

    /// The statements among some work that change settings of the session: what a new session needs to go on after them.
    func settings(in work: [LoweredStep]) -> [Statement]

    /// What gives back the settings of the session that a revision may have changed: search path, role, timeouts …
    ///
    /// Run inside the revision's last transaction after its work and before Athanor's own entries, so that a setting lasts
    /// through all of the revision and no longer; after a failure, run once more outside.
    /// - Parameter work: all of the revision.
    func restoringSettings(after work: [LoweredStep]) -> [Statement]

    /// What takes away the temporary objects that a revision leaves in the session: the next revision of the run would find
    /// them in place of what lasts. Run inside the revision's last transaction, after its work.
    /// - Parameter work: all of the revision.
    func clearing(after work: [LoweredStep]) -> [LoweredStep]

    /// What ends the changes that a revision has made to the session and that no transaction can end, such as databases that it
    /// attached. Run outside any transaction after the revision's last one, committed or not.
    /// - Parameter work: all of the revision.
    func settling(after work: [LoweredStep]) -> [LoweredStep]

    /// What brings Athanor's record of the views that revisions made up to date: run in the transaction of some work, right
    /// after it. Nothing for work that has nothing to do with views.
    func noting(views work: [LoweredStep]) -> [Statement]

    /// What notes how fresh a materialized view is to be kept: brings Athanor's record of views up to date at once, then writes
    /// the target to the view's row.
    /// - Parameters:
    ///   - target: a target that has been checked; `nil` takes back what was noted.
    ///   - view: the view.
    ///   - origin: where that stands in a revision file, for errors.
    /// - Throws: ``OperationError``.
    func noting(_ target: FreshnessTarget?, of view: QualifiedName, from origin: SourceSlice?) throws -> [LoweredStep]

    /// What notes how fresh materialized views are to be kept, as ``noting(_:of:from:)``, but warns of a view that is not there
    /// instead of failing: what `stamp` and its scripts run.
    /// - Throws: ``OperationError``.
    func notingWherePresent(_ targets: [(view: QualifiedName, target: FreshnessTarget?)]) throws -> [Statement]

    /// What the names of one view have in common, in whichever way they are written.
    func key(ofView name: QualifiedName) -> QualifiedName

    /// A condition: a column of texts has one of some values, whatever operators somebody has made.
    /// - Parameters:
    ///   - column: the column's name.
    ///   - values: placeholders, one at least.
    func condition(_ column: String, isOneOf values: [String]) -> String

    /// Creates the version table, unless it exists: one column `version_num`, its primary key.
    func creating(versionTable: QualifiedName) -> [Statement]

    /// Creates Athanor's other tables, unless they exist, brings those of an older format to the present one, and notes
    /// that.
    /// - Parameter format: the format that they have; `nil` when there are none, or in a script, which cannot know.
    func creatingMetadataTables(from format: Int?) -> [Statement]

    /// The qualified, quoted name of one of Athanor's other tables.
    func name(of table: MetadataTable) -> String

    /// An SQL expression for the moment that an expression over Athanor's tables gives, as text:
    /// `2026-11-22T07:42:10.123Z`, in UTC whatever the session's time zone is.
    func iso8601(_ expression: String) -> String

    /// An SQL expression for the present moment by the database's clock, as Athanor's tables hold moments.
    var now: String { get }

    /// What SQL looks like in a script for the database's own command-line client.
    var script: any ScriptDialect { get }
}
