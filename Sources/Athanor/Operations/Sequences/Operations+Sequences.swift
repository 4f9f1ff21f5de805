extension Operations {
    /// Creates a sequence.
    ///
    /// PostgreSQL: `CREATE SEQUENCE [IF NOT EXISTS] … [AS type] … [OWNED BY …]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the sequence's name.
    ///   - type: the type of its numbers; `nil` is `bigint`.
    ///   - options: its options, such as start and increment.
    ///   - ownedBy: the column that it belongs to. It is dropped with the column.
    ///   - ifNotExists: no error when the sequence exists already, with any options.
    public func createSequence(
        _ name: QualifiedName, type: ColumnType? = nil, options: SequenceOptions = SequenceOptions(),
        ownedBy: SequenceDefinition.Owner? = nil, ifNotExists: Bool = false
    ) -> SequenceOperation {
        createSequence(
            SequenceDefinition(name, type: type, options: options, ownedBy: ownedBy), ifNotExists: ifNotExists)
    }

    /// Creates a sequence from its definition.
    /// - Parameters:
    ///   - sequence: the sequence.
    ///   - ifNotExists: no error when the sequence exists already, with any options.
    public func createSequence(_ sequence: SequenceDefinition, ifNotExists: Bool = false) -> SequenceOperation {
        .create(sequence, ifNotExists: ifNotExists)
    }

    /// Changes the options of a sequence. Options that are `nil` stay.
    ///
    /// PostgreSQL: `ALTER SEQUENCE …`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the sequence's name.
    ///   - options: the new options.
    ///   - was: the old options, for the downgrade.
    public func alterSequence(
        _ name: QualifiedName, _ options: SequenceOptions, was: SequenceOptions? = nil
    ) -> SequenceOperation {
        .alter(name, options, was: was)
    }

    /// Restarts a sequence.
    ///
    /// PostgreSQL: `ALTER SEQUENCE … RESTART [WITH …]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the sequence's name.
    ///   - number: the next number; `nil` is the sequence's start value.
    public func restartSequence(_ name: QualifiedName, with number: Int64? = nil) -> SequenceOperation {
        .restart(name, with: number)
    }

    /// Drops a sequence.
    ///
    /// PostgreSQL: `DROP SEQUENCE [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - sequence: its definition, so that the downgrade can create it again. The numbers then start again from the
    ///     beginning.
    ///   - ifExists: no error when the sequence is missing.
    ///   - dependents: what happens to the defaults that use it.
    public func dropSequence(
        _ sequence: SequenceDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> SequenceOperation {
        .drop(sequence.name, was: sequence, ifExists: ifExists, dependents: dependents)
    }

    /// Drops a sequence by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the sequence's name.
    ///   - ifExists: no error when the sequence is missing.
    ///   - dependents: what happens to the defaults that use it.
    public func dropSequence(
        _ name: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> SequenceOperation {
        .drop(name, was: nil, ifExists: ifExists, dependents: dependents)
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
