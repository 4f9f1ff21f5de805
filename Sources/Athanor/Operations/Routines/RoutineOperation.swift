/// An operation on a function or a procedure.
public enum RoutineOperation: MigrationOperation, Hashable {
    /// The kind of a dropped routine: a function or a procedure.
    public enum Kind: String, Sendable, Hashable {
        /// A function.
        case function
        /// A procedure.
        case procedure
    }

    /// Creates a function or a procedure.
    case create(RoutineDefinition)
    /// Creates one, or replaces one with the same arguments; `was` is its definition, for the downgrade.
    case replace(RoutineDefinition, was: RoutineDefinition?)
    /// Drops one; `was` is its definition, for the downgrade.
    case drop(Kind, RoutineSignature, was: RoutineDefinition?, ifExists: Bool, dependents: DependentObjects)

    /// A summary, such as `create function NAME`.
    public var summary: String {
        switch self {
        case .create(let routine): "create \(Self.kind(of: routine).rawValue) \(routine.name)"
        case .replace(let routine, _): "replace \(Self.kind(of: routine).rawValue) \(routine.name)"
        case .drop(let kind, let signature, _, _, _): "drop \(kind.rawValue) \(signature.name)"
        }
    }

    private static func kind(of routine: RoutineDefinition) -> Kind {
        switch routine.kind {
        case .function: .function
        case .procedure: .procedure
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
        func shown(_ kind: Kind, _ signature: RoutineSignature) -> String {
            let types = signature.arguments.map { "\($0)" }.joined(separator: ", ")
            return "\(kind.rawValue) \(signature.name)(\(types))"
        }
        for routine in [definition, previous].compactMap(\.self) {
            for argument in routine.arguments {
                try check.check(argument.default, for: argument.type, of: "argument \(argument.name ?? "")")
            }
        }
        switch self {
        case .replace(let routine, let was?):
            try check.refuse(
                was: shown(Self.kind(of: was), was.signature),
                otherThan: shown(Self.kind(of: routine), routine.signature))
            try check.refuse(ifSame: was == routine, Self.kind(of: routine).rawValue)
        case .drop(let kind, let signature, let was?, _, _):
            try check.refuse(was: shown(Self.kind(of: was), was.signature), otherThan: shown(kind, signature))
        case .create, .replace(_, nil), .drop(_, _, nil, _, _): break
        }
    }

    private var definition: RoutineDefinition? {
        switch self {
        case .create(let routine), .replace(let routine, _): routine
        case .drop: nil
        }
    }

    private var previous: RoutineDefinition? {
        switch self {
        case .replace(_, let was), .drop(_, _, let was, _, _): was
        case .create: nil
        }
    }

    /// An operation that drops the created routine, creates the dropped one, or restores the old one.
    public var inverse: Inverse {
        switch self {
        case .create(let routine):
            .operations([
                Self.drop(
                    Self.kind(of: routine), routine.signature, was: routine, ifExists: false, dependents: .refuse)
            ])
        case .replace(let routine, let was?):
            .operations([Self.replace(was, was: routine)])
        case .replace(_, nil):
            .impossible(because: "it does not carry what it replaces; give it with `was:`")
        case .drop(_, _, let routine?, _, _):
            .operations([Self.create(routine)])
        case .drop(_, _, nil, _, _):
            .impossible(because: "it does not carry what it drops; give its definition instead of its name")
        }
    }
}

extension Operations {
    /// Creates a function or a procedure.
    ///
    /// PostgreSQL: `CREATE FUNCTION …` or `CREATE PROCEDURE …`, with the body between dollar quotes that do not occur
    /// in it. Refused on SQLite, where the program defines functions.
    public func createRoutine(_ routine: RoutineDefinition) -> RoutineOperation { .create(routine) }

    /// Creates a function or a procedure, or replaces one with the same name and arguments.
    ///
    /// PostgreSQL: `CREATE OR REPLACE FUNCTION …` or `… PROCEDURE …`. Refused on SQLite.
    /// - Parameters:
    ///   - routine: the new one.
    ///   - was: the old one, for the downgrade.
    public func replaceRoutine(_ routine: RoutineDefinition, was: RoutineDefinition? = nil) -> RoutineOperation {
        .replace(routine, was: was)
    }

    /// Drops a function.
    ///
    /// PostgreSQL: `DROP FUNCTION [IF EXISTS] name(types) [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - function: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the function is missing.
    ///   - dependents: what happens to objects that use it.
    public func dropFunction(
        _ function: RoutineDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> RoutineOperation {
        .drop(.function, function.signature, was: function, ifExists: ifExists, dependents: dependents)
    }

    /// Drops a function by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the function's name.
    ///   - arguments: the types of its arguments.
    ///   - ifExists: no error when the function is missing.
    ///   - dependents: what happens to objects that use it.
    public func dropFunction(
        _ name: QualifiedName, _ arguments: [ColumnType] = [], ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> RoutineOperation {
        .drop(.function, RoutineSignature(name, arguments), was: nil, ifExists: ifExists, dependents: dependents)
    }

    /// Drops a procedure.
    ///
    /// PostgreSQL: `DROP PROCEDURE [IF EXISTS] name(types) [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - procedure: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the procedure is missing.
    ///   - dependents: what happens to objects that use it.
    public func dropProcedure(
        _ procedure: RoutineDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> RoutineOperation {
        .drop(.procedure, procedure.signature, was: procedure, ifExists: ifExists, dependents: dependents)
    }

    /// Drops a procedure by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the procedure's name.
    ///   - arguments: the types of its arguments.
    ///   - ifExists: no error when the procedure is missing.
    ///   - dependents: what happens to objects that use it.
    public func dropProcedure(
        _ name: QualifiedName, _ arguments: [ColumnType] = [], ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> RoutineOperation {
        .drop(.procedure, RoutineSignature(name, arguments), was: nil, ifExists: ifExists, dependents: dependents)
    }
}
