extension Operations {
    /// Creates a domain.
    ///
    /// PostgreSQL: `CREATE DOMAIN … AS type [COLLATE …] [DEFAULT …] [NOT NULL] [CONSTRAINT … CHECK (…)]`. Refused on
    /// SQLite, where you write the checks in the table.
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
    ///   - domain: its definition, so that the downgrade can create it again.
    ///   - ifExists: no error when the domain is missing.
    ///   - dependents: what happens to objects that use it, including columns.
    public func dropDomain(
        _ domain: DomainDefinition, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> DomainOperation {
        .drop(domain.name, was: domain, ifExists: ifExists, dependents: dependents)
    }

    /// Drops a domain by its name. The downgrade must be written.
    /// - Parameters:
    ///   - name: the domain's name.
    ///   - ifExists: no error when the domain is missing.
    ///   - dependents: what happens to objects that use it, including columns.
    public func dropDomain(
        _ name: QualifiedName, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> DomainOperation {
        .drop(name, was: nil, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a domain within its schema.
    ///
    /// PostgreSQL: `ALTER DOMAIN … RENAME TO …`. Refused on SQLite.
    public func renameDomain(_ name: QualifiedName, to newName: String) -> DomainOperation {
        .rename(name, to: newName)
    }
}
