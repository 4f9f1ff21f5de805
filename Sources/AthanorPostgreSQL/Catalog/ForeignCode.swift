internal import Athanor

/// Code that an object uses, as the catalog has it.
enum ForeignCode {
    /// Code of somebody who may not be trusted would run, in this error code of Athanor's own.
    static let refused = "AT004"

    /// A query for the author of what a row of `pg_depend` refers to, where that is code: a function, an operator or a type.
    /// It has one column, `author`, and a row at most.
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
