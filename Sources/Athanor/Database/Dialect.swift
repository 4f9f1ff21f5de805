/// The SQL of a database: quoting, lowered operations, transactions, metadata tables. Pure.
///
/// Every operation that differs between databases has a requirement here, so that the compiler reports a database that
/// lacks one.
public protocol Dialect: Sendable {
    /// Returns an identifier in quotes, whatever it contains.
    func quote(_ identifier: String) -> String

    /// The maximum length of an identifier, in bytes; `nil` for no limit.
    var longestIdentifier: Int? { get }

    /// Returns a value as a literal, for SQL that is printed and not run.
    func literal(_ value: Value) -> String

    /// Lowers a statement of an SQL revision: usually to itself, unless the database needs help with it.
    /// - Throws: ``OperationError``.
    func lower(_ statement: ScriptStatement) throws -> [LoweredStep]

    /// Joins adjacent operations of a revision that the database does better together.
    func joining(_ operations: [any Operation]) -> [any Operation]

    /// Lowers an operation on a table.
    /// - Throws: ``OperationError``.
    func lower(_ operation: TableOperation) throws -> [LoweredStep]

    /// Lowers an alteration of a table.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlterTable) throws -> [LoweredStep]

    /// Lowers an operation on an index.
    /// - Throws: ``OperationError``.
    func lower(_ operation: IndexOperation) throws -> [LoweredStep]

    /// Lowers an operation on a schema.
    /// - Throws: ``OperationError``.
    func lower(_ operation: SchemaOperation) throws -> [LoweredStep]

    /// Lowers an operation on a sequence.
    /// - Throws: ``OperationError``.
    func lower(_ operation: SequenceOperation) throws -> [LoweredStep]

    /// Lowers an operation on an enum type.
    /// - Throws: ``OperationError``.
    func lower(_ operation: EnumOperation) throws -> [LoweredStep]

    /// Lowers an operation on a domain.
    /// - Throws: ``OperationError``.
    func lower(_ operation: DomainOperation) throws -> [LoweredStep]

    /// Lowers an operation on an extension.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ExtensionOperation) throws -> [LoweredStep]

    /// Lowers an operation on a function or a procedure.
    /// - Throws: ``OperationError``.
    func lower(_ operation: RoutineOperation) throws -> [LoweredStep]

    /// Lowers an operation on a trigger.
    /// - Throws: ``OperationError``.
    func lower(_ operation: TriggerOperation) throws -> [LoweredStep]

    /// Lowers an operation on a view.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ViewOperation) throws -> [LoweredStep]

    /// Lowers an operation on row-level security.
    /// - Throws: ``OperationError``.
    func lower(_ operation: PolicyOperation) throws -> [LoweredStep]

    /// Lowers an operation on privileges.
    /// - Throws: ``OperationError``.
    func lower(_ operation: PrivilegeOperation) throws -> [LoweredStep]

    /// Lowers an operation on an object's comment or owner.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ObjectOperation) throws -> [LoweredStep]

    /// Lowers the creation of a materialized view.
    /// - Throws: ``OperationError``.
    func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep]

    /// Lowers the drop of a materialized view.
    /// - Throws: ``OperationError``.
    func lower(_ operation: DropMaterializedView) throws -> [LoweredStep]

    /// Lowers a change of a materialized view's name or schema.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlterMaterializedView) throws -> [LoweredStep]

    /// Lowers a change of a materialized view's definition.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep]

    /// Lowers an alteration of a table that sets its views aside.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlteringAround) throws -> [LoweredStep]

    /// Returns the steps that set timeouts of the session until they are set again. Nothing if the database has no
    /// timeouts.
    func setting(_ timeouts: TimeoutChange) -> [LoweredStep]

    /// Returns steps that run under other timeouts. The previous timeouts are restored after them. Returns the steps
    /// alone if the database has no timeouts.
    func steps(_ steps: [LoweredStep], under timeouts: TimeoutChange) -> [LoweredStep]

    /// Returns the statements to run before and after a non-transactional statement that has its own lock timeout
    /// (``Timeouts/indexLock``); `nil` for a statement without its own.
    /// - Parameters:
    ///   - statement: the statement.
    ///   - timeouts: the timeouts of the run. Timeouts that the revision has set itself are kept.
    func patience(for statement: LoweredStatement, _ timeouts: Timeouts) -> (before: Statement, after: Statement)?

    /// Returns the statements around the transaction of some work.
    /// - Parameter work: what the transaction will hold, and the rest of its revision.
    func transaction(for work: TransactionWork) -> TransactionScope

    /// An SQL expression for the whole milliseconds since the transaction began, if the database knows. With it, the
    /// log entry of a revision is sent together with its work.
    var millisecondsSinceBegin: String? { get }

    /// Returns whether a statement may end its own transaction, as code on the server may.
    func mayEndTransactions(_ statement: LoweredStatement) -> Bool

    /// Returns how to recover from a non-transactional statement whose outcome was not recorded.
    func recovery(of statement: LoweredStatement) -> NonTransactionalStatementRecovery

    /// The query for the session's transaction counter, including transactions that the server starts itself; `nil` if
    /// the database has none. It shows that a failed statement had committed nothing before.
    var transactionNumber: Statement? { get }

    /// Returns whether a step only changes settings of the session or the transaction.
    func onlyChangesSettings(_ step: LoweredStep) -> Bool

    /// Returns a statement that checks the effect of a statement: it warns if an existing object of that name made the
    /// statement do nothing although the object is unusable, and fails if code of others left something in the session.
    /// `nil` for a statement that can do neither.
    func warning(after statement: LoweredStatement) -> Statement?

    /// Returns why a statement cannot be part of a script, if its text shows that; `nil` if it can.
    func refusalInScript(of statement: LoweredStatement) -> OperationError?

    /// Returns the setting that a step makes, used to read the catalog as a later step of the revision would see it;
    /// `nil` for a step that makes no setting, or none that helps.
    func heldSetting(by step: LoweredStep) -> HeldSetting?

    /// Returns statements that restore the rights that the session began with for the rest of the transaction, even if
    /// a revision has changed the role. Athanor writes its metadata tables with these rights. Empty if the work cannot
    /// have changed the role.
    /// - Parameter work: the whole revision.
    func takingOwnRights(after work: [LoweredStep]) -> [Statement]

    /// Returns statements that verify that Athanor made the metadata tables and that no untrusted role has code in
    /// them, and keep them so until the transaction ends. Run in each transaction right before it reads or writes the
    /// tables, after the last code of others, with Athanor's own rights; also in scripts. Nothing if the database has
    /// no roles.
    /// - Parameters:
    ///   - versionTable: the version table, if it is used as well.
    ///   - access: the kind of access to the tables.
    func guardingMetadataTables(and versionTable: QualifiedName?, for access: MetadataTablesAccess) -> [Statement]

    /// Returns statements that verify that the session still holds the migration lock. They take it again if code of a
    /// revision released it, and fail if another migrator holds it. Run in each transaction of a run before Athanor's
    /// own entries. Nothing if the lock is released only at the end of a transaction.
    /// - Parameter versionTable: the full name of the version table.
    func keepingMigrationLock(of versionTable: QualifiedName) -> [Statement]

    /// Returns the statements of some work that change session settings. A new session needs them to continue after the
    /// work.
    func settings(in work: [LoweredStep]) -> [Statement]

    /// Returns statements that restore the session settings that a revision may have changed: search path, role,
    /// timeouts …
    ///
    /// Run inside the revision's last transaction, after its work and before Athanor's own entries, so that a setting
    /// lasts until the end of the revision and no longer. After a failure, run again outside the transaction.
    /// - Parameter work: the whole revision.
    func restoringSettings(after work: [LoweredStep]) -> [Statement]

    /// Returns steps that drop the temporary objects that a revision leaves in the session: the next revision of the
    /// run would find them in place of permanent ones. Run inside the revision's last transaction, after its work.
    /// - Parameter work: the whole revision.
    func clearing(after work: [LoweredStep]) -> [LoweredStep]

    /// Returns steps that undo changes of the session that a transaction cannot undo, such as attached databases. Run
    /// outside any transaction after the revision's last one, whether it was committed or not.
    /// - Parameter work: the whole revision.
    func settling(after work: [LoweredStep]) -> [LoweredStep]

    /// Returns statements that update Athanor's table of the views that revisions made. Run in the transaction of the
    /// work, right after it. Nothing for work that cannot affect views.
    func noting(views work: [LoweredStep]) -> [Statement]

    /// Returns steps that record the freshness target of a materialized view. They first update Athanor's table of
    /// views, then write the target to the view's row.
    /// - Parameters:
    ///   - target: a target that has been checked; `nil` deletes the recorded target.
    ///   - view: the view.
    ///   - origin: its place in a revision file, for errors.
    /// - Throws: ``OperationError``.
    func noting(_ target: FreshnessTarget?, of view: QualifiedName, from origin: SourceSlice?) throws -> [LoweredStep]

    /// Returns statements that record freshness targets as ``noting(_:of:from:)`` does, but warn about a missing view
    /// instead of failing. Used by `stamp` and its scripts.
    /// - Throws: ``OperationError``.
    func notingWherePresent(_ targets: [(view: QualifiedName, target: FreshnessTarget?)]) throws -> [Statement]

    /// Returns a key that is the same for all spellings of a view's name.
    func key(ofView name: QualifiedName) -> QualifiedName

    /// Returns a condition that is true if a text column has one of some values. User-defined operators cannot change
    /// it.
    /// - Parameters:
    ///   - column: the column's name.
    ///   - values: placeholders, at least one.
    func condition(_ column: String, isOneOf values: [String]) -> String

    /// Returns statements that create the version table unless it exists: one column `version_num`, its primary key.
    func creating(versionTable: QualifiedName) -> [Statement]

    /// Returns statements that create the metadata tables unless they exist, upgrade those of an older format, and
    /// record the format.
    /// - Parameter format: their present format; `nil` if there are no tables, or in a script, which cannot know.
    func creatingMetadataTables(from format: Int?) -> [Statement]

    /// Returns the qualified, quoted name of a metadata table.
    func name(of table: MetadataTable) -> String

    /// Returns an SQL expression for a time in a metadata table as text: `2026-11-22T07:42:10.123Z`, in UTC in every
    /// time zone of the session.
    func iso8601(_ expression: String) -> String

    /// An SQL expression for the current time of the database's clock, in the format of the metadata tables.
    var now: String { get }

    /// The SQL of scripts for the database's own command-line client.
    var script: any ScriptDialect { get }
}
