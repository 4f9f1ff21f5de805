internal import Athanor

/// Code that an object uses, according to the catalog.
enum ForeignCode {
    /// Athanor's own error code: the statement would run code of a role that is not trusted.
    static let refused = "AT004"

    /// A query for the owner of the function, operator or type that a row of `pg_depend` refers to. It has one column,
    /// `author`, and at most one row. Enum types are left out, because they contain no code.
    /// - Parameter row: the alias of the row of `pg_depend`.
    static func author(of row: String) -> String {
        """
        SELECT p.proowner AS author FROM pg_catalog.pg_proc AS p
        WHERE \(row).refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = \(row).refobjid
        UNION ALL
        SELECT o.oprowner FROM pg_catalog.pg_operator AS o
        WHERE \(row).refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND o.oid = \(row).refobjid
        UNION ALL
        SELECT y.typowner FROM pg_catalog.pg_type AS y
        WHERE \(row).refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND y.oid = \(row).refobjid AND y.typtype <> 'e'
        """
    }
}
