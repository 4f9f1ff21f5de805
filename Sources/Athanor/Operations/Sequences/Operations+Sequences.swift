extension Operations {
    /// Creates a sequence.
    ///
    /// PostgreSQL: `CREATE SEQUENCE [IF NOT EXISTS] … [AS type] … [OWNED BY …]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the sequence's name.
    ///   - type: the type of its numbers; `nil` is `bigint`.
    ///   - options: how it counts.
    ///   - ownedBy: the column that it belongs to, and is dropped with.
    ///   - ifNotExists: whether it is fine that there is such a sequence, however it counts.
    public func createSequence(
        _ name: QualifiedName, type: ColumnType? = nil, options: SequenceOptions = SequenceOptions(),
        ownedBy: SequenceDefinition.Owner? = nil, ifNotExists: Bool = false
    ) -> SequenceOperation {
        .create(SequenceDefinition(name, type: type, options: options, ownedBy: ownedBy), ifNotExists: ifNotExists)
    }

    /// Changes how a sequence counts. What is `nil` in the options stays.
    ///
    /// PostgreSQL: `ALTER SEQUENCE …`. Refused on SQLite.
    /// - Parameter was: how it counted, for the way back.
    public func alterSequence(
        _ name: QualifiedName, _ options: SequenceOptions, was: SequenceOptions? = nil
    ) -> SequenceOperation {
        .alter(name, options, was: was)
    }

    /// Lets a sequence begin anew.
    ///
    /// PostgreSQL: `ALTER SEQUENCE … RESTART [WITH …]`. Refused on SQLite.
    /// - Parameter number: the next number; `nil` is the sequence's start.
    public func restartSequence(_ name: QualifiedName, with number: Int64? = nil) -> SequenceOperation {
        .restart(name, with: number)
    }

    /// Drops a sequence.
    ///
    /// PostgreSQL: `DROP SEQUENCE [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the sequence's name.
    ///   - was: what it was, for the way back. Its number begins anew then.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to the defaults that use it.
    public func dropSequence(
        _ name: QualifiedName, was: SequenceDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> SequenceOperation {
        .drop(name, was: was, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a sequence within its schema.
    ///
    /// PostgreSQL: `ALTER SEQUENCE … RENAME TO …`. Refused on SQLite.
    public func renameSequence(_ name: QualifiedName, to newName: String) -> SequenceOperation {
        .rename(name, to: newName)
    }

    /// Moves a sequence to another schema.
    ///
    /// PostgreSQL: `ALTER SEQUENCE … SET SCHEMA …`. Refused on SQLite.
    public func setSequenceSchema(_ name: QualifiedName, to schema: String) -> SequenceOperation {
        .setSchema(name, to: schema)
    }
}
