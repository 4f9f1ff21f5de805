extension Operations {
    /// Creates an enum type.
    ///
    /// PostgreSQL: `CREATE TYPE … AS ENUM (…)`. Refused on SQLite, where a text column with a check does it.
    /// - Parameters:
    ///   - name: the type's name.
    ///   - values: its values, in the order in which they sort.
    public func createEnum(_ name: QualifiedName, _ values: [String]) -> EnumOperation {
        .create(name, values: values)
    }

    /// Drops an enum type.
    ///
    /// PostgreSQL: `DROP TYPE [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the type's name.
    ///   - was: its values, for the way back.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to the columns of the type, and whatever else uses it.
    public func dropEnum(
        _ name: QualifiedName, was: [String]? = nil, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> EnumOperation {
        .drop(name, was: was, ifExists: ifExists, dependents: dependents)
    }

    /// Renames an enum type within its schema.
    ///
    /// PostgreSQL: `ALTER TYPE … RENAME TO …`. Refused on SQLite.
    public func renameEnum(_ name: QualifiedName, to newName: String) -> EnumOperation {
        .rename(name, to: newName)
    }

    /// Adds a value to an enum type.
    ///
    /// PostgreSQL: `ALTER TYPE … ADD VALUE [IF NOT EXISTS] … [BEFORE … | AFTER …]`, committed by itself before what
    /// follows, because the transaction that adds a value cannot use it. Refused on SQLite.
    /// - Parameters:
    ///   - name: the type's name.
    ///   - value: the new value.
    ///   - position: where it stands among the others.
    ///   - ifNotExists: whether it is fine that there is such a value.
    public func addEnumValue(
        _ name: QualifiedName, _ value: String, at position: EnumOperation.Position = .last, ifNotExists: Bool = false
    ) -> EnumOperation {
        .addValue(name, value, at: position, ifNotExists: ifNotExists)
    }

    /// Renames a value of an enum type, wherever it is stored.
    ///
    /// PostgreSQL: `ALTER TYPE … RENAME VALUE … TO …`. Refused on SQLite.
    public func renameEnumValue(_ name: QualifiedName, _ value: String, to newValue: String) -> EnumOperation {
        .renameValue(name, value, to: newValue)
    }

    /// Replaces the list of an enum type's values, and converts every column of the type and of arrays of it.
    ///
    /// PostgreSQL: a new type takes the name; `ALTER TABLE … ALTER COLUMN … TYPE … USING …` converts each column, and the
    /// old type is dropped. Defaults, the checks and indexes that name the type, and foreign keys between columns of it are
    /// taken away before and put back after. Owner, privileges and comment of the type stay. What PostgreSQL cannot convert under
    /// (views, generated columns, policies, functions, domains, partition keys …) is named in an error before anything changes. Refused on SQLite.
    /// - Parameters:
    ///   - name: the type's name.
    ///   - values: the new values, in order.
    ///   - mapping: what each value that goes becomes. One without is an error where a row holds it.
    ///   - was: the old values, for the way back.
    public func replaceEnumValues(
        _ name: QualifiedName, with values: [String], mapping: [ExactText: ExactText] = [:], was: [String]? = nil
    ) -> EnumOperation {
        .replaceValues(name, with: values, mapping: mapping, was: was)
    }
}
