/// A trigger: an action that the database runs when rows change.
public struct TriggerDefinition: Sendable, Hashable {
    /// The time of the run, relative to the change.
    public enum Timing: Sendable, Hashable {
        /// Before the change.
        case before
        /// After the change.
        case after
        /// Instead of the change, on a view.
        case insteadOf
    }

    /// The events that start it.
    public enum Event: Sendable, Hashable {
        /// A row is inserted.
        case insert
        /// A row is updated.
        case update
        /// A row is updated by a statement that names one of these columns.
        case updateOf([String])
        /// A row is deleted.
        case delete
        /// All rows are deleted at once.
        case truncate
    }

    /// How often it runs: for each row or for each statement.
    public enum Level: Sendable, Hashable {
        /// Once for each row.
        case row
        /// Once for each statement.
        case statement
    }

    /// The action that it runs.
    public enum Action: Sendable, Hashable {
        /// Calls a function with texts as arguments. PostgreSQL only.
        case execute(QualifiedName, [String] = [])
        /// Runs statements, each with its semicolon. SQLite only.
        case statements(String)
    }

    /// Its name.
    public var name: String
    /// The table or view that it belongs to.
    public var table: QualifiedName
    /// The time of the run, relative to the change.
    public var timing: Timing
    /// The events that start it.
    public var events: [Event]
    /// How often it runs: for each row or for each statement.
    public var level: Level
    /// The condition for a run, an expression over `OLD` and `NEW`; `nil` means always.
    public var condition: String?
    /// The name of the transition table with all old rows of the statement.
    public var oldTable: String?
    /// The name of the transition table with all new rows of the statement.
    public var newTable: String?
    /// The deferrability of a constraint trigger; `nil` for an ordinary trigger.
    public var constraint: ConstraintDefinition.Deferrability?
    /// The action that it runs.
    public var action: Action

    /// A trigger.
    public init(
        _ name: String, on table: QualifiedName, _ timing: Timing, _ events: [Event], each level: Level = .row,
        when condition: String? = nil, oldTable: String? = nil, newTable: String? = nil,
        constraint: ConstraintDefinition.Deferrability? = nil, _ action: Action
    ) {
        self.name = name
        self.table = table
        self.timing = timing
        self.events = events
        self.level = level
        self.condition = condition
        self.oldTable = oldTable
        self.newTable = newTable
        self.constraint = constraint
        self.action = action
    }
}

/// An operation on a trigger.
public enum TriggerOperation: MigrationOperation, Hashable {
    /// Creates a trigger.
    case create(TriggerDefinition)
    /// Drops a trigger; `was` is its definition, for the downgrade.
    case drop(String, on: QualifiedName, was: TriggerDefinition?, ifExists: Bool)
    /// Renames a trigger.
    case rename(String, on: QualifiedName, to: String)
    /// Enables or disables a trigger.
    case setEnabled(String, on: QualifiedName, Bool)

    /// A summary, such as `create trigger NAME on TABLE`.
    public var summary: String {
        switch self {
        case .create(let trigger): "create trigger \(trigger.name) on \(trigger.table)"
        case .drop(let name, let table, _, _): "drop trigger \(name) on \(table)"
        case .rename(let name, let table, let newName): "rename trigger \(name) on \(table) to \(newName)"
        case .setEnabled(let name, let table, let isEnabled):
            "\(isEnabled ? "enable" : "disable") trigger \(name) on \(table)"
        }
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        guard case .drop(let name, let table, let was?, _) = self else { return }
        try check.refuse(was: "\(was.name) on \(was.table)", otherThan: "\(name) on \(table)")
    }

    /// An operation that drops the created trigger, creates the dropped one, or restores the old name or state.
    public var inverse: Inverse {
        switch self {
        case .create(let trigger):
            .operations([Self.drop(trigger.name, on: trigger.table, was: trigger, ifExists: false)])
        case .drop(_, _, let trigger?, _):
            .operations([Self.create(trigger)])
        case .drop(_, _, nil, _):
            .impossible(because: "it does not carry the trigger that it drops; give its definition instead of its name")
        case .rename(let name, let table, let newName):
            .operations([Self.rename(newName, on: table, to: name)])
        case .setEnabled(let name, let table, let isEnabled):
            .operations([Self.setEnabled(name, on: table, !isEnabled)])
        }
    }
}
