extension Operations {
    /// Creates an enum type.
    ///
    /// PostgreSQL: `CREATE TYPE … AS ENUM (…)`. Refused on SQLite; use a text column with a check there.
    /// - Parameters:
    ///   - name: the type's name.
    ///   - values: its values, in sort order.
    public func createEnum(_ name: QualifiedName, _ values: [String]) -> EnumOperation {
        .create(name, values: values)
    }

    /// Creates an enum type from its definition.
    public func createEnum(_ type: EnumDefinition) -> EnumOperation { .create(type.name, values: type.values) }

    /// Drops an enum type.
    ///
    /// PostgreSQL: `DROP TYPE [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - type: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the type is missing.
    ///   - dependents: what happens to the columns of the type and other objects that use it.
    public func dropEnum(
        _ type: EnumDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> EnumOperation {
        .drop(type.name, was: type.values, ifExists: ifExists, dependents: dependents)
    }

    /// Drops an enum type by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the type's name.
    ///   - ifExists: no error when the type is missing.
    ///   - dependents: what happens to the columns of the type and other objects that use it.
    public func dropEnum(
        _ name: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> EnumOperation {
        .drop(name, was: nil, ifExists: ifExists, dependents: dependents)
    }

    /// Renames an enum type within its schema.
    ///
    /// PostgreSQL: `ALTER TYPE … RENAME TO …`. Refused on SQLite.
    public func renameEnum(_ name: QualifiedName, to newName: String) -> EnumOperation {
        .rename(name, to: newName)
    }

    /// Adds a value to an enum type.
    ///
    /// PostgreSQL: `ALTER TYPE … ADD VALUE [IF NOT EXISTS] … [BEFORE … | AFTER …]`, committed on its own before the
    /// following operations, because the transaction that adds a value cannot use it. Refused on SQLite.
    /// - Parameters:
    ///   - value: the new value.
    ///   - name: the type's name.
    ///   - position: its position among the others.
    ///   - ifNotExists: no error when the value exists already.
    public func addEnumValue(
        _ value: String, to name: QualifiedName, at position: EnumOperation.Position = .last, ifNotExists: Bool = false
    ) -> EnumOperation {
        .addValue(name, value, at: position, ifNotExists: ifNotExists)
    }

    /// Renames a value of an enum type, also in all stored rows.
    ///
    /// PostgreSQL: `ALTER TYPE … RENAME VALUE … TO …`. Refused on SQLite.
    public func renameEnumValue(_ value: String, of name: QualifiedName, to newValue: String) -> EnumOperation {
        .renameValue(name, value, to: newValue)
    }

    /// Replaces the list of an enum type's values, and converts every column of the type and of arrays of it.
    ///
    /// PostgreSQL: a new type takes the name; `ALTER TABLE … ALTER COLUMN … TYPE … USING …` converts each column, and
    /// the old type is dropped. Defaults, the checks and indexes that name the type, and foreign keys between columns
    /// of it are dropped before and created again after. Owner, privileges and comment of the type stay. Objects that
    /// keep PostgreSQL from converting (views, generated columns, policies, functions, domains, partition keys …) cause
    /// an error that names them, before anything changes. Refused on SQLite.
    /// - Parameters:
    ///   - name: the type's name.
    ///   - values: the new values, in order.
    ///   - mapping: the new value for each removed value. A removed value that is not in the mapping is an error if a
    ///     row holds it.
    ///   - was: the old values, for the downgrade.
    public func replaceEnumValues(
        _ name: QualifiedName, with values: [String], mapping: [ExactText: ExactText] = [:], was: [String]? = nil
    ) -> EnumOperation {
        .replaceValues(name, with: values, mapping: mapping, was: was)
    }
}
