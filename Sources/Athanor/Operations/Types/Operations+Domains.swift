extension Operations {
    /// Creates a domain.
    ///
    /// PostgreSQL: `CREATE DOMAIN … AS type [COLLATE …] [DEFAULT …] [NOT NULL] [CONSTRAINT … CHECK (…)]`. Refused on
    /// SQLite, where the checks stand in the table.
    public func createDomain(_ domain: DomainDefinition) -> DomainOperation { .create(domain) }

    /// Alters a domain.
    ///
    /// PostgreSQL: `ALTER DOMAIN …` with `SET DEFAULT`, `SET NOT NULL`, `ADD CONSTRAINT`, `DROP CONSTRAINT`, `VALIDATE
    /// CONSTRAINT`. Refused on SQLite.
    public func alterDomain(_ name: QualifiedName, _ alteration: DomainAlteration) -> DomainOperation {
        .alter(name, alteration)
    }

    /// Drops a domain.
    ///
    /// PostgreSQL: `DROP DOMAIN [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the domain's name.
    ///   - was: what it was, for the way back.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to what uses it, columns among it.
    public func dropDomain(
        _ name: QualifiedName, was: DomainDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) -> DomainOperation {
        .drop(name, was: was, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a domain within its schema.
    ///
    /// PostgreSQL: `ALTER DOMAIN … RENAME TO …`. Refused on SQLite.
    public func renameDomain(_ name: QualifiedName, to newName: String) -> DomainOperation {
        .rename(name, to: newName)
    }
}
