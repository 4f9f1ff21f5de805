/// A trigger: what a database does by itself when rows change.
public struct TriggerDefinition: Sendable, Hashable {
    /// When it runs.
    public enum Timing: Sendable, Hashable {
        /// Before the change.
        case before
        /// After the change.
        case after
        /// Instead of the change, on a view.
        case insteadOf
    }

    /// What it waits for.
    public enum Event: Sendable, Hashable {
        /// A row comes.
        case insert
        /// A row changes.
        case update
        /// A row changes by a statement that names one of these columns.
        case updateOf([String])
        /// A row goes.
        case delete
        /// All rows go at once.
        case truncate
    }

    /// How often it runs.
    public enum Level: Sendable, Hashable {
        /// Once for each row.
        case row
        /// Once for each statement.
        case statement
    }

    /// What it does.
    public enum Action: Sendable, Hashable {
        /// Calls a function with texts as arguments: PostgreSQL.
        case execute(QualifiedName, [String] = [])
        /// Runs statements, each with its semicolon: SQLite.
        case statements(String)
    }

    /// Its name.
    public var name: String
    /// The table or view that it watches.
    public var table: QualifiedName
    /// When it runs.
    public var timing: Timing
    /// What it waits for.
    public var events: [Event]
    /// How often it runs.
    public var level: Level
    /// Runs it only where this holds, an expression over `OLD` and `NEW`; `nil` is always.
    public var condition: String?
    /// The name under which it sees all old rows of the statement.
    public var oldTable: String?
    /// The name under which it sees all new rows of the statement.
    public var newTable: String?
    /// For a constraint trigger, when it runs; `nil` is an ordinary one.
    public var constraint: ConstraintDefinition.Deferrability?
    /// What it does.
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

/// An operation about a trigger.
public enum TriggerOperation: Operation, Hashable {
    /// Creates a trigger.
    case create(TriggerDefinition)
    /// Drops a trigger; `was` is what it was, for the way back.
    case drop(String, on: QualifiedName, was: TriggerDefinition?, ifExists: Bool)
    /// Renames a trigger.
    case rename(String, on: QualifiedName, to: String)
    /// Lets a trigger run, or keeps it from running.
    case setEnabled(String, on: QualifiedName, Bool)

    /// `create trigger NAME on TABLE` and the like.
    public var summary: String {
        switch self {
        case .create(let trigger): "create trigger \(trigger.name) on \(trigger.table)"
        case .drop(let name, let table, _, _): "drop trigger \(name) on \(table)"
        case .rename(let name, let table, let newName): "rename trigger \(name) on \(table) to \(newName)"
        case .setEnabled(let name, let table, let isEnabled):
            "\(isEnabled ? "enable" : "disable") trigger \(name) on \(table)"
        }
    }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        return try database.dialect.lower(self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        guard case .drop(let name, let table, let was?, _) = self else { return }
        try check.refuse(was: "\(was.name) on \(was.table)", otherThan: "\(name) on \(table)")
    }

    /// Dropping what was created, creating what was dropped, the old name or state.
    public var inverse: Inverse {
        switch self {
        case .create(let trigger):
            .operations([Self.drop(trigger.name, on: trigger.table, was: trigger, ifExists: false)])
        case .drop(_, _, let trigger?, _):
            .operations([Self.create(trigger)])
        case .drop(_, _, nil, _):
            .impossible(because: "it does not carry the trigger that it drops; give it with `was:`")
        case .rename(let name, let table, let newName):
            .operations([Self.rename(newName, on: table, to: name)])
        case .setEnabled(let name, let table, let isEnabled):
            .operations([Self.setEnabled(name, on: table, !isEnabled)])
        }
    }
}
