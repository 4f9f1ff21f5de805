/// Settings of the extension Citus, where it is: without it the statements do nothing.
enum CitusSettings {
    /// A statement of PL/pgSQL: what is created in the rest of the transaction is kept from other servers. Citus warns of each
    /// temporary view that it cannot create there.
    static let notPropagating = "PERFORM \(setting("citus.enable_ddl_propagation", to: "off"));"

    /// The same as a query.
    static let leavingOut = "SELECT \(setting("citus.enable_ddl_propagation", to: "off"))"

    private static func setting(_ name: String, to value: String) -> String {
        """
        pg_catalog.set_config('\(name)', '\(value)', true)
        FROM pg_catalog.pg_extension AS e WHERE e.extname OPERATOR(pg_catalog.=) 'citus'
        """
    }
}
